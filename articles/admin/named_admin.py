"""Sections, topics and people: what has a name, and an address made from it."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest, JsonResponse
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _

from articles.admin.pictures.picture_input import PictureField
from articles.models import Listing, Person, Section, Topic
from articles.slugs.proposed_slug import propose_slug
from web.admin.bounded_deletion import BoundedDeletion
from web.admin.signs_changes import SignsChanges


class ProposedSlug(forms.ModelForm):
    """A slug left empty is made from the name, in any script."""

    slug_from = "name"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "slug" in self.fields:
            self.fields["slug"].required = False
            self.fields["slug"].label = _("Web address")
            self.fields["slug"].help_text = _("The last part of the address. Leave it empty and we propose one.")
            self.fields["slug"].widget.attrs |= {
                "data-proposed-from": f"id_{self.slug_from}",
                "data-propose-at": reverse(f"admin:{self._meta.model._meta.model_name}_propose_slug"),
            }

    def clean_slug(self) -> str:
        name = self.cleaned_data.get(self.slug_from, "")
        return self.cleaned_data["slug"] or propose_slug(name, type(self.instance), besides=self.instance)


class ProposesSlugs(admin.ModelAdmin):
    """Answers, under ``propose-slug/?text=…``, what the slug would be; a script asks while someone types."""

    form = ProposedSlug

    class Media:
        js = [forms.Script("desk/slug.js", type="module"), forms.Script("desk/labels.js", type="module")]

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.propose_slug)
        name = f"{self.opts.model_name}_propose_slug"
        return [path("propose-slug/", view, name=name), *super().get_urls()]

    def propose_slug(self, request: HttpRequest) -> JsonResponse:
        if not self.has_add_permission(request) and not self.has_change_permission(request):
            return JsonResponse({"slug": ""}, status=403)
        return JsonResponse({"slug": propose_slug(request.GET.get("text", "")[:300].replace("\0", ""), self.model)})


@admin.register(Section)
class SectionAdmin(BoundedDeletion, ProposesSlugs):
    list_display = ["name", "slug", "position"]
    search_fields = ["name"]


class PicturedForm(ProposedSlug):
    picture = PictureField(label=_("Picture"))


@admin.register(Topic)
class TopicAdmin(BoundedDeletion, SignsChanges, ProposesSlugs):
    form = PicturedForm
    list_display = ["name", "slug"]
    search_fields = ["name", "slug"]

    def losses(self, chosen: list[Topic]) -> Iterable[tuple[Any, Any]]:
        listed = Listing.objects.in_public().filter(topic__in=chosen).order_by("-published_at", "-article")
        yield _("published articles that lose it"), listed.values_list("article__headline", flat=True)


@admin.register(Person)
class PersonAdmin(BoundedDeletion, ProposesSlugs):
    form = PicturedForm
    list_display = ["name", "role", "account"]
    list_select_related = ["account"]
    search_fields = ["name", "slug"]
    autocomplete_fields = ["account"]

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        return self._without_accounts(request, self.list_display)

    def get_fields(self, request: HttpRequest, obj: Person | None = None) -> list[Any]:
        """Linking a person to an account is for those who may see accounts."""
        return self._without_accounts(request, super().get_fields(request, obj))

    def _without_accounts(self, request: HttpRequest, names: Any) -> list[Any]:
        may_see_them = request.user.has_perm("auth.view_user")
        return [name for name in names if may_see_them or name != "account"]
