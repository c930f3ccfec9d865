"""``/healthz`` (the process lives) and ``/readyz`` (the database answers and fits the code; to staff, how it is)."""

from collections.abc import Callable

from django.conf import settings
from django.db import Error
from django.http import HttpRequest, HttpResponse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from comments.models import TotalsCheck
from newsroom.database.schema import readiness
from web.public_page import read_only


class HealthMiddleware:
    """Answers before anything looks at the host name or asks for TLS: a probe comes by address, in the clear.

    Who brings a session is a person with a browser, and goes on to ``readiness_for_staff``.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in ("GET", "HEAD"):
            return self.get_response(request)
        if request.path == "/healthz":
            return _plain("ok")
        if request.path == "/readyz" and settings.SESSION_COOKIE_NAME not in request.COOKIES:
            return _readiness()
        return self.get_response(request)


@read_only
def readiness_for_staff(request: HttpRequest) -> HttpResponse:
    """What everybody hears, and for signed-in staff what the last check of the totals found."""
    answer = _readiness()
    if answer.status_code == 200 and request.user.is_active and request.user.is_staff:
        answer = _plain("ok", "", _totals())
    answer["Cache-Control"] = "private, no-store"
    return answer


def _readiness() -> HttpResponse:
    try:
        faults = readiness.faults()
    except Error:
        faults = ["The database does not answer."]
    if faults:
        return _plain(*faults, status=503)
    return _plain("ok", *filter(None, [readiness.remark]))


def _totals() -> str:
    check = TotalsCheck.objects.first()
    if check is None:
        return _("Totals: never compared with the comments. Run manage.py check_totals.")
    words = {
        "time": date_format(localtime(check.checked_at), "DATETIME_FORMAT"),
        "discussions": check.discussions,
        "differences": check.differences,
        "repaired": check.repaired,
    }
    if check.is_wrong:
        return (
            _(
                "Totals: WRONG at %(time)s in %(differences)d of %(discussions)d discussions, %(repaired)d of them"
                " repaired. Run manage.py check_totals --repair."
            )
            % words
        )
    return (
        _("Totals: compared at %(time)s, %(discussions)d discussions; %(differences)d wrong, %(repaired)d repaired.")
        % words
    )


def _plain(*lines: str, status: int = 200) -> HttpResponse:
    return HttpResponse("".join(f"{line}\n" for line in lines), status=status, content_type="text/plain; charset=utf-8")
