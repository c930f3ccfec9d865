"""What a moderator looks for: a list, words, an article, days."""

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import Q, QuerySet, Subquery
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from articles.models import Article, Section
from comments.models import Comment, Objection, Report
from comments.text.email_key import email_key
from web.admin.bounded_list import SEARCHED
from web.admin.editors_words import InEditorsWords
from web.paging import COUNTED

LATE = "late"
REPORTS = "reports"
OBJECTIONS = "objections"
TO_DECIDE = (Comment.Status.PENDING, LATE, REPORTS, OBJECTIONS)  # lists of what waits: the oldest first
LISTS = [
    (Comment.Status.PENDING.value, _("Waiting")),
    (LATE, _("Late")),
    (REPORTS, _("Reports")),
    (OBJECTIONS, _("Objections")),
    (Comment.Status.PUBLISHED.value, _("Published")),
    (Comment.Status.REJECTED.value, _("Rejected")),
    (Comment.Status.SPAM.value, _("Spam")),
    (Comment.Status.WITHDRAWN.value, _("Withdrawn")),
    ("all", _("All")),
]


class DayField(forms.DateField):
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    input_formats = ["%Y-%m-%d"]


class SearchForm(InEditorsWords, forms.Form):
    """The fields of the address: what is empty or wrong narrows nothing, and a wrong one says so."""

    q = forms.CharField(
        label=_("Words, name, e-mail address or headline"),
        required=False,
        max_length=200,
        widget=forms.SearchInput,
        help_text=format_lazy(
            _("Looks through the first {count:,} comments that the other choices leave; for a whole address, all."),
            count=SEARCHED,
        ),
    )
    list = forms.ChoiceField(label=_("List"), choices=LISTS, required=False)
    section = forms.ModelChoiceField(
        label=_("Section"), queryset=Section.objects.all(), required=False, empty_label=_("All")
    )
    stars = forms.TypedChoiceField(
        label=_("Stars"),
        choices=[("", _("All")), ("0", _("None")), *((str(stars), f"{'★' * stars}") for stars in range(1, 6))],
        coerce=int,
        empty_value=None,
        required=False,
    )
    sent_from = DayField(label=_("Sent from"), required=False)
    sent_until = DayField(label=_("until"), required=False)
    article = forms.ModelChoiceField(queryset=Article.objects.none(), required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any) -> None:
        super().__init__(data, auto_id="search-%s")
        article: Any = self.fields["article"]
        article.queryset = Article.objects.visible().only("headline", "slug")
        self.is_valid()

    @property
    def chosen_list(self) -> str:
        return self.cleaned_data.get("list") or Comment.Status.PENDING.value

    @property
    def is_narrowed(self) -> bool:
        return any(value not in (None, "") for name, value in self.cleaned_data.items() if name != "list")

    @property
    def article_chosen(self) -> Article | None:
        return self.cleaned_data.get("article")

    def comments(self) -> QuerySet[Comment]:
        """What is looked for: what waits oldest first, everything else newest first."""
        found = narrowed(Comment.objects.all(), self.chosen_list)
        wanted = self.cleaned_data
        if section := wanted.get("section"):
            found = found.filter(section=section)
        if article := wanted.get("article"):
            found = found.filter(article=article)
        if (stars := wanted.get("stars")) is not None:
            found = found.filter(stars=stars or None)
        if day := wanted.get("sent_from"):
            found = found.filter(created_at__gte=_midnight(day))
        if day := wanted.get("sent_until"):
            found = found.filter(created_at__lt=_midnight(day + timedelta(days=1)))
        if self.chosen_list == REPORTS:
            found = found.order_by(Subquery(Report.objects.oldest_of_comment()), "pk")
        elif self.chosen_list in TO_DECIDE:
            found = found.order_by("created_at", "pk")
        else:
            found = found.order_by("-created_at", "-pk")
        words = wanted.get("q", "").strip()
        return _about(found, words) if words else found


def _about(found: QuerySet[Comment], words: str) -> QuerySet[Comment]:
    """Those of found that hold words, among the first SEARCHED of them; of a whole address, all."""
    if _is_address(words):
        return found.filter(email_key=email_key(words))
    first = Comment.objects.filter(pk__in=found.values("pk")[:SEARCHED]).order_by(*found.query.order_by)
    about = first.filter(
        Q(message__icontains=words)
        | Q(name__icontains=words)
        | Q(email__icontains=words)
        | Q(article__headline__icontains=words, article__published_at__lte=timezone.now())
    )
    # Looked for once, and not again for the count and for the page.
    keys = list(about.values_list("pk", flat=True)[: COUNTED + 1])
    return Comment.objects.filter(pk__in=keys).order_by(*found.query.order_by)


def _is_address(words: str) -> bool:
    try:
        validate_email(words)
    except ValidationError:
        return False
    return True


def narrowed(comments: QuerySet[Comment], chosen: str) -> QuerySet[Comment]:
    """The comments that are in one of LISTS."""
    if chosen == LATE:
        target = timezone.now() - timedelta(hours=settings.MODERATION_TARGET)
        return comments.filter(status=Comment.Status.PENDING, created_at__lt=target)
    if chosen == REPORTS:
        return comments.filter(pk__in=Report.objects.open().values("comment"))
    if chosen == OBJECTIONS:
        return comments.filter(pk__in=Objection.objects.open().values("comment"))
    return comments if chosen == "all" else comments.filter(status=chosen)


def _midnight(day: Any) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
