from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import ErrorDict
from django.utils.translation import gettext_lazy as _

from articles.models import Article
from comments.captcha.captcha import Verdict, captcha_field
from comments.models import Comment, Finding, HeldBecause
from comments.models.comment import LONGEST_NAME
from comments.spam.all_checks import SentForm
from comments.text.email_key import LONGEST_ADDRESS, NotAnAddressError, email_key, exact_address, readable
from comments.text.lookalikes import mixed_words
from comments.text.pretended_names import is_mistaken_for_staff
from comments.text.typed_text import (
    has_controls,
    is_blank,
    is_damaged,
    on_one_line,
    tidied,
    with_spaces_for_blanks,
    without_controls,
    without_invisible,
)

HONEYPOT = "website"
LONGEST_MESSAGE = 5000


class ReadersText(forms.CharField):
    """Text as readers type it: put into one form, refused where it was damaged, and given back fit to send again."""

    default_error_messages = {
        "control_characters": _(
            "We removed characters that cannot be shown. Please check your text and send it again."
        ),
        "damaged": _(
            "Some characters were damaged on the way and appear as “�”. Please correct them and send it again."
        ),
    }

    def to_python(self, value: Any) -> str:
        text = tidied(super().to_python(value) or "")
        if has_controls(text):
            raise ValidationError(self.error_messages["control_characters"], code="control_characters")
        if is_damaged(text):
            raise ValidationError(self.error_messages["damaged"], code="damaged")
        return "" if is_blank(text) else text

    def bound_data(self, data: Any, initial: Any) -> str:
        return without_controls(tidied(data or ""))

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """The limit as data: ``maxlength`` would cut off what someone pastes, without a word."""
        attrs = super().widget_attrs(widget)
        attrs.pop("maxlength", None)
        return attrs | ({"data-max-length": str(self.max_length)} if self.max_length else {})


class OneLine(ReadersText):
    default_error_messages = {"line_breaks": _("Please write it on one line.")}

    def to_python(self, value: Any) -> str:
        text = super().to_python(value)
        if "\n" in text:
            raise ValidationError(self.error_messages["line_breaks"], code="line_breaks")
        return on_one_line(with_spaces_for_blanks(text))

    def bound_data(self, data: Any, initial: Any) -> str:
        return on_one_line(super().bound_data(data, initial))


class EmailLine(OneLine, forms.EmailField):
    """An address exactly as mail servers see it, see ``comments.text.email_key``. Look-alikes stay as they are."""

    def to_python(self, value: Any) -> str:
        text = super().to_python(value)
        # Composing characters would make another address of some: the Kelvin sign becomes the letter K.
        typed = on_one_line(without_invisible(str(value or "")))
        if not text or len(typed) > (self.max_length or len(typed)):
            return text
        try:
            return exact_address(typed)
        except NotAnAddressError as fault:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from fault


class FormToken(forms.Field):
    """Whatever is in it, the form is as valid as without it: a check looks at it later."""

    widget = forms.HiddenInput

    def bound_data(self, data: Any, initial: Any) -> Any:
        return data or initial


def refuse_repeated(form: forms.Form, *names: str) -> None:
    """Of two values of one field, none is more what the sender meant."""
    for name in names:
        is_repeated = hasattr(form.data, "getlist") and len(form.data.getlist(name)) > 1
        if is_repeated and name in form.fields and name not in form.errors:
            message = _("This was sent more than once. Please check it and send it again.")
            form.add_error(name, ValidationError(message, code="repeated"))


