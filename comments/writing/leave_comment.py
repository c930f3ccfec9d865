from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.models import Article, OldAddress
from comments.models import Comment, NetworkKey, ShownOnce, wide_network_of
from comments.models.comment_policy import SECTION_SAYS
from comments.reading.article_with_comments import discussed_page, own_comment_url, withdrawn_page
from comments.spam.all_checks import Submission, findings_about
from comments.spam.rate import count_from
from comments.spam.submission import Attempt
from comments.writing.comment_form import CommentForm
from comments.writing.form_page import comment_to_answer
from comments.writing.sent_again import SentKey, in_turn, sent_before, sent_key
from comments.writing.taking import take
from web.database.prepared import Parameter, Prepared
from web.posted import comes_from_here, posted_form


def _to_comment_on(now: datetime | Parameter) -> models.QuerySet[Article]:
    articles = Article.objects.visible(now).select_related("discussion", *SECTION_SAYS)
    return articles.only("slug", "language", "published_at", "withdrawn_at", "discussion", *SECTION_SAYS)


_BY_SLUG = Prepared(lambda: _to_comment_on(Parameter("now")).filter(slug=Parameter("slug")))


def leave_comment(request: HttpRequest, slug: str) -> HttpResponse:
    """Take a comment, or give the form back with what was typed and what to do about it."""
    if not comes_from_here(request):
        raise PermissionDenied(
            _("The form was sent from another site. Nothing is lost: go back, copy your words, and send them here.")
        )
    article = _article_to_comment_on(slug)
    if article.is_withdrawn:
        return withdrawn_page(request, _whole(article))
    fields, fault = posted_form(request)
    parent = fields.get("parent", "")
    form = CommentForm(fields, reply_to=comment_to_answer(article, parent))
    if fault:
        form.give_back(fault)
        return _give_back(request, article, form, status=415)
    if not article.discussion.is_open:
        form.give_back(article.discussion.closed_because)
        return _give_back(request, article, form, status=403)
    if parent and not form.reply_to:
        return _answers_nothing(request, article, form)
    if not form.is_valid():
        return _give_back(request, article, form, status=422)
    comment = form.comment_on(article)
    key = NetworkKey.objects.today()
    comment.network_hash = key.hash("network", wide_network_of(request.META.get("REMOTE_ADDR", "")))
    again = sent_key(comment, form.sent.token)
    comment.sent_key = again and again.digest
    if again is None or not again.knows_the_form:
        return _take(request, comment, form, key, again)
    # Of one form sent twice at once, the second waits here for the first, and then finds its comment.
    with in_turn(again.digest):
        return _show_sent_before(again) or _take(request, comment, form, key, again)


def _article_to_comment_on(slug: str) -> Article:
    """The article at slug, also at an address that it had while its reader was writing: what a comment needs of it."""
    found = _BY_SLUG.run(slug=slug, now=timezone.now())
    if not found and (old_address := OldAddress.objects.filter(slug=slug).first()):
        found = list(_to_comment_on(timezone.now()).filter(pk=old_address.article_id))
    if not found:
        raise Http404
    return found[0]


def _whole(article: Article) -> Article:
    """article with everything that its page renders."""
    return get_object_or_404(Article.objects.for_page().select_related(*SECTION_SAYS), pk=article.pk)


def _give_back(request: HttpRequest, article: Article, form: CommentForm, status: int) -> HttpResponse:
    return discussed_page(request, _whole(article), form, status=status)


def _answers_nothing(request: HttpRequest, article: Article, form: CommentForm) -> HttpResponse:
    form.give_back(
        _("The comment you’re replying to is no longer here. Your text is: please send it as a comment of its own.")
    )
    return _give_back(request, article, form, status=422)


def _take(
    request: HttpRequest, comment: Comment, form: CommentForm, key: NetworkKey, again: SentKey | None
) -> HttpResponse:
    """Store what a valid form holds, once all that is to be asked about it has been asked.

    Only networks are limited. A limit on an address would tell a stranger that someone writes with it, and would let
    the stranger use it up.
    """
    article, address = comment.article, request.META.get("REMOTE_ADDR", "")
    if not form.passes_captcha(address):
        # Counted apart: no one uses up by failing the check what others behind the same address may send.
        return _failed_the_check(request, article, form, count_from(address, key, "failed "))
    of_network = count_from(address, key, skips_check=form.skips_check)
    if of_network.is_too_many:
        return _too_many(request, article, form, of_network.seconds)
    submission = Submission(comment, address, request.headers.get("User-Agent", ""), form.sent, (of_network,))
    comment.held_because = [*form.suspicions, *findings_about(submission)]
    if again and not again.knows_the_form and (answer := _show_sent_before(again)):
        return answer
    try:
        take(comment)
    except IntegrityError:  # what was stored, or deleted, while services were asked
        if again and (answer := _show_sent_before(again)):
            return answer
        if not Article.objects.filter(pk=article.pk).exists():
            raise Http404 from None
        answered = {pk for pk in (comment.parent_id, comment.answers_id) if pk}
        if Comment.objects.filter(pk__in=answered).count() == len(answered):
            raise
        return _answers_nothing(request, article, CommentForm(form.data))
    return _show_to_its_writer(comment)


def _show_sent_before(again: SentKey) -> HttpResponse | None:
    """The answer to a form that was sent before; None for any other.

    Who does not know the form may be a stranger with a guess, and is answered as if nothing had been sent before.
    """
    comment = sent_before(again)
    return _show_to_its_writer(comment, as_new=not again.knows_the_form) if comment else None


def _show_to_its_writer(comment: Comment, *, as_new: bool = False) -> HttpResponse:
    secret = ShownOnce.objects.issue(comment, as_new=as_new)
    response = redirect(own_comment_url(comment.article, secret))
    response.status_code = 303
    response["Cache-Control"] = "private, no-store"
    return response


def _failed_the_check(request: HttpRequest, article: Article, form: CommentForm, failures: Attempt) -> HttpResponse:
    response = _give_back(request, article, form, status=429 if failures.is_too_many else 422)
    if failures.is_too_many:
        response["Retry-After"] = str(failures.seconds)
    return response


def _too_many(request: HttpRequest, article: Article, form: CommentForm, seconds: int) -> HttpResponse:
    minutes = -(-seconds // 60)
    form.add_error(
        None,
        ngettext(
            "You’ve sent many comments lately. Your text is still here; please send it again in a minute.",
            "You’ve sent many comments lately. Your text is still here; please send it again in %(n)d minutes.",
            minutes,
        )
        % {"n": minutes},
    )
    response = _give_back(request, article, form, status=429)
    response["Retry-After"] = str(seconds)
    return response
