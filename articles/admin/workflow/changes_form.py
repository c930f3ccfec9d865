"""Publishing the changes of a working copy: how readers are told, when, and what was compared."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.admin.workflow.day_and_time import DayAndTime
from articles.models import Article, Correction
from articles.workflow.checklist import check_before_publishing
from articles.workflow.checklist_finding import Finding, unseen
from articles.workflow.working_copy import is_stale, plan_changes, publish_changes
from web.admin.editors_words import InEditorsWords
from web.times.moment import moment_words, zone_sentence

NEITHER, UPDATE, CORRECTION = "neither", "update", "correction"
TELLING = [
    (NEITHER, _("Not at all: no word of substance changed")),
    (UPDATE, _("As an update of substance, with its time")),
    (CORRECTION, _("By a correction")),
]


class ChangesForm(InEditorsWords, forms.Form):
    """version, live_version, seen: the texts and the advice that the page showed; for others it asks again."""

    data: Any

    version = forms.IntegerField(widget=forms.HiddenInput)
    live_version = forms.IntegerField(widget=forms.HiddenInput)
    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    telling = forms.ChoiceField(label=_("How are readers told?"), choices=TELLING, widget=forms.RadioSelect)
    correction_kind = forms.ChoiceField(label=_("Kind of correction"), choices=Correction.Kind.choices, required=False)
    correction_text = forms.CharField(
        label=_("Correction"),
        widget=forms.Textarea(attrs={"rows": 3, "cols": 60}),
        required=False,
        help_text=_("What was wrong, and what is right. Only for a correction."),
    )
    correction_cause = forms.ChoiceField(label=_("What caused it"), choices=Correction.Cause.choices, required=False)
    publish_at = forms.SplitDateTimeField(label=_("Publish at"), widget=DayAndTime, required=False)
    read_both = forms.BooleanField(label=_("I have read both texts. Publish mine over the live one."), required=False)

    def __init__(self, *args: Any, copy: Article, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.copy = copy
        self.live: Any = copy.copy_of
        self.plan = copy.plan
        self.is_stale = is_stale(copy)
        self.initial = self._now() | {
            "telling": CORRECTION if self.plan.correction_text else UPDATE if self.plan.tell_readers else NEITHER,
            "correction_kind": self.plan.correction_kind or Correction.Kind.CORRECTION,
            "correction_text": self.plan.correction_text,
            "correction_cause": self.plan.correction_cause or Correction.Cause.UNKNOWN,
            "publish_at": self.plan.due_at,
        }
        if not self.is_stale:
            del self.fields["read_both"]
        self.fields["publish_at"].help_text = _("Empty: now.") + " " + zone_sentence()

    @property
    def moment(self) -> datetime:
        """From when readers would see the changes."""
        if self.is_bound:
            return getattr(self, "cleaned_data", {}).get("publish_at") or timezone.now()
        return self.plan.due_at or timezone.now()

    @cached_property
    def findings(self) -> list[Finding]:
        return check_before_publishing(self.copy, self.moment)

    @property
    def blocking(self) -> list[Finding]:
        return [finding for finding in self.findings if finding.is_blocking]

    @property
    def advice(self) -> list[Finding]:
        return [finding for finding in self.findings if not finding.is_blocking]

    def _now(self) -> dict[str, Any]:
        seen = " ".join(finding.key for finding in self.advice)
        return {"version": self.copy.version, "live_version": self.live.version, "seen": seen}

    def clean_publish_at(self) -> Any:
        moment = self.cleaned_data["publish_at"]
        if moment and moment <= timezone.now():
            raise ValidationError(_("This moment has passed. Give a later one, or leave it empty to publish now."))
        return moment

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        vars(self).pop("findings", None)  # of the moment that was typed
        if said.get("telling") == CORRECTION and not said.get("correction_text", "").strip():
            self.add_error("correction_text", _("Tell readers what was wrong, and what is right."))
        if "version" not in said or "live_version" not in said:
            return said
        if (said["version"], said["live_version"]) != (self.copy.version, self.live.version):
            self._show_what_is_now()
            raise ValidationError(_("One of the two texts was changed after this page was opened. Compare them again."))
        if self.blocking:
            raise ValidationError(_("It cannot be published yet. The list says what to mend first."))
        if unseen(self.advice, said.get("seen", "").split()):
            self._show_what_is_now()
            raise ValidationError(_("The list has something new. Press again if it may stay as it is."))
        if self.is_stale and not said.get("read_both"):
            self.add_error("read_both", _("The live text changed since you began. Read both, then tick this."))
        return said

    def _show_what_is_now(self) -> None:
        self.data = self.data.copy()
        for name, value in self._now().items():
            self.data[name] = value

    def save(self, by: Any) -> str:
        """Publish or schedule the changes; what to say about it."""
        said, plan = self.cleaned_data, self.plan
        plan.tell_readers = said["telling"] == UPDATE
        corrects = said["telling"] == CORRECTION
        plan.correction_text = said["correction_text"].strip() if corrects else ""
        plan.correction_kind = said["correction_kind"] or Correction.Kind.CORRECTION
        plan.correction_cause = said["correction_cause"] or Correction.Cause.UNKNOWN
        plan.save()
        words = [finding.words for finding in self.advice]
        if said["publish_at"]:
            plan_changes(self.copy, by, said["publish_at"], said["live_version"], words)
            moment = moment_words(said["publish_at"])
            return gettext("The changes are scheduled. Readers see them from %(moment)s.") % {"moment": moment}
        publish_changes(self.copy, by, said["live_version"], words)
        return gettext("The changes are published. Readers see them now.")
