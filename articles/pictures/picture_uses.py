"""Where a picture is used: above or within an article, on a page about the house, beside a person's name."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone

from articles.models import Article, Image, Page, Person, Topic
from articles.models.article_queryset import ArticleQuerySet
from articles.pictures.body_pictures import BodyPictures, pictures_named_in, pictures_within, row_of
from articles.published import is_scheduled


@dataclass(frozen=True)
class PictureUse:
    """A picture in an article. image: None where the library has no such file.

    alternative: what those hear who cannot see it, AI's label aside; None where nothing is said, neither here nor in
    the library. is_decorative: that nothing is said on purpose. is_lead: above the text, or within.
    """

    image: Image | None
    alternative: str | None
    is_decorative: bool
    is_lead: bool

    @property
    def lacks_text(self) -> bool:
        """Whether someone has to say what it shows before publication."""
        return self.alternative is None and not self.is_decorative


def picture_uses(article: Article, pictures: BodyPictures | None = None) -> list[PictureUse]:
    """The pictures of article as it is in memory: the lead picture first. Two queries at most.

    pictures: the library's rows for those in the text, where they are read already.
    """
    uses = []
    if lead := article.lead_image:
        text = article.lead_alternative_text or lead.alternative_text
        uses.append(_use(lead, text, is_decorative=article.lead_is_decorative, is_lead=True))
    pictures = pictures_within(article.body) if pictures is None else pictures
    for picture in pictures_named_in(article.body):
        image = row_of(picture, pictures)
        text = picture.alternative or (image.alternative_text if image else "")
        uses.append(_use(image, text, is_decorative=picture.is_decorative, is_lead=False))
    return uses


def _use(image: Image | None, text: str, *, is_decorative: bool, is_lead: bool) -> PictureUse:
    return PictureUse(image, None if is_decorative else text.strip() or None, is_decorative, is_lead)


def articles_with(image: Image) -> ArticleQuerySet:
    """Articles in any state that show image, above the text or within."""
    return Article.objects.filter(Q(lead_image=image) | _within_the_text(image))


def public_articles_with(image: Image) -> ArticleQuerySet:
    """Articles that readers can read now and that show image."""
    return articles_with(image).published()


def is_public(image: Image) -> bool:
    """Whether readers can see image now. Four queries at most."""
    return (
        public_articles_with(image).exists()
        or Page.objects.filter(_within_the_text(image)).exists()
        or Person.objects.filter(picture=image).exists()
        or Topic.objects.filter(picture=image).exists()
    )


def goes_out(image: Image) -> bool:
    """Whether readers see image now, or will by themselves: in an article or in changes that are scheduled."""
    waits = is_scheduled(timezone.now()) | Q(plan__due_at__isnull=False)
    return is_public(image) or articles_with(image).filter(waits).exists()


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
