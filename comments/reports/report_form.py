from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from comments.models import Comment, Report
from comments.models.comment import LONGEST_NAME
from comments.moderation.reasons import Reason
from comments.text.email_key import LONGEST_ADDRESS
from comments.writing.comment_form import EmailLine, OneLine, ReadersText

LONGEST_WORDS = 2000


class ReportForm(forms.Form):
    """Say what is wrong with a comment. Name, address and words are demanded where it is said to be unlawful."""

    use_required_attribute = False

    reason = forms.ChoiceField(
        choices=Reason.choices,
        error_messages={
            "required": _("Choose what is wrong with the comment."),
            "invalid_choice": _("Choose what is wrong with the comment."),
        },
    )
    words = ReadersText(
        max_length=LONGEST_WORDS,
        required=False,
        error_messages={"max_length": _("Keep it to %(limit_value)d characters; it has %(show_value)d.")},
    )
    name = OneLine(max_length=LONGEST_NAME, required=False)
    email = EmailLine(
        max_length=LONGEST_ADDRESS,
        required=False,
        error_messages={"invalid": _("Enter an e-mail address like name@example.org.")},
    )
    in_good_faith = forms.BooleanField(required=False)

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("reason") == Reason.UNLAWFUL:
            for field, sentence in (
                ("words", _("Please say what is illegal, and why.")),
                ("name", _("Please enter your name.")),
                ("email", _("Please enter email address.")),
                ("in_good_faith", _("Please confirm that you believe this to be true.")),
            ):
                if not self.cleaned_data.get(field) and field not in self.errors:
                    self.add_error(field, ValidationError(sentence, code="required"))
        if self.cleaned_data.get("reason") == Reason.OTHER and not self.cleaned_data.get("words"):
            self.add_error("words", ValidationError(_("Please say what is wrong with the comment."), code="required"))
        return self.cleaned_data

    def report_of(self, comment: Comment) -> Report:
        """The report that a valid form holds, not saved yet. Who sends it is kept only where the law wants to know."""
        report = Report(comment=comment, reason=self.cleaned_data["reason"], words=self.cleaned_data["words"])
        if report.is_of_unlawful_content:
            report.name, report.email = self.cleaned_data["name"], self.cleaned_data["email"]
        return report
