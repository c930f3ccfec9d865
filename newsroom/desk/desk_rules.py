"""What holds on every page of the desk, whichever class describes the page."""

from collections.abc import Iterator
from typing import Any

from django.contrib.admin import ShowFacets
from django.contrib.admin.options import IS_POPUP_VAR
from django.contrib.admin.utils import unquote
from django.contrib.admin.widgets import AutocompleteSelectMultiple
from django.core.exceptions import PermissionDenied
from django.db.models import DateTimeField, Field
from django.http import HttpRequest, HttpResponse
from django.utils.text import capfirst

from newsroom.desk.desk_names import NamedOptions, list_title
from newsroom.desk.unsaved.desk_with_memory import FormsAreRemembered
from web.admin.editors_words import use_editors_words
from web.admin.form_problems import problems_of
from web.times.moment import zone_sentence

# How the list filters of Django name their parameters, after the name of the field that they show.
FILTER_LOOKUPS = ("", "__exact", "__id__exact", "__isnull", "__isempty", "__gte", "__lt")
DATE_LOOKUPS = ("__year", "__month", "__day")


class DeskRules(FormsAreRemembered):
    """``Desk.register`` puts it in front of each class that it registers.

    A class may name ``linked_lookups``: parameters that a link of ours uses and no filter of the list shows.
    """

    def __init__(self, model: Any, admin_site: Any) -> None:
        super().__init__(model, admin_site)
        self.opts: Any = NamedOptions(model._meta)

    # Counting what each choice of a filter would leave reads every row.
    show_facets = ShowFacets.NEVER

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        """Only what the list offers. Django allows every field: a hidden one can be guessed letter by letter."""
        return lookup in self._offered(request) or lookup in getattr(self, "linked_lookups", ())

    def _offered(self, request: Any) -> set[str]:
        offered = set()
        for shown in self.get_list_filter(request):
            if parameter := getattr(shown, "parameter_name", None):
                offered.add(parameter)
                continue
            field = shown[0] if isinstance(shown, list | tuple) else shown
            offered |= {f"{field}{ending}" for ending in FILTER_LOOKUPS}
        if self.date_hierarchy:
            offered |= {f"{self.date_hierarchy}{ending}" for ending in DATE_LOOKUPS}
        return offered

    def formfield_for_dbfield(self, db_field: Field, request: HttpRequest, **kwargs: Any) -> Any:
        """Whoever types a moment is told in which time zone it is."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and isinstance(db_field, DateTimeField):
            field.help_text = f"{field.help_text} {zone_sentence()}".strip()
        return field

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        from newsroom.desk.saved_views import views_of

        more: dict[str, Any] = {}
        if IS_POPUP_VAR not in request.GET:
            more = {"saved_views": views_of(request, self.opts.label_lower), "title": capfirst(list_title(self.opts))}
        return super().changelist_view(request, {**more, **(extra_context or {})})

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        found: Any = super().get_changelist_instance(request)
        found.opts = self.opts  # the names in its template
        return found

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Several choices without a sign that clears them all: it stands in their list and is no entry of it."""
        field = super().formfield_for_manytomany(db_field, request, **kwargs)
        if field and isinstance(field.widget, AutocompleteSelectMultiple):
            field.widget.is_required = True  # what that widget looks at; the field itself stays optional
        return field

    def get_form(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        form = super().get_form(request, *args, **kwargs)
        use_editors_words(form.base_fields)
        return form

    def get_formsets_with_inlines(self, request: HttpRequest, obj: Any = None) -> Iterator[Any]:
        for formset, inline in super().get_formsets_with_inlines(request, obj):
            use_editors_words(formset.form.base_fields)
            yield formset, inline

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        """List what is wrong above the form, each with a link to its field, in place of Django's one sentence."""
        context["problems"] = problems_of(context["adminform"].form, context["inline_admin_formsets"])
        context["errors"] = None
        return super().render_change_form(request, context, *args, **kwargs)

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """The row that an address names. Django looks for a field without a name where ``_to_field`` is empty."""
        return super().get_object(request, object_id, from_field or None)

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Asks what the page of the row asks. The history of django-simple-history looks among all rows."""
        row = self.get_object(request, unquote(object_id))
        if row is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)  # type: ignore[attr-defined]
        if not self.has_view_or_change_permission(request, row):
            raise PermissionDenied
        return super().history_view(request, object_id, extra_context)
