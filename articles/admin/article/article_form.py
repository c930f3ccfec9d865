"""The form behind an article's page: its words, how it was made, the check, and the step that a button takes."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.admin.article.read_also import read_also_from
from articles.admin.article.steps import COPY, RETURN, SAVE, TO_A_PAGE, StepKey, steps_open_to
from articles.admin.history.stale_save import RefusesStaleSaves
from articles.admin.named_admin import ProposedSlug
from articles.admin.pictures.picture_input import PictureField
from articles.admin.workflow.typed_copy import refuse_what_is_lost
from articles.disclosure.levels import AiUse, ReviewScope, claims_less_ai
from articles.disclosure.review import OWN_GENERATION
from articles.models import Article, Correction, Person
from articles.text.length import ADVISED_LENGTHS
from articles.workflow.blocking import blocking_findings, picture_findings
from articles.workflow.checklist_finding import Finding
from articles.workflow.pictures_for_all import pictures_without_text
from articles.workflow.verbs import Verb
from articles.workflow.working_copy import goes_out_at

AI_USE_WORDS = [
    (AiUse.NONE, _("People wrote it, without AI")),
    (AiUse.ASSISTED, _("People wrote it, AI changed the text, and a person checked the result")),
    (AiUse.GENERATED, _("AI wrote it")),
]

# What to say beyond the advised lengths. ``{length}``, ``{over}``: filled in while someone types.
LENGTH_ADVICE = {
    "headline": _("{length} characters: search engines and shared links cut headlines after about %(number)d."),
    "standfirst": _("{length} characters: cards and feeds read best with up to %(number)d."),
}
TOO_LONG = _("{over} characters too many: at most %(most)d fit here.")

NEEDS = {
    "articles.review_article": ("checked", "checked_parts", "checked_by", "uncheck"),
    "articles.publish_article": ("tell_readers", "less_ai_reason", "embargo_until"),
}
IN_THE_TEXT = {"headline", "standfirst"}
PICTURES = {"body", "lead_image", "lead_alternative_text", "lead_is_decorative"}


class ArticleForm(RefusesStaleSaves, ProposedSlug):
    """user: the signed-in account, set on the class that the admin makes for each request."""

    user: Any = None
    slug_from = "headline"

    ai_use = forms.ChoiceField(
        label=_("How was it made?"),
        choices=AI_USE_WORDS,
        widget=forms.RadioSelect,
        required=False,
        help_text=_("A draft may leave this open. To publish, it has to be stated."),
    )
    less_ai_reason = forms.CharField(
        label=_("Why less AI?"),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=500,
        required=False,
        help_text=_("Needed to state less AI than now. It goes on record, with your account, and stays there."),
    )
    lead_image = PictureField(label=_("Lead picture"))
    checked = forms.BooleanField(
        label=_("I have checked this text, as it stands now"),
        required=False,
        help_text=_("You have read it all and stand for its facts. Changing the text afterwards voids the check."),
    )
    checked_parts = forms.MultipleChoiceField(
        label=_("What was checked?"),
        choices=ReviewScope.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("Tick only what somebody went through. Sources and pictures are then bound to the check as well."),
    )
    checked_by = forms.ModelChoiceField(
        Person.objects.all(), label=_("Checked by"), required=False, help_text=_("Readers see this name.")
    )
    uncheck = forms.BooleanField(label=_("Take the check back"), required=False)
    tell_readers = forms.BooleanField(
        label=_("Tell readers that this is an update of substance"),
        required=False,
        help_text=_("Shows “Updated” with the time of this save. Leave it open for a corrected typing error."),
    )

    class Meta:
        model = Article
        fields = "__all__"  # the admin names them
        widgets = {
            "headline": forms.Textarea(attrs={"rows": 1, "data-grows": "", "data-one-line": "id_standfirst"}),
            "standfirst": forms.Textarea(attrs={"rows": 2, "data-grows": ""}),
            "ai_note": forms.Textarea(attrs={"rows": 3}),
            "read_also": forms.Textarea(attrs={"rows": 2, "data-grows": ""}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": ""} | kwargs)
        self.initial["checked_by"] = None if self.is_bound else Person.objects.filter(account=self.user).first()
        if "language" in self.fields:
            # Django would add the default once more, hidden, since it is computed: nothing here asks for it.
            self.fields["language"].show_hidden_initial = False
        self._put_help_into_the_text()
        self._advise_on_lengths()
        self._keep_to_what_user_may_do()

    def _put_help_into_the_text(self) -> None:
        """The column of the text stays calm: what a field is for shows while the field is empty."""
        for name in IN_THE_TEXT & self.fields.keys():
            field = self.fields[name]
            field.widget.attrs["placeholder"] = field.help_text or _("Write a headline")
            field.help_text = ""

    def _advise_on_lengths(self) -> None:
        """Let a script say what is long. A field that cut a paste off by itself would lose its end without a word."""
        for name in LENGTH_ADVICE.keys() & self.fields.keys():
            advised, advice = ADVISED_LENGTHS[name], LENGTH_ADVICE[name]
            field: Any = self.fields[name]
            widget, most = field.widget, field.max_length
            widget.attrs.pop("maxlength", None)
            widget.attrs |= {"data-advised": advised, "data-most": most}
            widget.attrs |= {"data-advice": advice % {"number": advised}, "data-too-long": TOO_LONG % {"most": most}}

    def _keep_to_what_user_may_do(self) -> None:
        """Fields that the page does not show must not be there for a forged form either."""
        for permission, names in NEEDS.items():
            if not self.user.has_perm(permission):
                for name in names:
                    self.fields.pop(name, None)

    @property
    def step(self) -> str:
        """What the pressed button asks for."""
        return self.data.get("_step", SAVE.key)

    def clean_standfirst(self) -> str:
        # A browser sends line ends as CRLF: stored like that, an untouched text would look changed and lose its check.
        return self.cleaned_data["standfirst"].replace("\r\n", "\n")

    def clean_read_also(self) -> str:
        return read_also_from(self.cleaned_data["read_also"], self.instance, self.user)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.step not in {step.key for step in steps_open_to(self.user, self.instance)}:
            raise PermissionDenied
        if self.step == COPY.key:
            refuse_what_is_lost(self)
        self._clean_publication(cleaned)
        self._clean_less_ai(cleaned)
        self._clean_check(cleaned)
        return cleaned

    def _post_clean(self) -> None:
        """What readers see, or will without another look, must not take in what the panel would refuse."""
        super()._post_clean()  # type: ignore[misc]
        if self.errors or not self.instance.pk or self.step == RETURN.key:
            return
        if moment := goes_out_at(self.instance):
            found = list(blocking_findings(self.instance, moment))
        elif self.instance.is_visible and self.step != COPY.key and PICTURES & {*self.changed_data}:
            found = self._new_pictures_without_text()
        else:
            return
        for finding in found:
            if finding.field in self.fields:
                self.add_error(finding.field, finding.words)

    def _new_pictures_without_text(self) -> list[Finding]:
        """An article may have been published before pictures needed words: that keeps no one from mending the rest."""
        lead, within = pictures_without_text(self.instance)
        had_lead, had_within = pictures_without_text(
            Article.objects.select_related("lead_image").get(pk=self.instance.pk)
        )
        return list(
            picture_findings(
                lead and (not had_lead or "lead_image" in self.changed_data), within if within > had_within else 0
            )
        )

    def _clean_publication(self, cleaned: dict[str, Any]) -> None:
        if self.step == RETURN.key or self.instance.is_draft:
            return
        if not cleaned.get("ai_use"):
            self.add_error("ai_use", _("State how the article was made: it is published or scheduled."))
        embargo = cleaned.get("embargo_until", self.instance.embargo_until)
        if embargo and self.instance.published_at < embargo and "embargo_until" in self.fields:
            words = _("Readers will see the article before this embargo ends. Take it off the schedule first.")
            self.add_error("embargo_until", words)

    def _clean_less_ai(self, cleaned: dict[str, Any]) -> None:
        if not claims_less_ai(self.instance.ai_use, cleaned.get("ai_use", self.instance.ai_use)):
            return
        if "less_ai_reason" not in self.fields:
            self.add_error("ai_use", _("More AI was stated before. Only an editor can take that back."))
        elif not cleaned.get("less_ai_reason") and "less_ai_reason" not in self.errors:
            self.add_error("less_ai_reason", _("Say why less AI took part than was stated before."))

    def _clean_check(self, cleaned: dict[str, Any]) -> None:
        if not cleaned.get("checked"):
            return
        checker = self._checker(cleaned)
        ran_by = self._ran_the_generation(cleaned)
        if not checker:
            self.add_error("checked_by", _("Choose who checked it: your account is not linked to a person."))
        elif ran_by and ran_by == checker.account_id:
            self.add_error("checked_by", OWN_GENERATION)
        elif ran_by == self.user.pk:
            self.add_error("checked", OWN_GENERATION)
        if not cleaned.get("checked_parts") and "checked_parts" not in self.errors:
            self.add_error("checked_parts", _("Say what was checked."))

    def _ran_the_generation(self, cleaned: dict[str, Any]) -> int | None:
        """The number of the account that counts as having had AI write the text, once this form is saved."""
        becomes_generated = cleaned.get("ai_use") == AiUse.GENERATED != self.instance.ai_use
        return self.instance.generated_by_id or (self.user.pk if becomes_generated else None)

    def _checker(self, cleaned: dict[str, Any]) -> Person | None:
        return cleaned.get("checked_by") or Person.objects.filter(account=self.user).first()

    @property
    def goes_beyond_a_draft(self) -> bool:
        """Whether there is more to do than to save the words."""
        return bool(self.cleaned_data.get("checked")) or self.step not in {SAVE.key, *TO_A_PAGE}

    def record_changes(self, corrections: list[Correction], *, others_changed: bool) -> None:
        """Put on record, with the instance, what this save changes. others_changed: bylines or sources."""
        article, cleaned = self.instance, self.cleaned_data
        if "embargo_until" in self.changed_data:
            article.record(Verb.EMBARGO, self.user, moment=article.embargo_until)
        for correction in corrections:
            article.record(Verb.CORRECT, self.user, note=correction.text, kind=correction.kind)
        if cleaned.get("tell_readers") and not article.is_draft:
            article.record(Verb.UPDATE, self.user)
        elif others_changed or {*self.changed_data} - {"version", "save_over", "embargo_until", "tell_readers"}:
            article.record(Verb.SAVE, self.user)

    def check(self, article: Article) -> None:
        """Do with article what the boxes about the check say. Saving is the caller's."""
        if self.cleaned_data.get("checked"):
            article.review(by=self._checker(self.cleaned_data), scope=self.cleaned_data["checked_parts"])
        elif self.cleaned_data.get("uncheck"):
            article.drop_review()

    def take_step(self) -> None:
        """Do, on the instance, what the boxes and the pressed button say. The admin saves it afterwards."""
        article, cleaned = self.instance, self.cleaned_data
        self.check(article)
        if cleaned.get("tell_readers") and not article.is_draft:
            article.updated_at = timezone.now()
        match StepKey(self.step):
            case StepKey.SUBMIT:
                article.submit(by=self.user)
            case StepKey.RETURN:
                article.return_to_draft(by=self.user)
            case StepKey.REINSTATE:
                article.reinstate(by=self.user)