class CommentForm(forms.Form):
    """Leave a comment with stars or none, or a reply. Field names and sentences are the page's contract.

    reply_to: the comment that is answered, without stars.
    The field ``captcha`` reads what its provider sends, ``g-recaptcha-response`` or ``altcha``; it is absent where the
    check is off, and so is ``cannot_do_check``.
    """

    use_required_attribute = False

    rating = forms.TypedChoiceField(
        label=_("Rate this article:"),
        choices=[(str(stars), str(stars)) for stars in range(1, 6)],
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": _("Choose one to five stars, or leave the stars empty.")},
    )
    email = EmailLine(
        label=_("E-mail"),
        max_length=LONGEST_ADDRESS,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": _("Please enter email address."),
            "invalid": _("Enter an e-mail address like name@example.org."),
            "max_length": _(
                "Enter an e-mail address of at most %(limit_value)d characters; this one has %(show_value)d."
            ),
        },
    )
    name = OneLine(
        label=_("Name"),
        max_length=LONGEST_NAME,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={
            "required": _("Please enter your name."),
            "max_length": _("Keep your name to %(limit_value)d characters; this one has %(show_value)d."),
            "line_breaks": _("Please write your name on one line."),
        },
    )
    message = ReadersText(
        label=_("Message"),
        max_length=LONGEST_MESSAGE,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={
            "required": _("Please enter a message."),
            "max_length": _("Keep your message to %(limit_value)d characters; it has %(show_value)d."),
        },
    )
    cannot_do_check = forms.BooleanField(
        label=_("Skip this check (a moderator reads your comment first)"),
        required=False,
    )

    token = FormToken(required=False)

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, reply_to: Comment | None = None, **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        self.reply_to = reply_to
        if reply_to:
            del self.fields["rating"]
        self.suspicions: list[Finding] = []
        self._captcha = captcha_field()
        if self._captcha is None:
            del self.fields["cannot_do_check"]
            return
        self._captcha.label = _("Check")
        self._captcha.required = False
        self._captcha.error_messages["required"] = _("Please check re-captcha.")
        self._captcha.error_messages["expired"] = _("The check has expired. Please run it again.")
        self.fields["captcha"] = self._captcha
        self.order_fields(["rating", "email", "name", "message", "captcha", "cannot_do_check"])

    def clean_email(self) -> str:
        email = self.cleaned_data["email"]
        if mixed_words(readable(email)):
            message = _("This address mixes look-alike letters of different alphabets. Please type it again.")
            raise ValidationError(message, code="mixed_alphabets")
        return email

    def clean_name(self) -> str:
        name = self.cleaned_data["name"]
        if mixed_words(name):
            message = _(
                "This name mixes look-alike letters of different alphabets. Please write each word in one alphabet."
            )
            raise ValidationError(message, code="mixed_alphabets")
        if is_mistaken_for_staff(name):
            message = _("This name could be mistaken for someone in our newsroom. Please choose another.")
            raise ValidationError(message, code="staff")
        return name

    def clean(self) -> dict[str, Any]:
        refuse_repeated(self, "rating", "email", "name", "message")
        if self._captcha and not self.cleaned_data.get("captcha") and not self.skips_check:
            self.add_error("captcha", self._no_answer())
        return self.cleaned_data

    def _no_answer(self) -> ValidationError:
        return ValidationError(self.fields["captcha"].error_messages["required"], code="required")

    @property
    def skips_check(self) -> bool:
        return bool(self.cleaned_data.get("cannot_do_check")) and not self.cleaned_data.get("captcha")

    def passes_captcha(self, address: str) -> bool:
        """Ask the provider about the answer, once, in a valid form. False adds the error to the form.

        address: the network address that the form came from, or empty.
        """
        if self._captcha is None:
            return True
        if self.skips_check:
            self.suspicions.append(Finding(HeldBecause.CHECK_SKIPPED))
            return True
        verdict = self._captcha.verdict(self.cleaned_data["captcha"], address)
        if verdict is Verdict.UNVERIFIED:
            self.suspicions.append(Finding(HeldBecause.UNVERIFIED))
        elif verdict is Verdict.EXPIRED:
            message = self.fields["captcha"].error_messages["expired"]
            self.add_error("captcha", ValidationError(message, code="expired"))
        elif verdict is Verdict.REFUSED:
            self.add_error("captcha", self._no_answer())
        return verdict in (Verdict.PERSON, Verdict.UNVERIFIED)

    @property
    def sent(self) -> SentForm:
        """What came with the words."""
        return SentForm(token=self.data.get("token", ""), honeypot=self.data.get(HONEYPOT, ""))

    def give_back(self, reason: str) -> None:
        """Say only why nothing can be sent here now, whatever else is wrong with what was typed."""
        self._errors = ErrorDict()
        self.cleaned_data: dict[str, Any] = {}
        self.add_error(None, reason)

    def comment_on(self, article: Article) -> Comment:
        """The comment that a valid form holds, not saved yet."""
        return Comment(
            article=article,
            parent=self.reply_to.thread if self.reply_to else None,
            answers=self.reply_to,
            stars=self.cleaned_data.get("rating"),
            email=self.cleaned_data["email"],
            email_key=email_key(self.cleaned_data["email"]),
            name=self.cleaned_data["name"],
            message=self.cleaned_data["message"],
            language=article.language,
            held_because=list(self.suspicions),
        )
