"""The form of the site's name and look: what was uploaded becomes files, and a colour of each section one column."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from articles.admin.history.stale_save import RefusesStaleSaves
from articles.models import Section
from web.identity.contrast import COLOUR
from web.models import SiteProfile

PICTURES = {"accept": "image/png,image/webp,image/jpeg"}
SECTION = "colour_of_section_"  # and the key of the section
COLOUR_FIELDS = ("brand", "link_on_light", "link_on_dark")
A_COLOUR = {"size": 9, "maxlength": 7, "placeholder": "#0b5568", "spellcheck": "false"}


def upload(label: Any, help_text: Any) -> forms.FileField:
    return forms.FileField(label=label, required=False, widget=forms.FileInput(attrs=PICTURES), help_text=help_text)


class SiteProfileForm(RefusesStaleSaves):
    new_logo = upload(_("Logo"), _("JPEG, PNG or WebP. It replaces the name at the top of each page."))
    no_logo = forms.BooleanField(label=_("Show the name instead of the logo"), required=False)
    new_logo_on_dark = upload(
        _("Logo in the dark"), _("A light one, for readers whose screens are dark. If there is none: the logo above.")
    )
    no_logo_on_dark = forms.BooleanField(label=_("Use the logo above in the dark as well"), required=False)
    new_icon = upload(
        _("Icon"), _("JPEG, PNG or WebP, square. For tabs of browsers and home screens of phones, in every size.")
    )
    no_icon = forms.BooleanField(label=_("Use the program’s own icon"), required=False)

    class Meta:
        model = SiteProfile
        fields = [
            "name", "tagline", "publisher", "publisher_address", "responsible", "contact", *COLOUR_FIELDS, "type_pair",
            "open_to_search", "open_to_answers", "open_to_training",
        ]  # fmt: skip
        widgets = {
            "publisher_address": forms.Textarea(attrs={"rows": 3, "cols": 40}),
            "type_pair": forms.RadioSelect,
            **{name: forms.TextInput(attrs=A_COLOUR) for name in COLOUR_FIELDS},
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "name" in self.fields:
            self.fields["name"].help_text = _("If empty: %(name)s.") % {"name": settings.SITE_NAME}
        for name, section in section_fields():
            if name in self.fields:
                self.fields[name].initial = self.instance.section_colours.get(str(section.pk), "")

    def clean_new_logo(self) -> Any:
        return self._take("logo")

    def clean_new_logo_on_dark(self) -> Any:
        return self._take("logo_on_dark")

    def clean_new_icon(self) -> Any:
        if new := self.cleaned_data["new_icon"]:
            from newsroom.identity.site_pictures import write_icon  # loads Pillow

            self.instance.icon = write_icon(new)
        return new

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for field in ("logo", "logo_on_dark"):
            if cleaned.get(f"no_{field}") and not cleaned.get(f"new_{field}"):
                self._set(field, "", 0, 0)
        if cleaned.get("no_icon") and not cleaned.get("new_icon"):
            self.instance.icon = ""
        if self.instance.logo_on_dark and not self.instance.logo:
            words = _("A logo for the dark alone would leave light pages without one. Choose a logo for these as well.")
            self.add_error("new_logo", ValidationError(words, code="dark_alone"))
        fields = list(section_fields())
        if any(name in self.fields for name, _section in fields):
            chosen = {str(section.pk): cleaned.get(name) or "" for name, section in fields}
            self.instance.section_colours = {key: colour.lower() for key, colour in chosen.items() if colour}
        return cleaned

    def _take(self, field: str) -> Any:
        if new := self.cleaned_data[f"new_{field}"]:
            from newsroom.identity.site_pictures import write_logo  # loads Pillow

            self._set(field, *write_logo(new, field.replace("_", "-")))
        return new

    def _set(self, field: str, name: str, width: int, height: int) -> None:
        for part, value in (("", name), ("_width", width), ("_height", height)):
            setattr(self.instance, f"{field}{part}", value)


def section_fields() -> Iterator[tuple[str, Section]]:
    """The name of each section's field in the form, and the section."""
    for section in Section.objects.all():
        yield f"{SECTION}{section.pk}", section


def form_with_sections(form: type[forms.ModelForm]) -> type[forms.ModelForm]:
    """form with a field for the colour of each section of now."""
    words = _("Write a colour as # and six letters or digits, such as #0b5568.")
    fields = {
        name: forms.CharField(
            label=section.name,
            required=False,
            validators=[RegexValidator(rf"\A{COLOUR.pattern}\Z", words)],
            widget=forms.TextInput(attrs=A_COLOUR),
        )
        for name, section in section_fields()
    }
    return type(form.__name__, (form,), fields)
