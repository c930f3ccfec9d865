from django.http import HttpResponse


def for_its_writer_only(response: HttpResponse) -> HttpResponse:
    """Mark a page that a signed link opened: no cache keeps it, no search engine lists it, no link gives it away."""
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex"
    response["Referrer-Policy"] = "no-referrer"
    return response
