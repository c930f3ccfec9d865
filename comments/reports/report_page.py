from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from articles.models import Article
from articles.reading.reader_page import reader_page
from comments.mail import send_report_receipt
from comments.models import Comment, Discussion, NetworkKey, wide_network_of
from comments.moderation.reasons import Reason
from comments.reports.report_form import ReportForm
from comments.spam.rate import count_from
from web.posted import comes_from_here, posted_form
from web.public_page import read_only


@csrf_exempt  # a report is sent with no authority but its own words
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a report of a published comment, or give the form back with what was typed."""
    comment = get_object_or_404(Comment, pk=pk)
    articles = Article.objects.published().select_related("section").exclude(discussion__state=Discussion.State.HIDDEN)
    article = get_object_or_404(articles.prefetch_related("corrections"), pk=comment.article_id)
    is_shown = comment.status == Comment.Status.PUBLISHED
    if request.method != "POST":
        if not is_shown:
            raise Http404
        return _page(request, article, comment, ReportForm())
    if not comes_from_here(request):
        raise PermissionDenied(
            _("The form was sent from another site. Nothing is lost: go back, copy your words, and send them here.")
        )
    fields, fault = posted_form(request)
    form = ReportForm(fields)
    if fault:
        form.add_error(None, fault)
        return _page(request, article, comment, form, status=415)
    if not is_shown:
        form.add_error(None, _("This comment is no longer shown, so there is nothing to report."))
        return _page(request, article, comment, form, status=410)
    if not form.is_valid():
        return _page(request, article, comment, form, status=422)
    return _take(request, article, comment, form)


def _take(request: HttpRequest, article: Article, comment: Comment, form: ReportForm) -> HttpResponse:
    report = form.report_of(comment)
    key = NetworkKey.objects.today()
    address = request.META.get("REMOTE_ADDR", "")
    report.network_hash = key.hash("network", wide_network_of(address))
    attempt = count_from(address, key, "report ")
    if attempt.is_too_many:
        form.add_error(None, _("You’ve sent many reports lately. Please send this one again later."))
        response = _page(request, article, comment, form, status=429)
        response["Retry-After"] = str(attempt.seconds)
        return response
    if report.hand_in() and report.email:
        send_report_receipt.enqueue(report.pk)
    response = redirect("comment_reported", slug=article.slug)
    response.status_code = 303
    return response


def _page(
    request: HttpRequest, article: Article, comment: Comment, form: ReportForm, *, status: int = 200
) -> HttpResponse:
    context = {
        "article": article,
        "comment": comment if comment.status == Comment.Status.PUBLISHED else None,
        "form": form,
        "reasons": list(Reason),
        "unlawful": Reason.UNLAWFUL,
    }
    return reader_page(request, "comments/report.html", context, status=status, private=form.is_bound)


@read_only
def comment_reported(request: HttpRequest, slug: str) -> HttpResponse:
    """What comes after a report: thanks, and the way back to the article."""
    article = get_object_or_404(Article.objects.published().select_related("section"), slug=slug)
    return reader_page(request, "comments/reported.html", {"article": article})
