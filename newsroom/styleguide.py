"""The styleguide, for staff: every partial in every state, with content that is made up and says so."""

from datetime import timedelta
from typing import Any

from django.contrib.admin.views.decorators import staff_member_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from articles.disclosure import LEVELS
from articles.models import Article, Byline, Correction, Image, Person, Section, Source, Topic
from articles.pages import reader_page
from comments.forms import CommentForm
from comments.models import Comment, Discussion

FORMS = ("empty", "refused", "closed", "waiting", "published")
COLOURS = ("paper", "sunk", "ink", "soft", "rule", "field", "link", "mark", "brand", "star", "good", "bad")
LONG_WORD = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
WORDS = (
    "These words are made up. They stand here to show how what a reader writes looks, and somebody may well disagree."
)
BODY = f"""<p>This article is made up. It shows what running text may hold: <strong>weight</strong>, <em>stress</em>,
<a href="#type">a link</a>, H<sub>2</sub>O, m<sup>2</sup> and a reference to a source.
<sup><a href="#source-1">1</a></sup></p>
<h2>A heading within the text</h2><p>A word that is wider than a phone breaks: {LONG_WORD}.</p>
<blockquote><p>A quotation: what somebody else said, at its length.</p></blockquote>
<blockquote class="pull-quote"><p>A pull quote is a line of the article itself, lifted out for display.</p></blockquote>
<h3>A smaller heading</h3><ul><li>One thing</li><li>Another thing</li></ul><ol><li>First</li><li>Second</li></ol>
<table><tbody><tr><th>Made up</th><th>Number</th></tr><tr><td>Apples</td><td>1,024</td></tr></tbody></table><hr>
<p>The last paragraph ends with the mark of the house.</p>"""


@require_safe
@staff_member_required
def styleguide(request: HttpRequest) -> HttpResponse:
    """``?form=``: which state of the comment form to show, since a page can hold its fields once."""
    shown = request.GET.get("form", FORMS[0])
    if shown not in FORMS:
        raise Http404
    article = _article(1, "Made up: a headline that says what happened")
    context: dict[str, Any] = {
        "colours": COLOURS,
        "tints": range(1, 8),
        "levels": LEVELS.values(),
        "halves": [half / 2 for half in range(2, 11)],
        "article": article,
        "discussion": article.discussion,
        "cards": _cards(),
        "discussions": [
            _discussion(0, 0, 0, 0, 1),
            _discussion(3, 5, 8, 13, 21),
            _discussion(1, 1, 1, 1, 1, frozen=True),
        ],
        "comments": _comments(article),
        "page": Paginator(range(1000), 20).page(7),
        "forms": FORMS,
        "shown_form": shown,
        "form": _refused_form() if shown == "refused" else CommentForm(),
    }
    if shown in ("waiting", "published"):
        status = Comment.Status.PUBLISHED if shown == "published" else Comment.Status.PENDING
        context |= {
            "own_comment": _comment(article, 90, status=status),
            "what_happens_next": "Thank you. (Made up: here we say what happens next.)",
        }
    return reader_page(request, "styleguide.html", context, private=True)


def _section(number: int) -> Section:
    return Section(pk=10**9 + number, name=f"Section {number}", slug=f"made-up-{number}", description="Made up.")


def _article(number: int, headline: str, **what_matters: Any) -> Article:
    """An article that is in no database, with all that a page draws of it."""
    now = timezone.now()
    rest = {
        "slug": f"made-up-{number}",
        "kicker": "Made up",
        "standfirst": "One or two sentences that say what the article is. This one is made up, and leads nowhere.",
        "body": BODY,
        "section": _section(number),
        "ai_use": "generated",
        "ai_system": "a made-up system",
        "ai_note": "Nothing: this article does not exist.",
        "published_at": now - timedelta(days=number),
        "updated_at": now - timedelta(hours=3),
    }
    article = Article(pk=10**9 + number, headline=headline, **rest | what_matters)
    article.discussion = what_matters.get("discussion") or _discussion(0, 1, 2, 8, 13)
    article.discussion.article = article
    person = Person(name="Somebody Made Up", slug="made-up", role="Reporter of nothing")
    article._prefetched_objects_cache = {  # type: ignore[attr-defined]
        "byline_set": [Byline(article=article, person=person)],
        "topics": [Topic(name="Made up", slug="made-up"), Topic(name="Nothing", slug="nothing")],
        "sources": [Source(title="A made-up source", publisher="Nobody", address="https://example.org/")],
        "corrections": [
            Correction(article=article, kind=kind, text="Made up: what was wrong, and what is right.", made_at=now)
            for kind in Correction.Kind.values
        ],
    }
    return article


def _cards() -> list[Article]:
    picture = Image.objects.first()
    return [
        _article(2, "The lead: large, with a picture where the newsroom has one", lead_image=picture),
        _article(3, "Edited with AI, with a picture", ai_use="assisted", lead_image=picture),
        _article(4, "Written by people, without a picture", ai_use="none", lead_image=None),
        _article(5, "Without a standfirst and without stars", standfirst="", discussion=_discussion(0, 0, 0, 0, 0)),
        _article(6, f"A long word does not break the page: {LONG_WORD}", lead_image=picture),
        _article(7, "A very long headline, as they come, " * 5, lead_image=picture),
        _article(8, "خبر مختلق يبين كيف يقرأ العنوان من اليمين", language="ar", lead_image=picture),
    ]


def _discussion(*stars: int, frozen: bool = False) -> Discussion:
    names = ("one", "two", "three", "four", "five")
    counts = {f"{name}_star_count": count for name, count in zip(names, stars, strict=True)}
    return Discussion(comment_count=sum(stars), frozen_star_counts=list(stars) if frozen else None, **counts)


def _comment(article: Article, number: int, **what_matters: Any) -> Comment:
    rest = {"name": "Made-up Reader", "message": WORDS, "stars": 4, "status": Comment.Status.PUBLISHED}
    return Comment(pk=10**9 + number, article=article, **rest | what_matters)


def _comments(article: Article) -> list[Comment]:
    now = timezone.now()
    return [
        _comment(article, 1, pinned_at=now),
        _comment(article, 2, name="Somebody of the newsroom", is_staff_reply=True, stars=None),
        _comment(article, 3, created_at=now - timedelta(days=400), stars=1, name="Before a correction"),
        _comment(article, 4, message=WORDS * 30, stars=None, name="A long comment, folded"),
        _comment(article, 5, message="هذا تعليق مختلق.", language="ar", name="قارئ مختلق"),
        _comment(article, 6, message=LONG_WORD * 3, name=LONG_WORD),
        _comment(article, 7, status=Comment.Status.WITHDRAWN),
    ]


def _refused_form() -> CommentForm:
    form = CommentForm({"email": "reader", "name": "Made-up Reader", "message": "", "rating": "3"})
    form.is_valid()
    return form
