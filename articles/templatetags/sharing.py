from urllib.parse import quote

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from articles.models import Article
from articles.sharing.share_card import ShareCard, card_of, card_of_site

register = template.Library()

# Where an app takes a text that was written for it. Nothing of theirs is loaded: these are links. Mastodon is many
# servers, so its page asks for the reader's own first.
APPS = {
    "WhatsApp": "https://wa.me/?text=",
    "Mastodon": "https://share.joinmastodon.org/#text=",
    "Bluesky": "https://bsky.app/intent/compose?text=",
}


@register.simple_tag
def share_card(article: Article | None = None) -> ShareCard:
    """The picture that a link brings along: to article, or to any other page."""
    return card_of(article) if article else card_of_site()


@register.simple_tag
def ways_to_share(article: Article, site_url: str) -> list[tuple[str, SafeString]]:
    """Names and addresses of what passes article on: its headline, how it was made, and where to read it."""
    statement = article.level.statement if article.level else ""
    address = f"{site_url}{article.get_absolute_url()}"
    text = quote("\n\n".join(filter(None, (article.headline, statement, address))), safe="")
    body = quote("\n\n".join(filter(None, (statement, address))), safe="")
    by_mail = f"mailto:?subject={quote(article.headline, safe='')}&body={body}"
    ways = [(_("E-mail"), by_mail), *((name, f"{app}{text}") for name, app in APPS.items())]
    return [(name, mark_safe(conditional_escape(way))) for name, way in ways]  # noqa: S308
