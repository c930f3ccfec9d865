"""What someone typed into the form of a live article, as a working copy: nothing of it reaches readers.

What a working copy does not carry is refused beside its field. Otherwise it would be lost, since the form is gone.
"""

from typing import Any

from django.core.exceptions import ValidationError
from django.forms import BaseInlineFormSet
from django.utils.translation import gettext_lazy as _

from articles.admin.article.steps import StepKey
from articles.models import Article, Byline, Correction, Source
from articles.workflow.working_copy import COPIED, start_copy
from web.signed_writes import signed

# Of the form: what ``copy_with_typed`` takes beside the fields of the article.
_OF_THE_CHECK = {"less_ai_reason", "checked", "checked_parts", "checked_by", "uncheck"}
_OF_THE_FORM = {"version", "save_over"}
CARRIED = {*COPIED, "topics", "tell_readers", *_OF_THE_CHECK, *_OF_THE_FORM}
NOT_CARRIED = _(
    "A working copy does not carry this change, so nothing was saved. Undo it here, or press “Save” to show it to "
    "readers at once."
)


def refuse_what_is_lost(form: Any) -> None:
    """Add an error to each field of form that was changed and that a working copy does not carry."""
    for name in form.changed_data:
        if name not in CARRIED:
            form.add_error(name, NOT_CARRIED)


class CorrectionsOfACopy(BaseInlineFormSet):
    """A working copy carries one new correction, which comes with its changes. Those that readers know stay."""

    def clean(self) -> None:
        super().clean()
        if self.data.get("_step") != StepKey.COPY:
            return
        for row in self.initial_forms:
            for name in row.changed_data:
                if name != "DELETE":
                    row.add_error(name, NOT_CARRIED)
        added = [row for row in self.extra_forms if row.has_changed() and row not in self.deleted_forms]
        for row in added[1:]:
            row.add_error("text", _("A working copy carries one correction. Say it all in the first one."))
        if set(self.deleted_forms) & set(self.initial_forms):
            raise ValidationError(_("Removing a correction: %(why)s"), params={"why": NOT_CARRIED})


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
        for correction in _typed(rows[Correction], only_new=True) if Correction in rows else ():
            plan.correction_kind, plan.correction_cause = correction.kind, correction.cause
            plan.correction_text = correction.text
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
