from django import forms
from django.utils.translation import gettext_lazy as _

from comments.models import Comment


class CommentForm(forms.ModelForm):
    """Leave a comment with stars or none. Field names and sentences are the page's contract."""

    rating = forms.TypedChoiceField(
        label=_("Rate this article:"),
        choices=[(str(stars), str(stars)) for stars in range(1, 6)],
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )

    class Meta:
        model = Comment
        fields = ["email", "name", "message"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["email"].error_messages["required"] = _("Please enter email address.")
        self.fields["name"].error_messages["required"] = _("Please enter your name.")
        self.fields["message"].error_messages["required"] = _("Please enter a message.")

    def save(self, commit=True):
        self.instance.stars = self.cleaned_data["rating"]
        return super().save(commit)
