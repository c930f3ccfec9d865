"""Putting XMP into a finished picture without decoding it, so a change of words costs no quality.

The files are our own, as ``articles.pictures.upload_check`` and ``renditions`` write them. Sources: XMP Specification,
part 3, Storage in Files; for AVIF ISO/IEC 14496-12, ItemInfoBox and ItemLocationBox.
"""

import struct
import zlib
from collections.abc import Iterator

_JPEG_HEADER = b"http://ns.adobe.com/xap/1.0/\0"
_PNG_KEYWORD = b"XML:com.adobe.xmp\0"
_PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_WEBP_HAS_XMP = 0x04


def with_xmp(picture: bytes, packet: bytes) -> bytes:
    """picture, a JPEG, PNG, WebP or AVIF, with packet in the place of the XMP that it had."""
    if picture.startswith(b"\xff\xd8"):
        return _jpeg(picture, packet)
    if picture.startswith(_PNG_SIGNATURE):
        return _png(picture, packet)
    if picture.startswith(b"RIFF") and picture[8:12] == b"WEBP":
        return _webp(picture, packet)
    if picture[4:12] == b"ftypavif":
        return _avif(picture, packet)
    raise ValueError("not a JPEG, PNG, WebP or AVIF picture")


def _jpeg(picture: bytes, packet: bytes) -> bytes:
    segments, rest = _jpeg_segments(picture)
    ours = _JPEG_HEADER + packet
    segment = b"\xff\xe1" + struct.pack(">H", len(ours) + 2) + ours
    kept = [each for each in segments if not (each[1] == 0xE1 and each[4:].startswith(_JPEG_HEADER))]
    after_jfif = 1 if kept and kept[0][1] == 0xE0 else 0  # JFIF's own segment has to be the first
    return b"".join([b"\xff\xd8", *kept[:after_jfif], segment, *kept[after_jfif:], rest])


def _jpeg_segments(picture: bytes) -> tuple[list[bytes], bytes]:
    """The segments before the picture itself, each whole, and everything from there on."""
    segments, place = [], 2
    while picture[place] == 0xFF and picture[place + 1] != 0xDA:
        end = place + 2 + struct.unpack_from(">H", picture, place + 2)[0]
        segments.append(picture[place:end])
        place = end
    return segments, picture[place:]


def _png(picture: bytes, packet: bytes) -> bytes:
    content = b"iTXt" + _PNG_KEYWORD + b"\0\0\0\0" + packet  # neither compressed nor in a language
    ours = struct.pack(">I", len(content) - 4) + content + struct.pack(">I", zlib.crc32(content))
    chunks = [each for each in _png_chunks(picture) if not each[4:].startswith(b"iTXt" + _PNG_KEYWORD)]
    return b"".join([_PNG_SIGNATURE, chunks[0], ours, *chunks[1:]])


def _png_chunks(picture: bytes) -> Iterator[bytes]:
    place = len(_PNG_SIGNATURE)
    while place < len(picture):
        end = place + 12 + struct.unpack_from(">I", picture, place)[0]
        yield picture[place:end]
        place = end


def _webp(picture: bytes, packet: bytes) -> bytes:
    chunks = [each for each in _webp_chunks(picture) if not each.startswith(b"XMP ")]
    if not chunks[0].startswith(b"VP8X"):
        raise ValueError("a WebP without the header that says what else is in the file")
    header = bytearray(chunks[0])
    header[8] |= _WEBP_HAS_XMP
    ours = b"XMP " + struct.pack("<I", len(packet)) + packet + b"\0" * (len(packet) % 2)
    content = b"".join([b"WEBP", bytes(header), *chunks[1:], ours])
    return b"RIFF" + struct.pack("<I", len(content)) + content


def _webp_chunks(picture: bytes) -> Iterator[bytes]:
    place = 12
    while place < len(picture):
        size = struct.unpack_from("<I", picture, place + 4)[0]
        end = place + 8 + size + size % 2
        yield picture[place:end]
        place = end


def _avif(picture: bytes, packet: bytes) -> bytes:
    """XMP is an item that may be anywhere in the file. It gets a box of its own, the last one."""
    boxes = list(_boxes(picture, 0, len(picture)))
    place = _place_of_xmp(picture, next((begin, end) for kind, begin, end in boxes if kind == b"meta"))
    offset, length = struct.unpack_from(">II", picture, place)
    kind, begin, end = boxes[-1]
    is_alone = kind == b"mdat" and (begin, end) == (offset, offset + length)
    pixels = bytearray(picture[: begin - 8] if is_alone else picture)
    struct.pack_into(">II", pixels, place, len(pixels) + 8, len(packet))
    return bytes(pixels) + struct.pack(">I4s", len(packet) + 8, b"mdat") + packet


def _boxes(data: bytes, begin: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """Kind, and begin and end of the content, of each box between two places in data."""
    while begin < end:
        size, kind = struct.unpack_from(">I4s", data, begin)
        yield kind, begin + 8, begin + size
        begin += size


def _place_of_xmp(picture: bytes, meta: tuple[int, int]) -> int:
    """Where offset and length of the XMP are written, each in four bytes. meta: begin and end of that box's content."""
    inside = {kind: (begin, end) for kind, begin, end in _boxes(picture, meta[0] + 4, meta[1])}
    infos = _boxes(picture, inside[b"iinf"][0] + 6, inside[b"iinf"][1])
    (item,) = [
        struct.unpack_from(">H", picture, begin + 4)[0]
        for _kind, begin, end in infos
        if b"application/rdf+xml" in picture[begin:end]
    ]
    begin = inside[b"iloc"][0]
    version, sizes, count = struct.unpack_from(">B3xHH", picture, begin)
    if (version, sizes) != (0, 0x4400):
        raise ValueError("an AVIF whose places are written in another way than ours")
    place = begin + 8
    for _item in range(count):
        number, _source, extents = struct.unpack_from(">HHH", picture, place)
        if number == item and extents == 1:
            return place + 6
        place += 6 + 8 * extents
    raise ValueError("an AVIF without a place for XMP")
