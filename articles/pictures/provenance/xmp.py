"""XMP, the words inside a picture's file: read from what was handed in, and written anew from what we know.

Nothing is copied but rights statements: XMP can hold where a camera stood, its number, and its owner's address. Source:
https://iptc.org/std/photometadata/specification/ (2025.1)
"""

from xml.etree import ElementTree

from articles.disclosure.levels import IPTC
from web.plain_text import writable

MAX_READ = 1_000_000  # bytes; a packet that is larger is taken for none
MAX_TEXT = 1000  # characters of one statement that is carried on

_NAMESPACES = {
    "x": "adobe:ns:meta/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "dc": "http://purl.org/dc/elements/1.1/",
    "photoshop": "http://ns.adobe.com/photoshop/1.0/",
    "xmpRights": "http://ns.adobe.com/xap/1.0/rights/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "Iptc4xmpCore": "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/",
    "Iptc4xmpExt": "http://iptc.org/std/Iptc4xmpExt/2008-02-29/",
}
_XML = "{http://www.w3.org/XML/1998/namespace}"
# How a property holds its text: by itself, in a list of names, or in one text for each language.
_LISTS = {
    "dc:creator": "rdf:Seq",
    "dc:description": "rdf:Alt",
    "dc:rights": "rdf:Alt",
    "xmpRights:UsageTerms": "rdf:Alt",
}
_LISTS["Iptc4xmpCore:AltTextAccessibility"] = "rdf:Alt"
RIGHTS = ("dc:creator", "dc:rights", "xmpRights:UsageTerms", "xmpRights:WebStatement")

for _prefix, _namespace in _NAMESPACES.items():
    ElementTree.register_namespace(_prefix, _namespace)


def written(facts: dict[str, str]) -> bytes:
    """A packet that states facts: text by property, such as ``dc:rights``. Empty texts are left out."""
    packet = ElementTree.Element(_name("x:xmpmeta"))
    described = ElementTree.SubElement(ElementTree.SubElement(packet, _name("rdf:RDF")), _name("rdf:Description"))
    described.set(_name("rdf:about"), "")
    for property_, text in facts.items():
        if not (text := writable(text)):
            continue
        element = ElementTree.SubElement(described, _name(property_))
        if kind := _LISTS.get(property_):
            item = ElementTree.SubElement(ElementTree.SubElement(element, _name(kind)), _name("rdf:li"))
            if kind == "rdf:Alt":
                item.set(f"{_XML}lang", "x-default")
            element = item
        element.text = text
    body = ElementTree.tostring(packet, encoding="unicode")
    return f'<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>{body}<?xpacket end="w"?>'.encode()


def read(packet: bytes, *properties: str) -> dict[str, str]:
    """The text of each of properties that packet states. A packet that is broken or could be a trap states nothing."""
    # Entities, which could swell without end, need a document type, and XMP has none.
    if len(packet) > MAX_READ or b"<!" in packet.replace(b"<!--", b"").replace(b"<![CDATA[", b""):
        return {}
    try:
        root = ElementTree.fromstring(packet.rstrip(b"\0"))  # noqa: S314
    except (ElementTree.ParseError, ValueError, LookupError):
        return {}
    names = {_name(property_): property_ for property_ in properties}
    found: dict[str, str] = {}
    for element in root.iter():
        stated = {name: text for name, text in element.attrib.items() if name in names}
        if element.tag in names:
            texts = [element.get(_name("rdf:resource"), ""), *element.itertext()]
            stated[element.tag] = ", ".join(filter(None, map(str.strip, texts)))
        for name, text in stated.items():
            if text.strip():
                found.setdefault(names[name], writable(text.strip())[:MAX_TEXT])
    return found


def source_type(text: str) -> str:
    """text as one of IPTC's addresses of a digital source type; empty where it is none."""
    term = text.strip().replace("https://", "http://", 1).removeprefix(IPTC)
    return IPTC + term if term.isalpha() and term.isascii() else ""


def _name(property_: str) -> str:
    prefix, _colon, name = property_.partition(":")
    return f"{{{_NAMESPACES[prefix]}}}{name}"
