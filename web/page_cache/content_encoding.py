"""How a page may be compressed for a client. Source: RFC 9110, section 12.5.3."""

import gzip
from functools import lru_cache

import brotli  # type: ignore[import-untyped]

ENCODINGS = ("br", "gzip", "identity")  # the best first
SMALL_WINDOW, LARGEST_WINDOW = 16, 22  # of brotli: powers of two, bytes


@lru_cache(maxsize=256)  # browsers send a handful of values; a longer list of them is a client's own making
def best_encoding(accepted: str) -> str:
    """The encoding of ENCODINGS to answer with. accepted: the value of Accept-Encoding, empty where there is none.

    What is refused altogether is answered as it is: a page that someone must decode beats none.
    """
    weights = _weights(accepted)
    rest = weights.get("*", 0.0)
    offered = {encoding: weights.get(encoding, rest) for encoding in ("br", "gzip")}
    # Not named, the page as it is will do, but it is no one's first choice.
    offered["identity"] = weights.get("identity", 0.0005 if rest or "*" not in weights else 0.0)
    best = max(ENCODINGS, key=lambda encoding: (offered[encoding], -ENCODINGS.index(encoding)))
    return best if offered[best] > 0 else "identity"


def _weights(accepted: str) -> dict[str, float]:
    weights = {}
    for part in accepted.lower().split(","):
        name, _, parameter = (piece.strip() for piece in part.partition(";"))
        key, _, value = parameter.partition("=")
        try:
            weights[name] = min(max(float(value), 0.0), 1.0) if key.strip() == "q" else 1.0
        except ValueError:
            weights[name] = 0.0
    weights.pop("", None)
    return {"gzip" if name == "x-gzip" else name: weight for name, weight in weights.items()}


def encoded(body: bytes, encoding: str) -> bytes:
    if encoding == "br":
        # A window as large as a page takes half the memory, and a third less time, for as few bytes.
        window = SMALL_WINDOW if len(body) <= 1 << SMALL_WINDOW else LARGEST_WINDOW
        return brotli.compress(body, quality=5, mode=brotli.MODE_TEXT, lgwin=window)
    return gzip.compress(body, compresslevel=6, mtime=0) if encoding == "gzip" else body


def decoded(body: bytes, encoding: str) -> bytes:
    if encoding == "br":
        return brotli.decompress(body)
    return gzip.decompress(body) if encoding == "gzip" else body
