import copy
from datetime import date, timedelta
from typing import Any

from csp.constants import UNSAFE_INLINE
from csp.decorators import csp_update
from django.contrib.admin.views.decorators import staff_member_required
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.http import require_safe

from articles.disclosure.levels import LEVELS, PICTURE_LABELS
from articles.models import Article, Image
from articles.reading.reader_page import reader_page
from comments.models import Comment
from comments.models.comment_queryset import Thread
from comments.reading.article_with_comments import ORDER_NAMES, STAR_CHOICES
from comments.reading.front_page import Band
from comments.writing.comment_form import CommentForm
from newsroom.styleguide.made_up import (
    LONG_WORD,
    WORDS,
    made_up_article,
    made_up_comment,
    made_up_discussion,
)
from newsroom.styleguide.mails import MAILS, made_up_mail
from newsroom.styleguide.moments import MOMENTS, made_up_moment
from web.times.month_calendar import month_calendar

FORMS = ("empty", "refused", "closed", "waiting", "published")
COLOURS = ("paper", "sunk", "ink", "soft", "rule", "field", "link", "mark", "brand", "star", "good", "bad")


@require_safe
@staff_member_required
def styleguide(request: HttpRequest) -> HttpResponse:
    """``?form=``: which state of the comment form to show, since a page can hold its fields once."""
    shown = request.GET.get("form", FORMS[0])
    if shown not in FORMS:
        raise Http404
    article = made_up_article(1, "Made up: a headline that says what happened")
    article.discussion = made_up_discussion(0, 0, 0, 0, 0, state="locked" if shown == "closed" else "open")
    article.discussion.article = article
    context: dict[str, Any] = {
        "colours": COLOURS,
        "tints": range(1, 8),
        "levels": LEVELS.values(),
        "halves": [half / 2 for half in range(2, 11)],
        "article": article,
        "discussion": article.discussion,
        "old_date": timezone.now() - timedelta(days=800),
        "orders": ORDER_NAMES,
        "star_choices": STAR_CHOICES,
        "cards": _cards(),
        "band": _band(article),
        "first_day": date(2026, 2, 1),
        "calendar": month_calendar(date(2026, 2, 1), {date(2026, 2, 1): 1, date(2026, 2, 14): 40}),
        "discussions": [
            made_up_discussion(0, 0, 0, 0, 1),
            made_up_discussion(3, 5, 8, 13, 21),
            made_up_discussion(1, 1, 1, 1, 1, frozen=True),
        ],
        "threads": _threads(article),
        "pictures": _pictures(),
        "on_the_front": [made_up_article(number, "Made up: on the front") for number in range(20, 27)],
        "ranked": [made_up_article(number, "Made up: in a list with ranks") for number in (30, 31)],
        "most_read": [made_up_article(number, "Made up: among the most read") for number in (32, 33, 34)],
        "listed": [made_up_article(number, "Made up: on top of a list") for number in range(40, 44)],
        "related": [made_up_article(number, "Made up: more from the section") for number in (9, 10)],
        "page": _page(),
        "months": [(date(2026, 2, 1), 1), (date(2026, 1, 1), 40), (date(2025, 12, 1), 1001)],
        "previews": [
            made_up_article(13, "Draft", published_at=None),
            made_up_article(14, "Scheduled", published_at=timezone.now() + timedelta(days=1)),
            article,
        ],
        "moments": MOMENTS,
        "mails": MAILS,
        "forms": FORMS,
        "shown_form": shown,
        "form": _refused_form() if shown == "refused" else None,
    }
    if shown in ("waiting", "published"):
        status = Comment.Status.PUBLISHED if shown == "published" else Comment.Status.PENDING
        context |= {
            "own_comment": made_up_comment(article, 90, status=status),
            "after_sending": "Thank you. (Made up: here we say what happens next.)",
        }
    return reader_page(request, "styleguide.html", context, private=True)


@require_safe
@staff_member_required
def moment(request: HttpRequest, name: str) -> HttpResponse:
    """A page that cannot stand within another. It answers 200, also where the real one would not."""
    if name not in MOMENTS:
        raise Http404
    template, context = made_up_moment(name)
    return reader_page(request, template, context, private=True)


