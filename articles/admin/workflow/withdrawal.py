"""Withdrawing an article: a page of its own, since readers are told the reason."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models import Article
from articles.workflow.verbs import WithdrawalKind
from web.admin.editors_words import InEditorsWords


class WithdrawalForm(InEditorsWords, forms.Form):
    """article: the one to withdraw. merged_into is named by its slug or address, as staff copy it from the site."""

    kind = forms.ChoiceField(label=_("Kind"), choices=WithdrawalKind.choices, widget=forms.RadioSelect)
    withdrawal_reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4, "cols": 60}),
        help_text=_("Readers see these words at the article's address, in place of the article."),
        error_messages={"required": _("Tell readers why the article was withdrawn.")},
    )
    merged_into = forms.CharField(
        label=_("Merged into"),
        max_length=500,
        required=False,
        help_text=_("The address of the other article. Readers are led to it."),
    )

    def __init__(self, *args: Any, article: Article, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.article = article

    def clean_merged_into(self) -> Article | None:
        """The published article that an address leads to."""
        if self.cleaned_data.get("kind") != WithdrawalKind.MERGED:
            return None
        address = self.cleaned_data["merged_into"].strip()
        if not address:
            raise ValidationError(_("Give the address of the article that it was merged into."))
        slug = address.partition("?")[0].partition("#")[0].rstrip("/").rpartition("/")[2]
        other = Article.objects.moved_from(slug) if slug else None
        if other is None or other.is_withdrawn or other.published_at > timezone.now():
            raise ValidationError(_("No published article has this address."))
        if other.pk == self.article.pk:
            raise ValidationError(_("An article cannot be merged into itself."))
        return other

    def save(self, by: Any) -> None:
        said = self.cleaned_data
        self.article.withdraw(by, said["withdrawal_reason"], said["kind"], said["merged_into"])
        self.article.save()
