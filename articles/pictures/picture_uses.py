"""Where readers see a picture: above or within an article, on a page about the house, beside a person's name."""

from collections.abc import Iterable

from django.db.models import Q

from articles.models import Article, Image, Page, Person
from articles.models.article_queryset import ArticleQuerySet


def public_articles_with(image: Image) -> ArticleQuerySet:
    """Articles that readers can read now and that show image, above the text or within."""
    return Article.objects.published().filter(Q(lead_image=image) | _within_the_text(image))


def is_public(image: Image) -> bool:
    """Whether readers can see image now. Three queries at most."""
    return (
        public_articles_with(image).exists()
        or Page.objects.filter(_within_the_text(image)).exists()
        or Person.objects.filter(picture=image).exists()
    )


def texts_with(images: Iterable[Image]) -> Q:
    """The condition for bodies that show one of images."""
    shown = Q(pk__in=[])
    for image in images:
        shown |= _within_the_text(image)
    return shown


def _within_the_text(image: Image) -> Q:
    """The condition for bodies that name a file of image: each name holds this part of the digest.

    "<img" is in the condition of the index that finds the few articles with pictures in their text.
    """
    return Q(body__contains="<img") & Q(body__contains=image.digest[2:16])
