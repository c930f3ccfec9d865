"""What readers say, in Atom (RFC 4287): names and words of published comments, and nothing else about their writers."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.html import linebreaks
from django.utils.translation import gettext as _

from articles.channels.feeds import Atom
from articles.channels.full_content import label_paragraph
from articles.channels.syndication import ENTRIES, feed_answer
from articles.models import Article
from articles.reading.reader_page import cached_page
from comments.models import Comment, Discussion
from comments.models.comment_policy import SECTION_SAYS
from comments.models.comment_queryset import CommentQuerySet
from comments.text.links import linked
from web.absolute_urls import absolute
from web.identity.current_site import current_site
from web.public_page import read_only


class CommentsFeed(Atom):
    """Comments, newest first."""


@read_only
def all_comments_feed(request: HttpRequest) -> HttpResponse:
    articles = Article.objects.published().exclude(discussion__state=Discussion.State.HIDDEN)
    comments = Comment.objects.published().filter(article__in=articles)
    title = _("Comments on %(site)s") % {"site": current_site().name}
    return _feed(request, comments, name="comments", title=title, home="/")


@cached_page
def article_comments_feed(request: HttpRequest, slug: str) -> HttpResponse:
    article = Article.objects.published().select_related("discussion", *SECTION_SAYS).filter(slug=slug).first()
    if article is None or article.discussion.state == Discussion.State.HIDDEN:
        raise Http404
    comments = Comment.objects.published().filter(article=article)
    title = _("Comments on “%(headline)s”") % {"headline": article.headline}
    name = f"article-{article.pk}-comments"
    return _feed(request, comments, name=name, title=title, home=article.get_absolute_url(), about=article)


def _feed(
    request: HttpRequest, comments: CommentQuerySet, *, name: str, title: str, home: str, about: Article | None = None
) -> HttpResponse:
    feed = CommentsFeed(
        name=name,
        title=title,
        link=absolute(home),
        description="",
        language=settings.LANGUAGE_CODE,
        author_name=current_site().name,
        author_link=absolute("/"),
        feed_url=absolute(request.path),
    )
    for comment in (
        comments.newest_first().select_related("article").defer("article__body", "article__search")[:ENTRIES]
    ):
        feed.add_item(
            title=_("%(name)s on “%(headline)s”") % {"name": comment.name, "headline": comment.article.headline},
            link=absolute(comment.get_absolute_url()),
            description=label_paragraph(comment.article) + linebreaks(linked(comment.message)),
            author_name=comment.name,
            unique_id=feed.identifiers.of_entry(f"comment-{comment.pk}", comment.created_at),
            pubdate=comment.created_at,
            updateddate=comment.last_worded_at,
        )
    return feed_answer(request, feed, about=about)
