"""The forms of the commenter's own page."""

from django import forms
from django.utils.translation import gettext_lazy as _

from comments.models import Comment
from comments.writing.comment_form import CommentForm, ReadersText, refuse_repeated

LONGEST_OBJECTION = 2000


class EditForm(forms.Form):
    """Other words for a comment. The field is that of the form that it was sent with."""

    use_required_attribute = False
    message = CommentForm.base_fields["message"]

    def clean(self) -> None:
        refuse_repeated(self, "message")


class StarsForm(forms.Form):
    """Other stars, or none."""

    rating = CommentForm.base_fields["rating"]

    @classmethod
    def of(cls, comment: Comment) -> "StarsForm":
        return cls(initial={"rating": comment.stars})

    def clean(self) -> None:
        refuse_repeated(self, "rating")


class ObjectionForm(forms.Form):
    """What speaks against a rejection."""

    use_required_attribute = False
    words = ReadersText(
        label=_("Why should the comment be published?"),
        max_length=LONGEST_OBJECTION,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={
            "required": _("Please say why."),
            "max_length": _("Keep it to %(limit_value)d characters; it has %(show_value)d."),
        },
    )

    def clean(self) -> None:
        refuse_repeated(self, "words")


class LinksForm(forms.Form):
    """Ask for the links to the comments of an address."""

    use_required_attribute = False
    email = CommentForm.base_fields["email"]
