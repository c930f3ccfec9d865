"""Whether those who cannot see an article's pictures are told what they show."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from articles.models import Article
    from articles.pictures.body_pictures import BodyPictures


def pictures_without_text(article: Article, pictures: BodyPictures | None = None) -> tuple[bool, int]:
    """Whether the lead picture lacks an alternative text, and how many pictures in the text do. Two queries at most.

    pictures: the library's rows for those in the text, where they are read already.
    """
    from articles.pictures.picture_uses import picture_uses  # which needs the models, and these need the verbs

    lacking = [use for use in picture_uses(article, pictures) if use.lacks_text]
    return any(use.is_lead for use in lacking), sum(not use.is_lead for use in lacking)
