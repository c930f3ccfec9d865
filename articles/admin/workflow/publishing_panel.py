"""The forms of the publishing panel: what the checklist found, and a press that counts for what was shown."""

from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.admin.workflow.day_and_time import DayAndTime
from articles.models import Article
from articles.workflow.checklist import check_before_publishing
from articles.workflow.checklist_finding import Finding, unseen
from web.admin.editors_words import InEditorsWords
from web.times.moment import moment_words, zone_sentence


class PublishForm(InEditorsWords, forms.Form):
    """Publish now. version, seen: the text and the advice that the page showed; for others it asks again.

    findings: what the checklist says of article at the moment that is asked for.
    """

    page = "publish"
    data: Any

    version = forms.IntegerField(widget=forms.HiddenInput)
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, article: Article, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.article = article
        self.initial["version"] = article.version
        if not self.is_bound:
            self.initial["seen"] = self._digest(self.advice)

    @property
    def moment(self) -> Any:
        """From when readers would see it."""
        return timezone.now()

    @cached_property
    def findings(self) -> list[Finding]:
        return check_before_publishing(self.article, self.moment)

    @property
    def blocking(self) -> list[Finding]:
        return [finding for finding in self.findings if finding.is_blocking]

    @property
    def advice(self) -> list[Finding]:
        return [finding for finding in self.findings if not finding.is_blocking]

    @staticmethod
    def _digest(findings: list[Finding]) -> str:
        return " ".join(finding.key for finding in findings)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if self.errors:
            return said
        if said["version"] != self.article.version:
            self._show_what_is_now()
            raise ValidationError(_("The article was changed after this page was opened. Look at it again."))
        if self.blocking:
            raise ValidationError(_("It cannot be published yet. The list says what to mend first."))
        if unseen(self.advice, said["seen"].split()):
            self._show_what_is_now()
            raise ValidationError(_("The list has something new. Press again if it may stay as it is."))
        return said

    def _show_what_is_now(self) -> None:
        self.data = self.data.copy()
        self.data["version"] = self.article.version
        self.data["seen"] = self._digest(self.advice)

    def save(self, by: Any) -> None:
        self.article.publish(by=by, at=self._given_moment(), waved_through=[finding.words for finding in self.advice])
        self.article.save()

    def _given_moment(self) -> Any:
        return None

    @property
    def done(self) -> str:
        return gettext("Published. Readers see it now.")


class ScheduleForm(PublishForm):
    """Publish at a later moment."""

    page = "schedule"

    publish_at = forms.SplitDateTimeField(
        label=_("Publish at"),
        widget=DayAndTime,
        error_messages={"required": _("Give the day and the time from which readers should see it.")},
    )

    def __init__(self, *args: Any, article: Article, **kwargs: Any) -> None:
        super().__init__(*args, article=article, **kwargs)
        now = timezone.now()
        if article.is_scheduled:
            self.initial["publish_at"] = article.published_at
        elif article.embargo_until and article.embargo_until > now:
            self.initial["publish_at"] = article.embargo_until
        self.fields["publish_at"].help_text = zone_sentence()

    @property
    def moment(self) -> Any:
        given = getattr(self, "cleaned_data", {}).get("publish_at")
        if given:
            return given
        earliest = timezone.now() + timedelta(minutes=1)  # any: only that it is later matters
        return max(filter(None, [earliest, self.article.published_at, self.article.embargo_until]))

    def clean_publish_at(self) -> Any:
        moment = self.cleaned_data["publish_at"]
        if moment <= timezone.now():
            raise ValidationError(_("This moment has passed. Give a later one, or publish it now."))
        return moment

    def clean(self) -> dict[str, Any]:
        vars(self).pop("findings", None)  # of the moment that was typed
        return super().clean()

    def _given_moment(self) -> Any:
        return self.cleaned_data["publish_at"]

    @property
    def done(self) -> str:
        return gettext("Scheduled. Readers will see it from %(moment)s.") % {
            "moment": moment_words(self.cleaned_data["publish_at"])
        }
