"""What a verb has to be told that is done with many articles at once."""

from datetime import datetime

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from articles.admin.workflow.day_and_time import DayAndTime
from articles.models import Section, Topic
from articles.workflow.verbs import WithdrawalKind
from web.admin.editors_words import InEditorsWords
from web.times.moment import zone_sentence

OFFERED = 500  # topics, in the list of the field


class NothingToSay(InEditorsWords, forms.Form):
    """The articles alone say what will happen."""


class ScheduleForm(InEditorsWords, forms.Form):
    publish_at = forms.SplitDateTimeField(
        label=_("Publish at"),
        widget=DayAndTime,
        error_messages={"required": _("Give the day and the time from which readers should see them.")},
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["publish_at"].help_text = zone_sentence()

    def clean_publish_at(self) -> datetime:
        moment = self.cleaned_data["publish_at"]
        if moment <= timezone.now():
            raise ValidationError(_("This moment has passed. Give a later one, or choose “Publish now”."))
        return moment


class WithdrawForm(InEditorsWords, forms.Form):
    """A merger leads readers from one article to another, so it is done with one article at a time."""

    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=[choice for choice in WithdrawalKind.choices if choice[0] != WithdrawalKind.MERGED],
        widget=forms.RadioSelect,
    )
    withdrawal_reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4, "cols": 60}),
        help_text=_("Readers see these words at the address of each article, in place of the article."),
        error_messages={"required": _("Tell readers why the articles were withdrawn.")},
    )


class SectionForm(InEditorsWords, forms.Form):
    section = forms.ModelChoiceField(Section.objects.all(), label=_("Section"))


class TopicForm(InEditorsWords, forms.Form):
    """The topic by its name, which a list completes: there may be too many for a choice."""

    topic = forms.CharField(
        label=_("Topic"),
        max_length=200,
        widget=forms.TextInput(attrs={"list": "topics-offered", "autocomplete": "off"}),
        help_text=format_lazy(_("Type its name. The first {count} are offered."), count=OFFERED),
        error_messages={"required": _("Name the topic.")},
    )

    def clean_topic(self) -> Topic:
        name = self.cleaned_data["topic"]
        found = Topic.objects.filter(Q(name__iexact=name) | Q(slug=name.lower())).order_by("pk").first()
        if found is None:
            raise ValidationError(_("No topic has this name. Add it under “Topics” first."))
        return found

    def offered(self) -> list[str]:
        return list(Topic.objects.order_by("name").values_list("name", flat=True)[:OFFERED])
