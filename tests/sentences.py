"""Every sentence of the site that may state a duration, a limit or another number, without a database.

Run as a program, it changes every such number first, in the sources that it imports, and writes the sentences as JSON:
``python -m tests.sentences``. So a sentence that does not follow its constant shows.
"""

import ast
import json
import os
import re
import sys
from importlib.machinery import PathFinder, SourceFileLoader
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("articles", "comments", "newsroom", "web")
FACTOR = 13
NAME = re.compile(r"[A-Z][A-Z0-9_]+")
BY_ENVIRONMENT = re.compile(r"""env\.number\("(\w+)", (\d+)""")
NO_LIMITS = {"PORT"}
SHAPES = {"OLDEST_PYTHON", "ICO_SIZES"}  # numbers that are no limits, and cannot be others


def sources():
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path


def texts(path):
    """The texts of a module, without docstrings."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    docstrings = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield node.value


def constants(tree):
    """The module's own durations and whole numbers: name, and the node of each value that is one."""
    for node in tree.body:
        if not isinstance(node, ast.Assign) or not isinstance(node.targets[0], ast.Name):
            continue
        if not NAME.fullmatch(node.targets[0].id):
            continue
        values = node.value.elts if isinstance(node.value, ast.Tuple) else [node.value]
        if node.targets[0].id not in SHAPES and all(map(_is_number, values)):
            yield from ((node.targets[0].id, value) for value in values)
        for each in ast.walk(node.value):
            if _is_duration(each):
                yield node.targets[0].id, each


def _is_number(node):
    return isinstance(node, ast.Constant) and type(node.value) is int and node.value > 1


def _is_duration(node):
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "timedelta"


class _Multiplied(ast.NodeTransformer):
    def __init__(self, nodes):
        self.nodes = nodes

    def visit(self, node):
        if any(node is each for each in self.nodes):
            changed = ast.BinOp(node, ast.Mult(), ast.Constant(FACTOR))
            return ast.fix_missing_locations(ast.copy_location(changed, node))
        return self.generic_visit(node)


class _Loader(SourceFileLoader):
    def get_code(self, fullname):
        tree = ast.parse(self.get_data(self.path))
        changed = _Multiplied([node for _name, node in constants(tree)]).visit(tree)
        return compile(changed, self.path, "exec", dont_inherit=True)


class _Finder(PathFinder):
    @classmethod
    def find_spec(cls, fullname, path=None, target=None):
        if fullname.partition(".")[0] not in PACKAGES or ".migrations" in fullname:
            return None
        spec = super().find_spec(fullname, path, target)
        if spec and isinstance(spec.loader, SourceFileLoader):
            spec.loader = _Loader(fullname, spec.origin)
        return spec


def change_everything():
    """Make each constant, each setting with a number and Django's own that a page states FACTOR times what it was."""
    from django.conf import global_settings

    os.environ["DEBUG"] = "on"  # no manifest of static files
    sys.meta_path.insert(0, _Finder)
    global_settings.SESSION_COOKIE_AGE *= FACTOR
    text = (ROOT / "newsroom" / "settings.py").read_text()
    for name, value in BY_ENVIRONMENT.findall(text):
        if name not in NO_LIMITS:
            os.environ[name] = str(int(value) * FACTOR)
    for name, value in re.findall(r'^        "(\w+)": (\d+),$', text, re.MULTILINE):
        os.environ[f"RETENTION_{name.upper()}"] = str(int(value) * FACTOR)


