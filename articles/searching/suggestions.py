"""``/search/suggest?q=``: names that begin as what is being typed, for the field of the search."""

from django.http import HttpRequest, HttpResponse, JsonResponse

from articles.searching.search_names import names_beginning
from web.plain_text import one_line
from web.public_page import for_everybody, read_only

SHORTEST, LONGEST = 2, 40  # characters that names are looked for by


@read_only
def suggest(request: HttpRequest) -> HttpResponse:
    """A list of texts. What is too short or too long for a name has none."""
    typed = " ".join(one_line(request.GET.get("q", "")).replace("\0", "").split())
    names = names_beginning(typed) if SHORTEST <= len(typed) <= LONGEST else []
    return for_everybody(request, JsonResponse([each.name for each in names], safe=False), None)
