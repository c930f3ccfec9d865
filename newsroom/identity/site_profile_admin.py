"""The site's name, look and contact at the desk: one page, without a list."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from newsroom.identity.site_pictures import write_icon, write_logo
from web.identity.current_site import remember_site
from web.models import SiteLink, SiteProfile

PICTURES = {"accept": "image/png,image/webp,image/jpeg"}


class SiteProfileForm(forms.ModelForm):
    new_logo = forms.FileField(
        label=_("Logo"),
        required=False,
        widget=forms.FileInput(attrs=PICTURES),
        help_text=_("JPEG, PNG or WebP. Stands in place of the name at the top of each page."),
    )
    no_logo = forms.BooleanField(label=_("Show the name instead of the logo"), required=False)
    new_icon = forms.FileField(
        label=_("Icon"),
        required=False,
        widget=forms.FileInput(attrs=PICTURES),
        help_text=_("JPEG, PNG or WebP, square. For tabs of browsers and home screens of phones."),
    )
    no_icon = forms.BooleanField(label=_("Use the program’s own icon"), required=False)

    class Meta:
        model = SiteProfile
        fields = [
            "name", "tagline", "publisher", "responsible", "contact", "link_on_light", "link_on_dark", "brand",
            "open_to_search", "open_to_answers", "open_to_training",
        ]  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "name" in self.fields:
            self.fields["name"].help_text = _("If empty: %(name)s.") % {"name": settings.SITE_NAME}

    def clean_new_logo(self) -> Any:
        if upload := self.cleaned_data["new_logo"]:
            self.instance.logo, self.instance.logo_width, self.instance.logo_height = write_logo(upload)
        return upload

    def clean_new_icon(self) -> Any:
        if upload := self.cleaned_data["new_icon"]:
            self.instance.icon = write_icon(upload)
        return upload

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or {}
        if cleaned.get("no_logo") and not cleaned.get("new_logo"):
            self.instance.logo, self.instance.logo_width, self.instance.logo_height = "", 0, 0
        if cleaned.get("no_icon") and not cleaned.get("new_icon"):
            self.instance.icon = ""
        return cleaned


class SiteLinks(admin.StackedInline):
    """One below the other: the fields of a table would have no names of their own for a screen reader."""

    model = SiteLink
    fields = [("place", "position"), ("label", "address")]
    extra = 1  # without script there is no button for another row
    max_num = 40


@admin.register(SiteProfile)
class SiteProfileAdmin(admin.ModelAdmin):
    form = SiteProfileForm
    inlines = [SiteLinks]
    readonly_fields = ["now_shown"]
    fieldsets = [
        (_("Name"), {"fields": ["name", "tagline"]}),
        (_("Who answers for it"), {"fields": ["publisher", "responsible", "contact"]}),
        (_("Logo and icon"), {"fields": ["now_shown", "new_logo", "no_logo", "new_icon", "no_icon"]}),
        (
            _("Colours"),
            {
                "fields": ["link_on_light", "link_on_dark", "brand"],
                "description": _("Such as #0b5568. Empty: the program’s own. Links have to be readable on the page."),
            },
        ),
        (
            _("Search engines and AI"),
            {
                "fields": ["open_to_search", "open_to_answers", "open_to_training"],
                "description": _(
                    "Crawlers are asked by name in robots.txt. Serious ones heed it; nothing can force the others."
                ),
            },
        ),
    ]

    @admin.display(description=_("shown now"))
    def now_shown(self, profile: SiteProfile) -> Any:
        site = remember_site(SiteProfile.objects.with_links().first()[0]) if profile.pk else None  # type: ignore[index]
        logo = format_html('<img src="{}" alt="{}">', site.logo_url, _("Logo")) if site and site.logo else _("no logo")
        icon = format_html('<img src="{}" alt="{}">', site.icon_url(32), _("Icon")) if site and site.icon else ""
        return format_html("{} {}", logo, icon)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """The one row. It is made when it is first looked for; until it is edited it says nothing."""
        if self.has_view_or_change_permission(request):
            SiteProfile.objects.get_or_create(pk=1)
            return redirect("admin:web_siteprofile_change", 1)
        return super().changelist_view(request, extra_context)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        remember_site(SiteProfile.objects.with_links().first()[0])  # type: ignore[index]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