def sentences():
    """Name of the place, and its text as HTML or plain."""
    from django.core.signals import request_started
    from django.template.loader import render_to_string

    from articles.models import Page
    from newsroom.database.retention import RETENTIONS
    from newsroom.styleguide.mails import MAILS, made_up_mail
    from newsroom.styleguide.moments import MOMENTS, made_up_moment
    from web.identity.current_site import remember_site

    request_started.send(sentences)
    remember_site(None)  # as it is before anyone has edited it
    for name in MAILS:
        for kind, text in made_up_mail(name).items():
            yield f"mail {name}.{kind}", text
    for name in MOMENTS:
        template, context = made_up_moment(name)
        yield f"moment {name}", render_to_string(template, context)
    for slug in Page.Slug:
        yield f"page {slug}", render_to_string(f"articles/default_pages/{slug}.html")
    policy = Page(slug=Page.Slug.PRIVACY, title="Privacy", body="<p>Made up.</p>")
    yield "page with periods", render_to_string("privacy.html", {"policy": policy, "retentions": RETENTIONS})
    yield from _forms()
    yield from _desk()
    yield from _messages()
    yield from _intake()


def _forms():
    from django import forms

    import comments.own.manage_forms
    import comments.reports.report_form
    from comments.writing.comment_form import CommentForm

    for form in _subclasses(forms.BaseForm):
        for name, field in form.base_fields.items():
            yield f"form {form.__module__}.{form.__name__}.{name}", f"{field.label} {field.help_text}"
    words = dict.fromkeys(("name", "message", "words", "email"), "x" * 1000000)
    for form in (
        CommentForm(words),
        comments.reports.report_form.ReportForm(words),
        comments.own.manage_forms.EditForm(words),
        comments.own.manage_forms.ObjectionForm(words),
    ):
        yield f"refusals of {type(form).__name__}", " ".join(str(each) for each in form.errors.values())
        for name in form.fields:
            yield f"field {type(form).__name__}.{name}", str(form[name])


def _subclasses(base):
    for each in base.__subclasses__():
        if each.__module__.partition(".")[0] in PACKAGES and hasattr(each, "base_fields"):
            yield each
        yield from _subclasses(each)


def _desk():
    from django.apps import apps
    from django.contrib import admin
    from django.template.loader import render_to_string

    from comments.admin.queue import suspending
    from comments.admin.queue.notices import NoticesForm
    from newsroom.desk.front import waiting

    for model in apps.get_models():
        if model.__module__.partition(".")[0] in PACKAGES:
            for field in model._meta.get_fields():
                words = [label for _value, label in getattr(field, "choices", None) or ()]
                help_text = getattr(field, "help_text", "")
                yield f"field {model._meta.label}.{field.name}", " ".join(map(str, [help_text, *words]))
    for desk in admin.site._registry.values():
        if type(desk).__module__.partition(".")[0] in PACKAGES:
            yield f"desk {type(desk).__name__}", str(desk.search_help_text or "")
            yield f"desk {type(desk).__name__} help", str(getattr(getattr(desk.form, "Meta", None), "help_texts", ""))
    yield "suspending", " ".join(words for _days, words in suspending.choices())
    yield "notices", str(NoticesForm()["pace"].help_text)
    yield "keys", render_to_string("admin/comments/comment/_keys.html", {"verdicts": []})
    yield "needs you", waiting.failed_note()


def _messages():
    from django.core.exceptions import ValidationError
    from django.core.files.base import ContentFile

    from articles.pictures import upload_check
    from comments.spam import form_token as form
    from comments.spam import rate

    yield "rate", rate._said(2 * FACTOR)
    yield "token too old", form._fault_of("made up", 1)
    yield "token too young", form._fault_of(form.form_token(1), 1)
    yield "pixels", str(upload_check._too_many_pixels())
    picture = ContentFile(b"")
    picture.size = 10**12
    try:
        upload_check.checked(picture)
    except ValidationError as refusal:
        yield "megabytes", str(refusal)


def _intake():
    from articles.intake.api import api

    schema = json.dumps(api.get_openapi_schema(path_prefix="/api/"))
    yield "intake", "\n".join(re.findall(r'"(?:description|summary)": "([^"]*)"', schema))


if __name__ == "__main__":
    change_everything()
    import django

    django.setup()
    json.dump(dict(sentences()), sys.stdout)
