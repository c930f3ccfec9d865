"""The text of an article for the person who reads it away from the site: with its label first and its corrections
last.
"""

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from articles.models import Article
from articles.pictures.body_pictures import BodyPictures, with_pictures
from articles.text.body import with_whole_addresses
from web.absolute_urls import absolute
from web.identity.current_site import current_site


def syndicated_content(article: Article, pictures: BodyPictures) -> str:
    """HTML that stands for itself: no addresses relative to a page, and the disclosure in its first line.

    article comes with its corrections. pictures: those within its text, and perhaps within others.
    """
    address = absolute(article.get_absolute_url())
    return render_to_string(
        "articles/_syndicated.html",
        {
            "article": article,
            "address": address,
            "policy": absolute(reverse("ai-policy")),
            "body": with_whole_addresses(with_pictures(article.body, pictures), address),
        },
    ).strip()


def label_paragraph(article: Article) -> str:
    """The label as a paragraph of HTML, for entries that are about article; empty where nothing is owed."""
    template = "articles/_disclosure_label.html"
    return render_to_string(template, {"level": article.level, "about": True}).strip()


def credit_line(article: Article) -> str:
    """Whom to name when the article is used: "Ada Lovelace, Newsroom / Edited with AI". AI is never an author."""
    names = ", ".join([*(byline.person.name for byline in article.parts.bylines), current_site().name])
    return f"{names} / {article.level.label}" if article.level and article.level.is_disclosed else names


def usage_terms(article: Article) -> str:
    """The condition on using the article; empty where nothing has to be disclosed."""
    if article.level is None or not article.level.involves_ai:
        return ""
    return _("Republish only together with the disclosure “%(label)s”.") % {"label": article.level.label}
