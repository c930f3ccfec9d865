"""What search engines read of the comments on an article's page: schema.org's Comment, in JSON-LD."""

from collections.abc import Iterable
from typing import Any

from django.utils.safestring import SafeString
from django.utils.text import Truncator

from articles.channels.structured_data import article_id, in_a_script
from articles.models import Article
from comments.models import Comment
from comments.models.comment_queryset import Thread
from web.absolute_urls import absolute

SAID = 200  # characters of a comment; the page has all of them


def comments_data(article: Article, threads: Iterable[Thread]) -> SafeString:
    """The published comments of threads, as part of what the head of the page says about article."""
    comments = [
        _comment(thread.comment) | _answers(thread.replies)
        for thread in threads
        if thread.comment.status == Comment.Status.PUBLISHED
    ]
    return in_a_script(
        {"@context": "https://schema.org", "@type": "NewsArticle", "@id": article_id(article), "comment": comments}
    )


def _answers(replies: Iterable[Comment]) -> dict[str, Any]:
    shown = [_comment(reply) for reply in replies if reply.status == Comment.Status.PUBLISHED]
    return {"comment": shown} if shown else {}


def _comment(comment: Comment) -> dict[str, Any]:
    return {
        "@type": "Comment",
        "url": absolute(comment.get_absolute_url()),
        "author": {"@type": "Person", "name": comment.name},
        "datePublished": comment.created_at.isoformat(timespec="seconds"),
        "text": Truncator(" ".join(comment.message.split())).chars(SAID),
    }
