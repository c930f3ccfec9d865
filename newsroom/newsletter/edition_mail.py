"""The letter itself: headlines with how each article was made. No picture is loaded, no link is tracked."""

from datetime import datetime

from django.core.mail import EmailMultiAlternatives

from comments.mail.letter import letter
from newsroom.newsletter.subscription import Subscription
from web.identity.current_site import current_site

LISTED = 20  # articles in one letter, the newest
FOLDER = "newsletter/mail"


def news_mail(subscription: Subscription, until: datetime) -> EmailMultiAlternatives | None:
    """What is new for subscription; None where nothing is."""
    articles = list(subscription.news(until)[: LISTED + 1])
    if not articles:
        return None
    unsubscribe = subscription.unsubscribe_url
    context = {
        "subscription": subscription,
        "articles": articles[:LISTED],
        "are_more": len(articles) > LISTED,
        "unsubscribe_url": unsubscribe,
    }
    name = subscription.about if subscription.subject else current_site().name
    # One click in the reader's mail program. Source: RFC 8058.
    headers = {"List-Unsubscribe": f"<{unsubscribe}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    return letter("news", subscription.email, f"{name}: {articles[0].headline}", context, headers, folder=FOLDER)
