"""What the body's editor needs under our content security policy, on the desk's pages and nowhere else."""

import json
from typing import Any

from csp.constants import NONCE
from csp.decorators import csp_update
from django.contrib import admin, messages
from django.forms import Script
from django.http import HttpRequest, HttpResponse
from django.utils.decorators import method_decorator
from django.utils.functional import lazy
from django.utils.text import capfirst
from django.utils.translation import gettext
from django_prose_editor.widgets import ProseEditorWidget
from js_asset import Media

from articles.text.body import BodyField, marks_left_out, nesting_of
from articles.text.body_tools import LIBRARY_WORDS
from articles.text.structure.marks import too_many_marks
from web.plain_text import writable

# The one style that the editor puts into the page by script.
EDITOR_STYLE = "'sha256-PlumsSlvJ7vvWzjqibGAYKq92O3y/4JTxWWsWJvyUYA='"


def _library_words() -> str:
    """JSON, in the language of the request."""
    return json.dumps({english: str(words) for english, words in LIBRARY_WORDS.items()})


class HasBodyEditor(admin.ModelAdmin):
    """Allows the editor's import map by nonce, and its style by hash. Its text looks as readers see it.

    The editor's own widget for the admin brings a sheet that gives the text the look of a form.
    """

    formfield_overrides = {BodyField: {"widget": ProseEditorWidget}}

    class Media:
        js = [
            Script("desk/editor-words.js", **{"data-words": lazy(_library_words, str)()}),
            Script("desk/picture-chooser.js", type="module"),
        ]

    @method_decorator(csp_update({"script-src": [NONCE], "style-src": [EDITOR_STYLE]}))
    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return super().changeform_view(request, *args, **kwargs)

    def save_form(self, request: HttpRequest, form: Any, change: bool) -> Any:
        self._say_which_marks_go(request, form)
        return super().save_form(request, form, change)

    def _say_which_marks_go(self, request: HttpRequest, form: Any) -> None:
        for name, field in form.fields.items():
            if not isinstance(field.widget, ProseEditorWidget):
                continue
            typed = field.widget.value_from_datadict(form.data, form.files, form.add_prefix(name)) or ""
            if (beyond := nesting_of(writable(typed)).line) is not None:
                words = gettext(
                    "In “%(field)s”, elements are nested too deep within each other, or do not end. All words are "
                    "saved; from line %(line)d on, they lost bold, links and other marks that go deeper."
                )
                said = {"field": capfirst(field.label or name), "line": beyond + 1}
                self.message_user(request, words % said, messages.WARNING)
            if names := marks_left_out(typed):
                self.message_user(request, too_many_marks(names), messages.WARNING)

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        context["media"] = Media.from_media(context["media"], nonce=str(request.csp_nonce))  # type: ignore[attr-defined]
        return super().render_change_form(request, context, *args, **kwargs)
