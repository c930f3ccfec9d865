"""``/robots.txt``: what crawlers of each kind may read, as staff decided, and what may be made of it.

The signal ``Content-Usage`` is a draft of the IETF's group AI Preferences (draft-ietf-aipref-attach-05 and -vocab-07).
It has words for search, without summaries, and for training, none for answers. So those who answer questions are told
by name alone.
"""

from collections.abc import Iterable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from web.identity.current_site import Site, current_site
from web.public_page import for_everybody, read_only

CLOSED = ("/admin/", "/preview/", "/comments/manage/", "/search/?")
# By the names that their makers say they heed in robots.txt.
SEARCH = (
    "Googlebot", "Bingbot", "Applebot", "DuckDuckBot", "YandexBot", "Baiduspider", "SeznamBot", "Qwantbot", "PetalBot",
    "MojeekBot", "Yeti",
)  # fmt: skip
ANSWERS = (
    "OAI-SearchBot", "ChatGPT-User", "PerplexityBot", "Perplexity-User", "Claude-SearchBot", "Claude-User",
    "DuckAssistBot", "MistralAI-User", "Meta-ExternalFetcher", "YouBot",
)  # fmt: skip
TRAINING = (
    "GPTBot", "ClaudeBot", "anthropic-ai", "Google-Extended", "Applebot-Extended", "CCBot", "Meta-ExternalAgent",
    "FacebookBot", "Bytespider", "Amazonbot", "cohere-ai", "cohere-training-data-crawler", "Diffbot", "AI2Bot",
    "PanguBot", "Omgilibot", "Timpibot",
)  # fmt: skip


@read_only
def robots(request: HttpRequest) -> HttpResponse:
    site = current_site()
    lines = ["User-agent: *"]
    if site.content_usage:
        lines.append(f"Content-Usage: {site.content_usage}")
    lines += [*(f"Disallow: {path}" for path in CLOSED), ""]
    for name in _shut_out(site):
        lines.append(f"User-agent: {name}")
    if lines[-1]:
        lines += ["Disallow: /", ""]
    lines += [f"Sitemap: {settings.SITE_URL}{reverse(name)}" for name in ("sitemap", "news_sitemap")]
    response = HttpResponse("\n".join([*lines, ""]), content_type="text/plain; charset=utf-8")
    return for_everybody(request, response, None)


def _shut_out(site: Site) -> Iterable[str]:
    for is_open, names in (
        (site.open_to_search, SEARCH),
        (site.open_to_answers, ANSWERS),
        (site.open_to_training, TRAINING),
    ):
        if not is_open:
            yield from names
