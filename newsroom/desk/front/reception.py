"""How readers took what was published lately, and which old articles they still talk about."""

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.models import Article, Correction
from articles.published import is_published
from comments.models import Comment
from comments.models.discussion import PRIOR_STARS, SHOWN
from newsroom.desk.front.last_days import DAYS, since
from web.times.durations import duration_in_words

LISTED = 5
LOOKED_AT = 1_000  # articles, the newest, among which the best rated and most discussed are looked for
COMMENTS_LOOKED_AT = 2_000  # the newest, which tell what is still discussed
UNTOUCHED_FOR = timedelta(days=365)


class Received(NamedTuple):
    """stars: average, where the list is about ratings. amount: of ratings or comments. at: when it was published."""

    headline: str
    address: str
    at: datetime | None
    amount: int
    stars: Any = None


class Reception(NamedTuple):
    best: list[Received]
    worst: list[Received]
    discussed: list[Received]
    ageing: list[Received]


def reception(user: Any) -> Reception | None:
    """Two queries. None for accounts that neither publish nor answer comments."""
    if not (user.has_perm("articles.publish_article") or user.has_perm("comments.view_publishedcomment")):
        return None
    newest = Article.objects.published().filter(published_at__gte=since()).newest_first()
    received = Q(discussion__comment_count__gt=0) | Q(discussion__rating_count__gt=0)
    fields = ("headline", "slug", "published_at", "discussion")
    articles = list(
        Article.objects.filter(pk__in=newest.values("pk")[:LOOKED_AT])
        .filter(received, discussion__state__in=SHOWN)
        .select_related("discussion")
        .only(*fields)
    )
    rated = [
        article
        for article in articles
        if article.discussion.frozen_star_counts is None and article.discussion.has_enough_ratings
    ]
    rated.sort(key=lambda article: (article.discussion.cautious_stars, article.pk), reverse=True)
    articles.sort(key=lambda article: (article.discussion.comment_count, article.pk), reverse=True)
    return Reception(
        [_rated(user, article) for article in rated if article.discussion.cautious_stars > PRIOR_STARS][:LISTED],
        [_rated(user, article) for article in rated[::-1] if article.discussion.cautious_stars < PRIOR_STARS][:LISTED],
        [
            Received(article.headline, _address(user, article), article.published_at, article.discussion.comment_count)
            for article in articles[:LISTED]
            if article.discussion.comment_count
        ],
        _ageing(user),
    )


def in_words() -> str:
    """What the four lists are, for those who read them."""
    words = _(
        "The first three lists are of articles published in the last %(days)d days. Rated ones have at least"
        " %(ratings)d ratings: the best are above, the worst below %(middle)g stars. Ageing articles had comments in"
        " these days, and no update or correction for %(untouched)s."
    )
    return words % {
        "days": DAYS,
        "ratings": settings.RATING_MINIMUM,
        "middle": PRIOR_STARS,
        "untouched": duration_in_words(UNTOUCHED_FOR),
    }


def _rated(user: Any, article: Any) -> Received:
    discussion = article.discussion
    return Received(
        article.headline,
        _address(user, article),
        article.published_at,
        discussion.shown_rating_count,
        discussion.rating_average,
    )


def _ageing(user: Any) -> list[Received]:
    """Articles that readers commented on in the last days, with nothing new in them for UNTOUCHED_FOR."""
    before = timezone.now() - UNTOUCHED_FOR
    latest = Comment.objects.published().filter(created_at__gte=since()).newest_first()
    corrected = Correction.objects.filter(article=OuterRef("article"), made_at__gte=before)
    about = (
        Comment.objects.filter(pk__in=latest.values("pk")[:COMMENTS_LOOKED_AT])
        .filter(is_published(before, "article__"))
        .filter(Q(article__updated_at=None) | Q(article__updated_at__lt=before))
        .exclude(Exists(corrected))
    )
    fields = ("article", "article__headline", "article__slug", "article__published_at", "article__updated_at")
    rows = about.order_by().values_list(*fields).annotate(count=Count("pk")).order_by("-count", "-article")[:LISTED]
    return [
        Received(headline, _address(user, Article(pk=key, slug=slug)), updated_at or published_at, count)
        for key, headline, slug, published_at, updated_at, count in rows
    ]


def _address(user: Any, article: Article) -> str:
    if user.has_perm("articles.publish_article"):
        return reverse("admin:articles_article_change", args=[article.pk])
    return article.get_absolute_url()
