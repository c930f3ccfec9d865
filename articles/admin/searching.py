"""The desk's search among articles in every state, which costs the same however many there are."""

from django.conf import settings
from django.utils.translation import get_language

from articles.full_text import ask
from articles.models import Article

LATEST = 2_000  # articles, in whose headlines parts of words are found too
MOST_FOUND = 200
LONGEST = 200  # characters of a question


def keys_found(text: str) -> list[int]:
    """The keys of articles whose words, headline or slug are like text: the latest MOST_FOUND of each kind."""
    text = text.strip()[:LONGEST]
    latest_first = Article.objects.order_by("-pk")
    latest = Article.objects.filter(pk__in=latest_first.values("pk")[:LATEST])
    question = ask(text, get_language() or settings.LANGUAGE_CODE)
    kinds = [
        Article.objects.filter(slug=text.lower()),
        latest.filter(headline__icontains=text).order_by("-pk"),
    ]
    if question.tsquery and not question.is_too_common:
        kinds.append(latest_first.filter(question.matches()))
    return [key for kind in kinds for key in kind.values_list("pk", flat=True)[:MOST_FOUND]]
