from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from articles.channels.article_page import article_page as whole_page
from articles.models import Article
from articles.pages import read_only, reader_page
from comments.forms import CommentForm
from comments.models import Comment

COMMENTS_ON_A_PAGE = 20
RELATED_ARTICLES = 4


def article_page(
    request: HttpRequest, article: Article, form: CommentForm, *, own_comment=None, status: int = 200
) -> HttpResponse:
    """The article with its discussion: the one page that joins what the newsroom says and what readers say."""
    published = Comment.objects.filter(article=article).published().newest_first()
    context = {
        "discussion": article.discussion,
        "comments": published[:COMMENTS_ON_A_PAGE],
        "form": form,
        "own_comment": own_comment,
        "related": Article.objects.for_cards()
        .filter(section=article.section_id)
        .exclude(pk=article.pk)[:RELATED_ARTICLES],
    }
    private = form.is_bound or own_comment is not None
    with_readers_words = own_comment is not None or article.discussion.shows_comments
    return whole_page(request, article, context, with_readers_words=with_readers_words, status=status, private=private)


@read_only
def article(request: HttpRequest, slug: str) -> HttpResponse:
    article = Article.objects.for_page().filter(slug=slug).first()
    if article is None:
        moved = Article.objects.moved_from(slug)
        if moved is None:
            raise Http404
        return redirect(moved, permanent=True)
    if article.is_withdrawn:
        return reader_page(request, "articles/withdrawn.html", {"article": article}, status=410)
    return article_page(request, article, CommentForm())


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def comments(request: HttpRequest, slug: str) -> HttpResponse:
    article = get_object_or_404(Article.objects.for_page().published(), slug=slug)
    if request.method != "POST":
        return redirect(article)
    form = CommentForm(request.POST)
    if not form.is_valid():
        return article_page(request, article, form, status=422)
    form.comment_on(article).save()
    return redirect(article)


@read_only
def comment(request: HttpRequest, pk: int) -> HttpResponse:
    comment = get_object_or_404(Comment.objects.published().select_related("article"), pk=pk)
    return redirect(f"{comment.article.get_absolute_url()}#comment-{comment.pk}")
