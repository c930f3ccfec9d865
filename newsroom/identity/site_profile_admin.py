"""The site's name, look and contact at the desk: one page, without a list."""

from collections.abc import Iterator
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from articles.admin.history.history_pages import HasHistory
from articles.admin.history.stale_save import ShowsBothTexts
from newsroom.identity.look_preview import front_with_look
from newsroom.identity.shown_colours import changed_colours, shown_colours
from newsroom.identity.site_form import SiteProfileForm, form_with_sections, section_fields
from web.admin.signs_changes import SignsChanges
from web.identity.current_site import look_of, remember_site
from web.identity.look import DARK
from web.models import SiteLink, SiteProfile


class SiteLinks(admin.StackedInline):
    """One below the other: the fields of a table would have no names of their own for a screen reader."""

    model = SiteLink
    fields = [("place", "column", "position"), ("label", "address")]
    extra = 1  # without script there is no button for another row
    max_num = 40


@admin.register(SiteProfile)
class SiteProfileAdmin(SignsChanges, HasHistory, ShowsBothTexts):
    form = SiteProfileForm
    inlines = [SiteLinks]
    readonly_fields = ["now_shown", "colours_now"]
    change_form_template = "admin/site_look.html"

    def get_urls(self) -> list[Any]:
        preview = self.admin_site.admin_view(self.preview)
        return [path("1/preview/", preview, name="web_siteprofile_preview"), *super().get_urls()]

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        return super().get_form(request, obj, change, form=form_with_sections(self.form), **kwargs)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        sections = [name for name, _section in section_fields()]
        pictures = ["now_shown", "new_logo", "no_logo", "new_logo_on_dark", "no_logo_on_dark", "new_icon", "no_icon"]
        return [
            (_("Name"), {"fields": ["name", "tagline"]}),
            (_("Logo and icon"), {"fields": pictures}),
            (
                _("Colours"),
                {
                    "fields": ["brand", "link_on_light", "link_on_dark", "colours_now"],
                    "description": _(
                        "Such as #0b5568. Empty: the program’s own. In place of a colour that is hard to read, pages "
                        "show a shade of it that is not, and this page says which."
                    ),
                },
            ),
            (_("Colours of sections"), {"fields": sections, "description": _("For the dark a lighter shade is made.")}),
            (_("Type"), {"fields": ["type_pair"], "description": _("Fonts that readers have, so pages load none.")}),
            (_("Who answers for it"), {"fields": ["publisher", "publisher_address", "responsible", "contact"]}),
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
        site = remember_site(_row())
        logos = ((site.logo, _("Logo")), (site.logo_on_dark, _("Logo in the dark")))
        shown = [(logo.url, words) for logo, words in logos if logo]
        shown += [(site.icon_url(32), _("Icon"))] if site.icon else []
        pictures = format_html_join(" ", '<img src="{}" alt="{}" class="look-now">', shown)
        return pictures or gettext("no logo")

    @admin.display(description=_("on the pages"))
    def colours_now(self, profile: SiteProfile) -> Any:
        return shown_colours(look_of(profile))

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """The one row. It is made when it is first looked for; until it is edited it says nothing."""
        if self.has_view_or_change_permission(request):
            SiteProfile.objects.get_or_create(pk=1)
            return redirect("admin:web_siteprofile_change", 1)
        return super().changelist_view(request, extra_context)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """The row is saved after its links, so one version in the history has both."""

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        form.instance.links_on_record = "\n".join(link.on_record for link in form.instance.links.all())
        form.instance.save()
        remember_site(_row())
        self._say_what_changed(request, form.instance)

    def _say_what_changed(self, request: HttpRequest, profile: SiteProfile) -> None:
        if changed := changed_colours(look_of(profile)):
            words = ngettext(
                "One colour would be hard to see, so pages show another shade of it:",
                "Some colours would be hard to see, so pages show other shades of them:",
                len(changed),
            )
            listed = format_html_join("", "<br>{}", ((each,) for each in changed))
            messages.warning(request, format_html("{}{}", words, listed))
        from newsroom.identity.site_pictures import is_seen_on  # loads Pillow

        logo = profile.logo_on_dark or profile.logo
        if logo and not is_seen_on(logo, DARK[0]):
            words = gettext("The logo is hard to see in the dark. Add a light one under “Logo in the dark”.")
            messages.warning(request, words)

    def preview(self, request: HttpRequest) -> HttpResponse:
        """The front page as it would look, of what is typed; nothing is saved. With faults: the form with them."""
        profile = get_object_or_404(SiteProfile, pk=1)
        if not self.has_change_permission(request, profile):
            raise PermissionDenied
        if request.method != "POST":  # its address was opened by itself
            return redirect("admin:web_siteprofile_change", 1)
        form = self.get_form(request, profile, change=True)(request.POST, request.FILES, instance=profile)
        formsets, _inlines = self._create_formsets(request, profile, change=True)  # type: ignore[attr-defined]
        if not form.is_valid() or not all(formset.is_valid() for formset in formsets):
            return self.changeform_view(request, "1")  # refused there as well, with its faults
        return front_with_look(request, form.instance, [each for formset in formsets for each in _links_in(formset)])

    def _put_back(self, request: HttpRequest, row: Any, version: Any) -> tuple[list[str], int]:
        with transaction.atomic():
            faults, status = super()._put_back(request, row, version)
            if not faults:
                SiteProfile.objects.get(pk=row.pk).links_from_record()
        return faults, status

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


def _row() -> dict[str, Any] | None:
    found = SiteProfile.objects.with_links().first()
    return found[0] if found else None


def _links_in(formset: Any) -> Iterator[SiteLink]:
    """The links as they are typed, in their order."""
    typed = [form for form in formset.forms if form.cleaned_data.get("label") and not form.cleaned_data.get("DELETE")]
    yield from sorted((form.instance for form in typed), key=lambda link: (link.place, link.position))
