from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, models, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.models import Article, OldAddress
from articles.models.prepared import Parameter, Prepared
from comments.forms import CommentForm
from comments.mail import send_receipt, tell_moderators
from comments.models import Comment, NetworkKey, Sending, network_of
from comments.policy import follow, store
from comments.signed_links import own_comment_url
from comments.spam import Submission, findings_about
from comments.spam.rate import count_attempt
from comments.views.article import article_page, withdrawn_page
from comments.views.form import comment_to_answer
from comments.views.posted import comes_from_here, posted_form


def _to_comment_on(now: datetime | Parameter) -> models.QuerySet[Article]:
    articles = Article.objects.visible(now).select_related("discussion", "section__comment_period")
    return articles.only("slug", "language", "published_at", "withdrawn_at", "discussion", "section__comment_period")


_BY_SLUG = Prepared(lambda: _to_comment_on(Parameter("now")).filter(slug=Parameter("slug")))
_SAID_BEFORE = Prepared(
    lambda: Comment.objects.saying(
        Parameter("message"), Parameter("article"), Parameter("thread"), Parameter("email_key")
    ).values_list("pk", flat=True)
)


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
    asked = fields.get("parent", "")
    form = CommentForm(fields, reply_to=comment_to_answer(article, asked))
    if fault:
        form.give_back(fault)
        return _give_back(request, article, form, status=415)
    if not article.discussion.is_open:
        form.give_back(article.discussion.closed_because)
        return _give_back(request, article, form, status=403)
    if asked and not form.reply_to:
        return _answers_nothing(request, article, form)
    if not form.is_valid():
        return _give_back(request, article, form, status=422)
    comment = form.comment_on(article)
    # Of the same words sent twice at once, the second waits here for the first, and then finds it.
    with Sending.objects.in_turn(article.pk, comment.parent_id, comment.email_key, comment.message) as sending:
        return _show_said_before(comment) or _take(request, comment, form, sending)


def _article_to_comment_on(slug: str) -> Article:
    """The article at slug, also at an address that it had while its reader was writing: what a comment needs of it."""
    found = _BY_SLUG.run(slug=slug, now=timezone.now())
    if not found and (old_address := OldAddress.objects.filter(slug=slug).first()):
        found = list(_to_comment_on(timezone.now()).filter(pk=old_address.article_id))
    if not found:
        raise Http404
    return found[0]


def _whole(article: Article) -> Article:
    """article with everything that its page draws."""
    return get_object_or_404(Article.objects.for_page().select_related("section__comment_period"), pk=article.pk)


def _give_back(request: HttpRequest, article: Article, form: CommentForm, status: int) -> HttpResponse:
    return article_page(request, _whole(article), form, status=status)


def _answers_nothing(request: HttpRequest, article: Article, form: CommentForm) -> HttpResponse:
    form.give_back(
        _("The comment you’re replying to is no longer here. Your text is: please send it as a comment of its own.")
    )
    return _give_back(request, article, form, status=422)


def _take(request: HttpRequest, comment: Comment, form: CommentForm, sending: Sending) -> HttpResponse:
    """Store what a valid form holds, once all that is to be asked about it has been asked."""
    article, address = comment.article, request.META.get("REMOTE_ADDR", "")
    key = NetworkKey.objects.today()
    comment.network_hash = key.hash("network", network_of(address))
    of_network = count_attempt(comment.network_hash, skips_check=form.skips_check)
    if of_network.is_too_many:
        return _too_many(request, article, form, of_network.seconds)
    if not form.passes_captcha(address):
        return _give_back(request, article, form, status=422)
    # Only now: whoever fails the check in somebody's name must not use up what that address may send.
    of_address = count_attempt(key.hash("address", comment.email_key), skips_check=form.skips_check)
    if of_address.is_too_many:
        return _too_many(request, article, form, of_address.seconds)
    submission = Submission(
        comment, address, request.headers.get("User-Agent", ""), form.sent, (of_network, of_address)
    )
    comment.held_because = [*form.suspicions, *findings_about(submission)]
    try:
        with transaction.atomic():
            store(comment)
            send_receipt.enqueue(comment.pk)
            sending.end()
            follow(comment)
            if comment.status == Comment.Status.PENDING:
                tell_moderators()
    except IntegrityError:  # what was stored, or deleted, while services were asked
        if said_before := _show_said_before(comment):
            return said_before
        if not Article.objects.filter(pk=article.pk).exists():
            raise Http404 from None
        if comment.parent_id is None or Comment.objects.filter(pk=comment.parent_id).exists():
            raise
        return _answers_nothing(request, article, CommentForm(form.data))
    return _show_to_its_writer(comment)


def _show_said_before(comment: Comment) -> HttpResponse | None:
    said_before = _SAID_BEFORE.run(
        article=comment.article_id,
        thread=comment.parent_id or 0,
        email_key=comment.email_key,
        message=comment.message,
    )
    return _show_to_its_writer(Comment(pk=said_before[0], article=comment.article)) if said_before else None


def _show_to_its_writer(comment: Comment) -> HttpResponse:
    response = redirect(own_comment_url(comment))
    response.status_code = 303
    response["Cache-Control"] = "private, no-store"
    return response


def _too_many(request: HttpRequest, article: Article, form: CommentForm, seconds: int) -> HttpResponse:
    minutes = -(-seconds // 60)
    form.add_error(
        None,
        ngettext(
            "You’ve sent many comments this hour. Your text is still here; please send it again in a minute.",
            "You’ve sent many comments this hour. Your text is still here; please send it again in %(n)d minutes.",
            minutes,
        )
        % {"n": minutes},
    )
    response = _give_back(request, article, form, status=429)
    response["Retry-After"] = str(seconds)
    return response
