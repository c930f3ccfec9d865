from http import HTTPStatus
from math import ceil

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from articles.reading.reader_page import reader_page
from comments.models import Comment, NetworkKey, Recommendation, network_of, wide_network_of
from comments.reading.comments_page import article_and_thread
from comments.spam.rate import WIDER
from web.database.rate_count import WINDOW, began_at
from web.models import RateCount
from web.posted import comes_from_here
from web.private import for_its_writer_only

MOST_RECOMMENDATIONS = 60  # of a network, in an hour of the clock


@csrf_exempt  # a recommendation takes no authority
@require_POST
def recommend(request: HttpRequest, pk: int) -> HttpResponse:
    """Count a reader's recommendation of a comment, and lead back to it; as JSON for the page's script.

    404 for what readers do not see, 403 where no one can answer any more, 429 for too many.
    """
    if not comes_from_here(request):
        raise PermissionDenied(_("The form was sent from another site. Please use the one here."))
    comment = Comment.objects.published().filter(pk=pk).first()
    if comment is None:
        raise Http404
    article, _thread = article_and_thread(comment.parent_id or pk)
    if not article.discussion.is_open:
        raise PermissionDenied(article.discussion.closed_because)
    key, address = NetworkKey.objects.today(), request.META.get("REMOTE_ADDR", "")
    if _is_too_many(address, key):
        return _too_many(request)
    try:
        with transaction.atomic():
            Recommendation.objects.give(comment, address, key)
    except IntegrityError:  # it was withdrawn, or a moderator took it away, meanwhile
        raise Http404 from None
    if request.accepts("text/html"):
        response = redirect(comment)
        response.status_code = HTTPStatus.SEE_OTHER
        return for_its_writer_only(response)
    comment.refresh_from_db(fields=["recommendation_count"])
    return for_its_writer_only(JsonResponse({"recommendations": comment.recommendation_count}))


def _is_too_many(address: str, key: NetworkKey) -> bool:
    """Count one more from the network of address, and from the wider one around it."""
    limits = {
        f"recommends {key.hash('network', network_of(address))}": MOST_RECOMMENDATIONS,
        f"recommends {key.hash('network', wide_network_of(address))} wide": MOST_RECOMMENDATIONS * WIDER,
    }
    counts = RateCount.objects.add(limits, began_at())
    return any(counts[name] > limit for name, limit in limits.items())


def _too_many(request: HttpRequest) -> HttpResponse:
    seconds = ceil((began_at() + WINDOW - timezone.now()).total_seconds())
    response = reader_page(request, "errors/429.html", {}, status=HTTPStatus.TOO_MANY_REQUESTS, private=True)
    response["Retry-After"] = str(seconds)
    return for_its_writer_only(response)
