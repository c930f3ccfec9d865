"""The form of a picture: its words, its licence, the focal point in per cent, and how it was made."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import lazy
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from articles.admin.history.stale_save import RefusesStaleSaves
from articles.models import Image
from articles.pictures.image import LICENCES
from articles.pictures.renditions import WIDTHS
from articles.pictures.upload_check import CONTENT_TYPES, allowed

MIDDLE = 50  # per cent
_ADVICE = _("At best {width} pixels wide or wider.")


class PictureFile(forms.FileField):
    """A file that ``upload_check`` judges. Django's own field for pictures does not say what is allowed."""

    widget = forms.ClearableFileInput(attrs={"accept": ",".join(CONTENT_TYPES)})

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label=_("File"),
            help_text=format_lazy("{} {}", lazy(allowed, str)(), format_lazy(_ADVICE, width=WIDTHS[-1])),
            **kwargs,
        )

    def to_python(self, data: Any) -> Any:
        try:
            return super().to_python(data)
        except ValidationError as fault:
            raise ValidationError(f"{' '.join(fault.messages)} {allowed()}", code="not_a_picture") from fault


class LicenceInput(forms.TextInput):
    """A text with the usual licences to choose from."""

    template_name = "admin/articles/image/licence_input.html"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["choices"] = f"{context['widget']['attrs'].get('id', name)}_choices"
        context["widget"]["attrs"]["list"] = context["choices"]
        context["licences"] = LICENCES
        return context


class ImageForm(RefusesStaleSaves):
    """user: the signed-in account, set on the class that the admin makes for each request."""

    user: Any = None
    loses_file = True  # where the page comes back; a script that sends the form still has the file

    file = PictureFile()
    focus_left = forms.IntegerField(
        label=_("Focal point: per cent from the left"), min_value=0, max_value=100, required=False
    )
    focus_top = forms.IntegerField(
        label=_("Focal point: per cent from the top"),
        min_value=0,
        max_value=100,
        required=False,
        help_text=_("What a narrow frame always shows. Click on the picture above, or type the numbers."),
    )

    class Meta:
        widgets = {
            "alternative_text": forms.TextInput(attrs={"class": "vLargeTextField"}),
            "caption": forms.TextInput(attrs={"class": "vLargeTextField"}),
            "ai_prompt": forms.Textarea(attrs={"rows": 3}),
            "not_ai_reason": forms.Textarea(attrs={"rows": 2}),
            "licence": LicenceInput,
        }
        error_messages = {
            "alternative_text": {"required": _("Say what the picture shows, for those who cannot see it.")},
            "digital_source_type": {"required": _("State how the picture was made.")},
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        image: Image = self.instance
        self.initial["focus_left"], self.initial["focus_top"] = (
            round(at * 100) for at in (image.focus_x, image.focus_y)
        )

    def full_clean(self) -> None:
        super().full_clean()
        is_lost = self.loses_file and "file" in self.files and "file" not in self.errors
        if self.is_bound and self.errors and is_lost:
            self.add_error(
                "file", _("Please choose the file again: a browser does not keep it when a form comes back.")
            )

    def clean_not_ai_reason(self) -> str:
        reason = self.cleaned_data["not_ai_reason"]
        if reason != self.instance.not_ai_reason and not self.user.has_perm("articles.publish_article"):
            raise ValidationError(_("Only an editor can say so."))
        return reason

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for name, column in (("focus_left", "focus_x"), ("focus_top", "focus_y")):
            if name in self.data and name not in self.errors:
                percent = cleaned.get(name)
                setattr(self.instance, column, (MIDDLE if percent is None else percent) / 100)
        return cleaned
