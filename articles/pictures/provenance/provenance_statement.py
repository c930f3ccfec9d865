"""What a picture's file says of how the picture was made. It suggests; a person decides."""

from dataclasses import asdict, dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from articles.disclosure.levels import AI_ASSISTED, AI_GENERATED, IPTC
from articles.pictures.provenance.content_credentials import content_credentials
from articles.pictures.provenance.xmp import RIGHTS, read, source_type

# Terms that staff cannot choose, by the one that says the same to readers.
_SAME_AS = {
    IPTC + "compositeSynthetic": AI_ASSISTED.source_uri,
    "http://c2pa.org/digitalsourcetype/trainedAlgorithmicData": AI_GENERATED.source_uri,
    IPTC + "computationalCapture": IPTC + "digitalCapture",
    IPTC + "multiFrameComputationalCapture": IPTC + "digitalCapture",
}
_MOST_AI_FIRST = (AI_GENERATED.source_uri, AI_ASSISTED.source_uri)
_XMP_SOURCE = "Iptc4xmpExt:DigitalSourceType"
_XMP_TOOLS = ("Iptc4xmpExt:AISystemUsed", "xmp:CreatorTool")


@dataclass(frozen=True)
class Statement:
    """source_type: IPTC's address, or empty. found_in: ``content_credentials``, ``xmp``, or empty where nothing is.

    tool, signer: as the file names them; no one has checked either. is_intact: of Content Credentials alone. rights:
    what the file says about its creator and its use, by property of XMP.
    """

    source_type: str = ""
    found_in: str = ""
    tool: str = ""
    signer: str = ""
    is_intact: bool = True
    rights: dict[str, str] = field(default_factory=dict)

    @property
    def details(self) -> dict[str, Any]:
        """What there is to keep beside source_type and rights, as JSON holds it."""
        facts = asdict(self)
        return {name: facts[name] for name in ("found_in", "tool", "signer", "is_intact")} if self.found_in else {}


def statement_in(data: bytes, content_type: str, packet: bytes) -> Statement:
    """What data says in its Content Credentials and in packet, its XMP; of two answers the one with more AI."""
    said = read(packet, _XMP_SOURCE, *_XMP_TOOLS, *RIGHTS)
    rights = {property_: said[property_] for property_ in RIGHTS if property_ in said}
    by_xmp = _as_chosen_here(source_type(said.get(_XMP_SOURCE, "")))
    credentials = content_credentials(data, content_type)
    if credentials:
        terms = [*map(_known, credentials.source_types), *(_part(_known(term)) for term in credentials.parts)]
        by_credentials = _most_ai(terms)
        if by_credentials == _most_ai([by_credentials, by_xmp]):
            return Statement(
                by_credentials,
                "content_credentials",
                credentials.tool,
                credentials.signer,
                credentials.is_intact,
                rights,
            )
    if by_xmp:
        tool = next((said[name] for name in _XMP_TOOLS if name in said), "")
        return Statement(by_xmp, "xmp", tool, rights=rights)
    return Statement(rights=rights)


def words_for(details: dict[str, Any]) -> str:
    """Where a statement was found, for the desk: "Content Credentials by Example Pictures, Painter 2.0"."""
    if not details:
        return ""
    if details["found_in"] == "xmp":
        place = _("its metadata (XMP)")
    elif not details["is_intact"]:
        place = _("Content Credentials that are broken, or not of this picture")
    elif details["signer"]:
        place = _("Content Credentials by %(signer)s") % {"signer": details["signer"]}
    else:
        place = _("Content Credentials")
    return f"{place}, {details['tool']}" if details["tool"] else place


def _known(term: str) -> str:
    return _as_chosen_here(source_type(term) or term)


def _as_chosen_here(term: str) -> str:
    return _SAME_AS.get(term, term)


def _part(term: str) -> str:
    """What something that was put into a picture makes of the whole."""
    return AI_ASSISTED.source_uri if term in _MOST_AI_FIRST else ""


def _most_ai(terms: list[str]) -> str:
    present = [term for term in _MOST_AI_FIRST if term in terms]
    return (present or [term for term in terms if term.startswith(IPTC)] or [""])[0]
