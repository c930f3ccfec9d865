"""How an address is written in the table of redirects, so one address has one spelling there.

A path is written as people read it: ``/söder``, not ``/s%C3%B6der``. What has a meaning of its own in an address stays
encoded. A slash at the end says nothing, so it is left out; the order of parameters says nothing, so they are sorted;
what only tells where a reader came from is dropped.
"""

import re
import unicodedata
from urllib.parse import SplitResult, parse_qsl, quote, unquote, urlencode, urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.encoding import escape_uri_path, uri_to_iri
from django.utils.translation import gettext_lazy as _

LONGEST = 400  # characters of an address
MOST_PARAMETERS = 20
_TRACKING = re.compile(r"utm_\w+|fbclid|gclid|dclid|msclkid|mc_cid|mc_eid|igshid|yclid|_ga|_gl|ref|replytocom")
_IN_FRAGMENTS = "/?:@!$&'()*+,;=-._~"
_FORBIDDEN = re.compile(r"[\x00-\x20\x7f-\x9f\\\u2028\u2029\ud800-\udfff\ufffd]")


def requested_address(path: str, query: str) -> str:
    """The address of a request. path: decoded, as Django gives it. query: as it was sent."""
    return _path(path) + _query(query)


def old_address(typed: str) -> str:
    """The address on the former site, from a path or a whole address. ValidationError.

    The host is left out: whatever it was called, readers arrive here.
    """
    address = _trimmed(typed)
    parts = _split(address)
    if parts.scheme not in ("", "http", "https") or not (parts.path.startswith("/") or parts.netloc):
        raise ValidationError(_("An old address begins with a slash, such as /2019/05/title/."), code="no_path")
    old = _path(unquote(parts.path) or "/") + _query(parts.query)
    _check(old)
    if old == "/":
        raise ValidationError(_("The front page itself is never redirected."), code="front_page")
    return old


def target_address(typed: str) -> str:
    """The path on this site to lead readers to, from a path or a whole address of this site. ValidationError."""
    address = _trimmed(typed)
    parts, own = _split(address), urlsplit(settings.SITE_URL)
    if parts.netloc and (parts.scheme, parts.netloc) == (own.scheme, own.netloc):
        parts = parts._replace(scheme="", netloc="", path=parts.path or "/")
    if parts.scheme or parts.netloc or not parts.path.startswith("/") or parts.path.startswith("//"):
        raise ValidationError(
            _("A redirect leads to a page of this site: give its path, such as /articles/title/."), code="not_ours"
        )
    path = uri_to_iri(escape_uri_path(unicodedata.normalize("NFC", unquote(parts.path))))
    fragment = f"#{quote(unquote(parts.fragment), safe=_IN_FRAGMENTS)}" if parts.fragment else ""
    target = path + _query(parts.query) + fragment
    _check(target)
    return target


def address_of_target(target: str) -> str:
    """The address that readers request when they follow target."""
    parts = urlsplit(target)
    return requested_address(unquote(parts.path), parts.query)


def _trimmed(typed: str) -> str:
    address = typed.strip()
    if not address:
        raise ValidationError(_("Give an address."), code="empty")
    if len(address) > LONGEST * 6:  # encoded, a letter may take six
        raise ValidationError(_("An address has at most %(most)d characters."), code="long", params={"most": LONGEST})
    # urlsplit drops line ends and tabs in silence, so another address than the typed one would be stored.
    if _FORBIDDEN.search(address.replace(" ", "")):
        raise ValidationError(_("An address has no backslash and no control character."), code="character")
    return address


def _split(address: str) -> SplitResult:
    try:
        return urlsplit(address)
    except ValueError:
        raise ValidationError(_("This is not an address."), code="no_address") from None


def _check(address: str) -> None:
    if len(address) > LONGEST:
        raise ValidationError(_("An address has at most %(most)d characters."), code="long", params={"most": LONGEST})
    if address.startswith("//") or _FORBIDDEN.search(unquote(address.replace("%20", ""))):
        raise ValidationError(_("An address has no backslash and no control character."), code="character")


def _path(decoded: str) -> str:
    path = uri_to_iri(escape_uri_path(unicodedata.normalize("NFC", decoded)))
    return path.rstrip("/") or "/"


def _query(query: str) -> str:
    """The parameters in order, with their question mark; empty where none is left."""
    try:
        parameters = parse_qsl(query, keep_blank_values=True, max_num_fields=MOST_PARAMETERS)
    except ValueError:
        return ""
    telling = sorted((name, value) for name, value in parameters if not _TRACKING.fullmatch(name))
    return f"?{urlencode(telling)}" if telling else ""
