"""Preview links, for tests of what a preview shows."""

from django.conf import settings

from articles.models import Article, PreviewLink


def preview_path(article: Article) -> str:
    """The path of a new preview link to article."""
    link = PreviewLink.lasting(article, days=7, by=None)
    link.save()
    return link.address.removeprefix(settings.SITE_URL)
