"""Withdrawing an article: a page of its own, since readers are told the reason."""

from django import forms
from django.utils.translation import gettext_lazy as _

from articles.models import Article


class WithdrawalForm(forms.ModelForm):
    class Meta:
        model = Article
        fields = ["withdrawal_reason"]
        widgets = {"withdrawal_reason": forms.Textarea(attrs={"rows": 4, "cols": 60})}
        help_texts = {
            "withdrawal_reason": _("Readers see these words at the article's address, in place of the article.")
        }

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["withdrawal_reason"].required = True
        self.fields["withdrawal_reason"].error_messages["required"] = _("Tell readers why the article was withdrawn.")

    def save(self, commit: bool = True) -> Article:
        self.instance.withdraw(self.cleaned_data["withdrawal_reason"])
        return super().save(commit)
