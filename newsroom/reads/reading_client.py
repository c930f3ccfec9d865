"""Whether a request is someone who reads, and from which site they came: told by what each request says of itself."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import urlsplit

from django.conf import settings

from articles.channels.robots import ANSWERS, SEARCH, TRAINING
from articles.reads.read_count import LONGEST_HOST

LOOKED_AT = 400  # characters of a client's name for itself
# All browsers begin with one of these. Programs that fetch pages for someone mostly do not.
_BROWSER = re.compile(r"\A(Mozilla|Opera)/")
# Words of those programs that do. CUBOT is a maker of phones.
_ROBOT = re.compile(
    r"(?<!\bcu)bot\b|bot[/;_-]|crawl|spider|slurp|scrap|fetch|archive|index(?:er|ing)|"
    r"preview|facebookexternalhit|embedly|quora link|outbrain|vkshare|w3c_validator|validator|"
    r"headless|phantom|puppeteer|playwright|selenium|electron-prerender|prerender|lighthouse|pagespeed|gtmetrix|"
    r"monitor|uptime|pingdom|statuscake|site24x7|newrelic|datadog|checkly|"
    r"google-inspectiontool|google-read-aloud|googleother|mediapartners|adsbot|feedfetcher|"
    r"\b(?:curl|wget|python|java|perl|ruby|php|go-http-client|libwww|httpclient|okhttp|axios|node)\b",
    re.IGNORECASE,
)
_NAMED_IN_ROBOTS = re.compile("|".join(map(re.escape, (*SEARCH, *ANSWERS, *TRAINING))), re.IGNORECASE)
# Labels of a host name, with a dot between them. The last one is no number, or it would be an address.
_HOST = re.compile(r"(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?")


def is_robot(user_agent: str) -> bool:
    """Whether a client says that it is a program, or does not say that it is a browser."""
    return _is_robot(user_agent[:LOOKED_AT])


@lru_cache(maxsize=1024)  # browsers send a few hundred different ones
def _is_robot(user_agent: str) -> bool:
    if not _BROWSER.match(user_agent):
        return True
    return bool(_ROBOT.search(user_agent) or _NAMED_IN_ROBOTS.search(user_agent))


def is_ahead_of_a_reader(purpose: str) -> bool:
    """Whether a page is loaded before anyone wants it. purpose: of Sec-Purpose or its forerunners."""
    return "prefetch" in purpose or "prerender" in purpose or "preview" in purpose


def referring_host(referer: str, own_host: str = "") -> str:
    """The host name of the site that led here; empty where there is none, or where it is this site itself.

    own_host: as the request names this site, beside SITE_URL.
    """
    if not referer.startswith(("https://", "http://")):
        return ""
    try:
        host = (urlsplit(referer).hostname or "").rstrip(".")
    except ValueError:
        return ""
    if len(host) > LONGEST_HOST or not _HOST.fullmatch(host):
        return ""
    return "" if _bare(host) in (_own(), _bare(_without_port(own_host))) else host


def _own() -> str:
    return _bare(urlsplit(settings.SITE_URL).hostname or "")


def _bare(host: str) -> str:
    return host.removeprefix("www.")


def _without_port(host: str) -> str:
    return host.lower().rpartition(":")[0] or host.lower() if ":" in host else host.lower()
