"""The form behind an article's page: its words, how it was made, the check, and the step that a button takes."""

from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminSplitDateTime
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.admin.names import ProposedSlug
from articles.admin.steps import PREVIEW, PUBLISH, RETURN, SAVE, SCHEDULE, steps_open_to
from articles.disclosure import AiUse
from articles.models import Article, Person

AI_USE_WORDS = [
    (AiUse.NONE, _("People wrote it, without AI")),
    (AiUse.ASSISTED, _("People wrote it, AI changed the text, and a person checked the result")),
    (AiUse.GENERATED, _("AI wrote it")),
]

NEEDS = {
    "articles.review_article": ("checked", "checked_by", "uncheck"),
    "articles.publish_article": ("publish_at", "tell_readers"),
}


class ArticleForm(ProposedSlug):
    """user: the signed-in account, set on the class that the admin makes for each request.

    After a refused save, ``conflict`` is the article as a colleague saved it in the meantime, or None.
    """

    user: Any = None
    slug_from = "headline"

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    save_over = forms.IntegerField(widget=forms.HiddenInput, required=False)
    ai_use = forms.ChoiceField(
        label=_("How was it made?"),
        choices=AI_USE_WORDS,
        widget=forms.RadioSelect,
        required=False,
        help_text=_("A draft may leave this open. To publish, it has to be stated."),
    )
    checked = forms.BooleanField(
        label=_("I have checked this text, as it stands now"),
        required=False,
        help_text=_("You have read it all and stand for its facts. Changing the text afterwards voids the check."),
    )
    checked_by = forms.ModelChoiceField(
        Person.objects.all(), label=_("Checked by"), required=False, help_text=_("Readers see this name.")
    )
    uncheck = forms.BooleanField(label=_("Take the check back"), required=False)
    publish_at = forms.SplitDateTimeField(
        label=_("Publish at"),
        widget=AdminSplitDateTime,
        required=False,
        help_text=_("For the button “Schedule”: the moment from which readers see it."),
    )
    tell_readers = forms.BooleanField(
        label=_("Tell readers that this is an update of substance"),
        required=False,
        help_text=_("Shows “Updated” with the time of this save. Leave it open for a corrected typing error."),
    )

    class Meta:
        model = Article
        fields = "__all__"  # the admin names them
        widgets = {
            "headline": forms.TextInput(attrs={"class": "vLargeTextField"}),
            "standfirst": forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"}),
            "ai_note": forms.Textarea(attrs={"rows": 3}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.conflict: Article | None = None
        article = self.instance
        self.initial["version"] = article.version if article.pk else None
        self.initial["checked_by"] = None if self.is_bound else Person.objects.filter(account=self.user).first()
        if article.is_scheduled:
            self.initial["publish_at"] = article.published_at
        for widget, words in zip(self.fields["publish_at"].widget.widgets, (_("Day"), _("Time")), strict=True):
            widget.attrs["aria-label"] = words
        self._keep_to_what_user_may_do()

    def _keep_to_what_user_may_do(self) -> None:
        """Fields that the page does not show must not be there for a forged form either."""
        for permission, names in NEEDS.items():
            if not self.user.has_perm(permission):
                for name in names:
                    del self.fields[name]

    @property
    def step(self) -> str:
        """What the pressed button asks for. Enter in a field presses the first, which saves."""
        return self.data.get("_step", SAVE.key)

    def clean_standfirst(self) -> str:
        # A browser sends line ends as CRLF: stored like that, an untouched text would look changed and lose its check.
        return self.cleaned_data["standfirst"].replace("\r\n", "\n")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.instance.pk:
            self._refuse_stale_save()
        if self.step not in {step.key for step in steps_open_to(self.user, self.instance)}:
            raise PermissionDenied
        self._clean_publication(cleaned)
        self._clean_check(cleaned)
        return cleaned

    def _refuse_stale_save(self) -> None:
        """Compare versions under a lock that holds until the save has happened: the admin's view is one transaction."""
        stored = Article.objects.select_for_update().get(pk=self.instance.pk)
        if stored.version in (self.cleaned_data.get("version"), self.cleaned_data.get("save_over")):
            return
        self.conflict = stored
        raise ValidationError(
            _("Nothing was saved: a colleague saved this article while you were writing. Both texts are below."),
            code="stale",
        )

    def _clean_publication(self, cleaned: dict[str, Any]) -> None:
        moment = cleaned.get("publish_at")
        stays_public = not self.instance.is_draft and self.step != RETURN.key
        will_be_public = stays_public or self.step in (PUBLISH.key, SCHEDULE.key)
        if will_be_public and not cleaned.get("ai_use"):
            self.add_error("ai_use", _("State how the article was made before you publish it."))
        if self.step == SCHEDULE.key and not moment and "publish_at" not in self.errors:
            self.add_error("publish_at", _("Give the day and the time from which readers should see it."))
        if moment and self._sets_the_moment() and moment <= timezone.now():
            self.add_error("publish_at", _("This moment has passed. Give a later one, or choose “Publish now”."))
        if moment and self.instance.is_draft and self.step not in (PUBLISH.key, SCHEDULE.key):
            self.add_error("publish_at", _("Choose “Schedule” to use this moment, or empty it to save without one."))

    def _sets_the_moment(self) -> bool:
        return self.step == SCHEDULE.key or (self.instance.is_scheduled and self.step in (SAVE.key, PREVIEW.key))

    def _clean_check(self, cleaned: dict[str, Any]) -> None:
        if cleaned.get("checked") and not self._checker(cleaned):
            self.add_error("checked_by", _("Choose who checked it: your account is not linked to a person."))

    def _checker(self, cleaned: dict[str, Any]) -> Person | None:
        return cleaned.get("checked_by") or Person.objects.filter(account=self.user).first()

    def take_step(self) -> None:
        """Do, on the instance, what the boxes and the pressed button say. The admin saves it afterwards."""
        article, cleaned = self.instance, self.cleaned_data
        if cleaned.get("checked"):
            article.review(by=self._checker(cleaned))
        elif cleaned.get("uncheck"):
            article.drop_review()
        if cleaned.get("tell_readers") and not article.is_draft:
            article.updated_at = timezone.now()
        match self.step:
            case "submit":
                article.submit(by=self.user)
            case "return":
                article.return_to_draft()
            case "publish":
                article.publish(by=self.user)
            case "reinstate":
                article.reinstate()
            case _ if cleaned.get("publish_at") and self._sets_the_moment():
                article.publish(by=self.user, at=cleaned["publish_at"])
