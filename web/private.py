from django.http import HttpResponse


def unlisted(response: HttpResponse) -> HttpResponse:
    """Mark a page of something unpublished: no cache keeps it, no search engine lists it, no link gives it away."""
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "no-referrer"
    return response


def for_its_writer_only(response: HttpResponse) -> HttpResponse:
    """Mark a page that a signed link opened: no cache keeps it, no search engine lists it, no link gives it away.

    Not ``no-referrer``: browsers send the page's own forms with ``Origin: null`` then, and Safari before 16.4 sends
    nothing beside it that shows where they come from.
    """
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex"
    response["Referrer-Policy"] = "same-origin"
    return response