@require_safe
@staff_member_required
# A mail carries its styles with it.
@csp_update({"style-src": [UNSAFE_INLINE]})  # type: ignore[arg-type]
def mail(request: HttpRequest, name: str, form: str) -> HttpResponse:
    """A mail as a mail program shows it. form: ``html`` or ``txt``."""
    if name not in MAILS or form not in ("html", "txt"):
        raise Http404
    kind = "text/html" if form == "html" else "text/plain; charset=utf-8"
    answer = HttpResponse(made_up_mail(name)[form], content_type=kind)
    answer["Cache-Control"] = "private, no-store"
    return answer


def _pictures() -> list[Image]:
    """A picture of the newsroom, with each thing that may be said of AI's part in it; nothing where it has none."""
    picture = Image.objects.first()
    if picture is None:
        return []
    pictures = [copy.copy(picture) for _kind in range(3)]
    kinds = (Image.DigitalSourceType.CREATION, *PICTURE_LABELS)
    for each, kind in zip(pictures, kinds, strict=True):
        each.digital_source_type = kind
        each.made_up_body = format_html(  # type: ignore[attr-defined]
            '<p>Made up.</p><figure><img src="{}" alt="{}"></figure>', each.src, each.alternative_text
        )
        each.made_up_pictures = {each.digest[:16]: each}  # type: ignore[attr-defined]
    return pictures


def _band(article: Article) -> Band:
    first, other = (made_up_article(number, "Made up: in the band of a section") for number in (15, 16))
    return Band(article.section, first, [other])


def _page() -> Page:
    """The seventh of twenty pages, with two rows."""
    rows = [made_up_article(number, "Made up: a row of a list") for number in (11, 12)]
    return Paginator([None] * 12 + rows + [None] * 26, 2).page(7)


def _cards() -> list[Article]:
    picture = Image.objects.first()
    unrated = made_up_discussion(0, 0, 0, 0, 0)
    return [
        made_up_article(2, "The lead: large, with a picture where the newsroom has one", lead_image=picture),
        made_up_article(3, "Edited with AI, with a picture", ai_use="assisted", lead_image=picture),
        made_up_article(4, "Written by people, without a picture", ai_use="none", lead_image=None),
        made_up_article(5, "Without a standfirst and without stars", standfirst="", discussion=unrated),
        made_up_article(6, f"A long word does not break the page: {LONG_WORD}", lead_image=picture),
        made_up_article(7, "A very long headline, as they come, " * 5, lead_image=picture),
        made_up_article(8, "خبر مختلق يبين كيف يقرأ العنوان من اليمين", language="ar", lead_image=picture),
    ]


def _threads(article: Article) -> list[Thread]:
    now = timezone.now()
    comments = [
        made_up_comment(article, 1, pinned_at=now),
        made_up_comment(article, 2, name="Somebody of the newsroom", is_staff_reply=True, stars=None),
        made_up_comment(article, 3, created_at=now - timedelta(days=400), stars=1, name="Before a correction"),
        made_up_comment(article, 4, message=WORDS * 30, stars=None, name="A long comment, folded"),
        made_up_comment(article, 5, message="هذا تعليق مختلق.", language="ar", name="قارئ مختلق"),
        made_up_comment(article, 6, message=LONG_WORD * 3, name=LONG_WORD),
        made_up_comment(article, 7, status=Comment.Status.WITHDRAWN),
        made_up_comment(article, 8, set_aside_id=1, name="Stars that are set aside"),
    ]
    answers = {2: ([made_up_comment(article, 20, stars=None), made_up_comment(article, 21, stars=None)], 7)}
    answers[6] = ([made_up_comment(article, 22, stars=None)], 1)
    return [Thread(comment, *answers.get(number, ([], 0))) for number, comment in enumerate(comments)]


def _refused_form() -> CommentForm:
    form = CommentForm({"email": "reader", "name": "Made-up Reader", "message": "", "rating": "3"})
    form.is_valid()
    return form
