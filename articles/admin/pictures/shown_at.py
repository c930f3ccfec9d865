"""Where a picture is used, as its page shows it."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from articles.admin.article_rights import may_open
from articles.models import Article, Image, Page, Person, Topic
from articles.pictures.picture_uses import articles_with, texts_with

NAMED = 20  # of each kind


@dataclass(frozen=True)
class Place:
    """words: its name. how: what it is, and how it uses the picture. address: where to look; empty for nowhere."""

    words: str
    how: str
    address: str


@dataclass(frozen=True)
class Places:
    """named: what the account may know of. others: articles of which it may not. has_more: not all are counted."""

    named: list[Place]
    others: int
    has_more: bool


def places_of(image: Image, account: Any) -> Places:
    """Four queries, however often image is used."""
    found = list(articles_with(image).order_by("-pk")[: NAMED + 1])
    people = list(Person.objects.filter(picture=image).order_by("name")[: NAMED + 1])
    topics = list(Topic.objects.filter(picture=image).order_by("name")[: NAMED + 1])
    pages = Page.objects.filter(texts_with([image]))
    articles = found[:NAMED]
    open_to_account = [article for article in articles if may_open(account, article) or article.is_visible]
    return Places(
        named=[
            *(_article(article, image, account) for article in open_to_account),
            *(_row(page, account) for page in pages),
            *(_row(person, account) for person in people[:NAMED]),
            *(_row(topic, account) for topic in topics[:NAMED]),
        ],
        others=len(articles) - len(open_to_account),
        has_more=len(found) > NAMED or len(people) > NAMED or len(topics) > NAMED,
    )


def _article(article: Article, image: Image, account: Any) -> Place:
    ways = []
    if article.lead_image_id == image.pk:
        ways.append(_("lead picture"))
    if image.digest[2:16] in article.body:
        ways.append(_("in the text"))
    address = article.get_absolute_url()
    if may_open(account, article):
        address = reverse("admin:articles_article_change", args=[article.pk])
    kind = _("Working copy") if article.copy_of_id else article.state.label
    return Place(article.headline, f"{kind}: {', '.join(ways)}", address)


def _row(row: Page | Person | Topic, account: Any) -> Place:
    name = row._meta.model_name
    may_see = account.has_perm(f"articles.view_{name}") or account.has_perm(f"articles.change_{name}")
    address = reverse(f"admin:articles_{name}_change", args=[row.pk]) if may_see else row.get_absolute_url()
    return Place(str(row), str(row._meta.verbose_name), address)
