"""What changed is announced: to the hub of the feeds (WebSub), and to search engines (IndexNow), each by its setting.

Sources: https://www.w3.org/TR/websub/ and https://www.indexnow.org/documentation
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable
from datetime import datetime, timedelta
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.db import transaction
from django.db.models import Prefetch
from django.urls import reverse
from django.utils import timezone
from django_tasks import task

from articles.models import Article, Correction
from articles.models.article_parts import bylines
from articles.reading.content_watch import ContentWatch
from newsroom.announcing.announced import Announced
from newsroom.webhooks.sending import SendError, post
from web.absolute_urls import absolute

AT_ONCE = 100  # articles of one look; a search engine takes 10,000 addresses, a hub fewer
OVERLAP = timedelta(minutes=1)  # a transaction may end later than its changes are dated; telling twice does no harm
RETRY_AFTER = [timedelta(minutes=minutes) for minutes in (1, 10, 60)]
_FOR_NOW = {408, 425, 429, *range(500, 600)}  # what may go better later

log = logging.getLogger(__name__)


class Announcer:
    """What one worker knows of the changes."""

    def __init__(self) -> None:
        self._watch = ContentWatch()

    def announce(self) -> None:
        """Queue the announcements of what changed since the last ones, by whichever worker."""
        if not (settings.WEBSUB_HUB or settings.INDEXNOW_KEY) or not self._watch.has_moved():
            return
        now = timezone.now()
        with transaction.atomic():
            announced, is_new = Announced.objects.select_for_update().get_or_create(pk=1, defaults={"until": now})
            if is_new:  # the archive is no news
                return
            articles = _changed(announced.until - OVERLAP, now)
            if articles and settings.WEBSUB_HUB:
                tell_hub.enqueue(_feeds(articles))
            if articles and settings.INDEXNOW_KEY:
                tell_search_engines.enqueue([absolute(article.get_absolute_url()) for article in articles])
            announced.until = now
            announced.save()


def _changed(since: datetime, now: datetime) -> list[Article]:
    """Articles whose address says something else than at since: published, changed, corrected, withdrawn."""
    visible = Article.objects.visible(now)
    corrected = Correction.objects.filter(made_at__gt=since, made_at__lte=now).order_by("-made_at").values("article")
    kinds = (
        visible.filter(modified_at__gt=since).order_by("-modified_at", "-pk"),
        visible.filter(published_at__gt=since).order_by("-published_at", "-pk"),
        visible.filter(pk__in=corrected[:AT_ONCE]).order_by("-pk"),
    )
    keys = {pk: None for kind in kinds for pk in kind.values_list("pk", flat=True)[:AT_ONCE]}
    rows = Article.objects.filter(pk__in=list(keys)[:AT_ONCE]).select_related("section").defer("body")
    return list(rows.prefetch_related("topics", Prefetch("byline_set", queryset=bylines())))


def _feeds(articles: Iterable[Article]) -> list[str]:
    """The feeds that hold articles: of the site, their sections, topics and people, and the choices of their making."""
    feeds: dict[str, None] = {}
    for article in articles:
        places = [
            ("", []),
            ("section_", [article.section.slug]),
            *(("topic_", [topic.slug]) for topic in article.topics.all()),
            *(("person_", [byline.person.slug]) for byline in article.byline_set.all()),
        ]
        for place, slug in places:
            for form in ("atom", "json"):
                feed = absolute(reverse(f"{place}feed_{form}", args=slug))
                feeds |= {feed: None, f"{feed}?made={article.level.key}": None} if article.level else {feed: None}
    return list(feeds)


@task()
def tell_hub(feeds: list[str], attempt: int = 0) -> None:
    """Name the changed feeds to the hub, which then reads them."""
    body = urlencode([("hub.mode", "publish"), *(("hub.url", feed) for feed in feeds)]).encode()
    content_type = "application/x-www-form-urlencoded"
    if not _is_told("The WebSub hub", settings.WEBSUB_HUB, body, content_type, attempt):
        tell_hub.using(run_after=timezone.now() + RETRY_AFTER[attempt]).enqueue(feeds, attempt + 1)


@task()
def tell_search_engines(addresses: list[str], attempt: int = 0) -> None:
    """Name the changed pages to the search engines that take part."""
    facts = {
        "host": urlsplit(settings.SITE_URL).netloc,
        "key": settings.INDEXNOW_KEY,
        "keyLocation": absolute(reverse("indexnow_key", args=[settings.INDEXNOW_KEY])),
        "urlList": addresses,
    }
    body = json.dumps(facts).encode()
    if not _is_told("IndexNow", settings.INDEXNOW_URL, body, "application/json; charset=utf-8", attempt):
        later = tell_search_engines.using(run_after=timezone.now() + RETRY_AFTER[attempt])
        later.enqueue(addresses, attempt + 1)


def _is_told(service: str, url: str, body: bytes, content_type: str, attempt: int) -> bool:
    """Whether it is done: told, or given up with a line in the log. Nothing is sent into private networks."""
    is_over = False
    try:
        status = post(url, body, {"Content-Type": content_type, "User-Agent": "Newsroom"})
        if 200 <= status < 300:
            return True
        fault = f"answered {status}"
        is_over = status not in _FOR_NOW
    except SendError as error:
        fault = str(error)
    is_over = is_over or attempt >= len(RETRY_AFTER)
    log.warning("%s was not told: %s%s", service, fault, " It is not tried again." if is_over else "")
    return is_over
