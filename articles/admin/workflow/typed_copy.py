"""What someone typed into the form of a live article, as a working copy: nothing of it reaches readers."""

from typing import Any

from articles.models import Article, Byline, Correction, Source
from articles.workflow.working_copy import COPIED, start_copy
from web.signed_writes import signed


def copy_with_typed(form: Any, formsets: Any) -> Article:
    """A working copy of the live article with all that form and formsets say. form: of the desk, valid."""
    said = form.cleaned_data
    copy = start_copy(form.instance, by=form.user)
    rows = {formset.model: formset for formset in formsets}
    with signed(form.user, said.get("less_ai_reason", "")):
        for model in (Byline, Source):
            if model in rows and rows[model].has_changed():
                _replace(model, copy, rows[model])
        if "topics" in form.changed_data:
            copy.topics.set(said["topics"])
        for name in COPIED:
            if name in form.changed_data:
                setattr(copy, name, said[name])
        form.check(copy)
        copy.save()
        plan = copy.plan
        plan.tell_readers = bool(said.get("tell_readers"))
        if Correction in rows and (corrections := _typed(rows[Correction], only_new=True)):
            first = corrections[0]
            plan.correction_kind, plan.correction_cause = first.kind, first.cause
            plan.correction_text = "\n\n".join(correction.text for correction in corrections)
        plan.save()
    return copy


def _replace(model: Any, copy: Article, formset: Any) -> None:
    model.objects.filter(article=copy).delete()
    for row in sorted(_typed(formset), key=lambda row: row.position):
        row.pk, row.article = None, copy
        row.save(force_insert=True)


def _typed(formset: Any, *, only_new: bool = False) -> list[Any]:
    """The rows that a formset says, without those that are to go."""
    gone = set(formset.deleted_forms)
    return [
        form.instance
        for form in formset.forms
        if form not in gone and (form.has_changed() if form in formset.extra_forms else not only_new)
    ]
