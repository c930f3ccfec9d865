"""The field that names a picture: a number, and with script its thumbnail and the chooser."""

from typing import Any

from django import forms

from articles.models import Image


class PictureInput(forms.NumberInput):
    template_name = "admin/articles/image/picture_input.html"

    class Media:
        js = [
            forms.Script("desk/picture-chooser.js", type="module"),
            forms.Script("desk/picture-input.js", type="module"),
        ]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        number = str(value or "")
        is_number = number.isdecimal() and len(number) < 18
        context["picture"] = Image.objects.filter(pk=int(number)).first() if is_number else None
        return context


class PictureField(forms.ModelChoiceField):
    """A picture of the library, by its number."""

    widget = PictureInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(Image.objects.all(), required=False, **kwargs)
