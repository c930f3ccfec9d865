"""``/api/articles/<slug>/comments``: what readers said about an article, for programs."""

from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import path

from articles.intake.problems import Problem
from articles.models import Article
from articles.read_api import api_schemas as schemas
from articles.read_api.api_page import moment, page_after, page_answer
from articles.read_api.article_json import rating
from articles.read_api.articles_api import GONE, instead_of
from articles.read_api.operation import PAGED, Operation, endpoint
from comments.models import Comment, Discussion
from comments.models.comment_policy import SECTION_SAYS
from web.absolute_urls import absolute

# No address of a commenter is even fetched.
_READ = (
    *("pk", "parent_id", "answers_id", "name", "message", "stars", "is_staff_reply", "language"),
    *("created_at", "edited_at", "recommendation_count"),
)


@endpoint(
    Operation(
        "comments",
        "/api/articles/{slug}/comments",
        "Published comments on an article, replies among them, the newest first.",
        schemas.page_of(
            schemas.named("Comment"), comment_count=schemas.NUMBER, rating=schemas.optional(schemas.named("Rating"))
        ),
        PAGED,
        GONE | {404: "There is no such article, or its discussion is hidden."},
    )
)
def comments_api(request: HttpRequest, slug: str, limit: int, cursor: str | None) -> HttpResponse:
    article = Article.objects.visible().select_related("discussion", "merged_into", *SECTION_SAYS)
    article = article.defer("body").filter(slug=slug).first()
    if article is None or article.is_withdrawn:
        return instead_of(request, article, slug, "comments_api")
    discussion = article.discussion
    if discussion.state == Discussion.State.HIDDEN:
        raise Problem(HTTPStatus.NOT_FOUND, "The discussion of this article is hidden.")
    comments = Comment.objects.published().filter(article=article.pk).only(*_READ)
    found, following = page_after(
        f"comments-{article.pk}", comments, ["-created_at", "-pk"], cursor, limit, lambda row: [row.created_at, row.pk]
    )
    more = {"comment_count": discussion.comment_count, "rating": rating(discussion, discussion.rating_average)}
    return page_answer(request, [_as_json(comment) for comment in found], following, more, about=article)


def _as_json(comment: Comment) -> dict[str, Any]:
    return {
        "id": comment.pk,
        "url": absolute(comment.get_absolute_url()),
        "thread": comment.parent_id or comment.pk,
        "answers": comment.answered_id,
        "name": comment.name,
        "message": comment.message,
        "stars": comment.stars,
        "recommendations": comment.recommendation_count,
        "is_by_staff": comment.is_staff_reply,
        "language": comment.language,
        "sent_at": moment(comment.created_at),
        "edited_at": moment(comment.edited_at),
    }


urlpatterns = [path("articles/<slug:slug>/comments", comments_api, name="comments_api")]
