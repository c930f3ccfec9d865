"""The page before a deletion, of something on which a large part of the archive may hang."""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.db.models import CASCADE, PROTECT
from django.http import HttpRequest

from web.paging import bounded_count

NAMED = 20  # of each kind that keeps it from being deleted


class BoundedDeletion(admin.ModelAdmin):
    """Counts what goes with it, as far as lists count, and names the first of what keeps it. Django's names all.

    It names what changes for readers as well.
    """

    def losses(self, chosen: list[Any]) -> Iterable[tuple[Any, Any]]:
        """What loses one of chosen in public: what to call it, and a queryset of names in the order of an index."""
        return ()

    def still_shown(self, chosen: list[Any]) -> Iterable[Any]:
        """Querysets of what readers see one of chosen within, and would see with a hole: the deletion is refused."""
        return ()

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        chosen = list(objs)
        counts: dict[Any, int] = {self.opts.verbose_name_plural: len(chosen)}
        needed: set[Any] = set()
        if not all(self.has_delete_permission(request, each) for each in chosen):
            needed.add(self.opts.verbose_name)
        protected: list[str] = []
        relation: Any
        for relation in self.opts.get_fields(include_hidden=True):
            on_delete = getattr(relation, "on_delete", None)
            if not (relation.auto_created and not relation.concrete and on_delete in (CASCADE, PROTECT)):
                continue
            model: Any = relation.related_model
            if model._meta.proxy:
                continue
            field = relation.field
            # In the order of the index that finds them: in another one, all would be read and sorted.
            rows = model._base_manager.filter(**{f"{field.name}__in": chosen}).order_by(field.attname)
            if on_delete is PROTECT:
                protected += self._named(request, list(rows.select_related(field.name)[:NAMED]))
            elif count := bounded_count(rows):
                counts[model._meta.verbose_name_plural] = count
                site = self.admin_site
                if site.is_registered(model) and not site.get_model_admin(model).has_delete_permission(request):
                    needed.add(model._meta.verbose_name)
        for rows in self.still_shown(chosen):
            protected += self._named(request, list(rows[:NAMED]))
        listed: list[Any] = [str(each) for each in chosen]
        for words, names in self.losses(chosen):
            if count := bounded_count(names):
                counts[words] = count
                listed += [words, list(map(str, names[:NAMED]))]
        return listed, counts, needed, protected

    def _named(self, request: HttpRequest, rows: list[Any]) -> list[str]:
        """Rows of one kind by name; without it those that the account may not open."""
        if not rows or not self.admin_site.is_registered(type(rows[0])):
            return [str(row) for row in rows]
        site: Any = self.admin_site
        opened = site.rows_open_to(request, type(rows[0]), [row.pk for row in rows])
        return [str(opened.get(str(row.pk), row._meta.verbose_name)) for row in rows]
