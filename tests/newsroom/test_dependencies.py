"""What the site uses of dependencies beyond what they document is named in docs/DEPENDENCIES.md."""

import ast
import re
from pathlib import Path

import pytest
from django.db import connections

ROOT = Path(__file__).parents[2]
TABLE = (ROOT / "docs" / "DEPENDENCIES.md").read_text()
OURS = ("articles", "comments", "newsroom", "web")
DOCUMENTED = {"_change_reason", "_meta", "_default_manager", "_base_manager", "_exit", "_srcfile", "_replace", "_state"}


def modules():
    for part in OURS:
        for path in sorted((ROOT / part).rglob("*.py")):
            if "migrations" not in path.parts:
                yield str(path.relative_to(ROOT)), list(ast.walk(ast.parse(path.read_text())))


def is_private(name):
    return name.startswith("_") and not name.startswith("__")


def names_of_ours(nodes):
    """Private names that a module defines, and those of its own instances and classes."""
    for node in nodes:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            if isinstance(node.value, ast.Name) and node.value.id == "self":
                yield node.attr
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id


def test_every_private_name_of_others_is_in_the_table():
    code = dict(modules())
    known = {name for nodes in code.values() for name in names_of_ours(nodes)} | DOCUMENTED
    read = {
        (path, node.attr)
        for path, nodes in code.items()
        for node in nodes
        if isinstance(node, ast.Attribute) and is_private(node.attr)
    }
    assert [(path, name) for path, name in sorted(read) if name not in known and name not in TABLE] == []


def test_no_private_module_or_name_of_others_is_imported():
    faults = []
    for path, nodes in modules():
        for node in nodes:
            if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] not in OURS:
                names = [*node.module.split("."), *(alias.name for alias in node.names)]
            elif isinstance(node, ast.Import):
                names = [name for alias in node.names for name in alias.name.split(".")]
            else:
                continue
            faults += [(path, name) for name in names if is_private(name)]
    assert not faults


def test_the_table_names_tests_and_places_that_exist():
    named = re.findall(r"`((?:tests|articles|comments|newsroom|web)/[\w/.]+)`", TABLE)
    assert named
    assert [name for name in named if not (ROOT / name).exists()] == []


@pytest.mark.django_db(transaction=True)
def test_a_rendered_page_needs_no_health_check_of_its_connection(client, make_article, monkeypatch):
    address = make_article().get_absolute_url()
    asked = []
    monkeypatch.setattr(connections["default"], "health_check_enabled", True)
    monkeypatch.setattr(connections["default"], "health_check_done", False)
    monkeypatch.setattr(connections["default"], "is_usable", lambda: asked.append(True) or True)
    assert client.get(address).status_code == 200
    assert not asked
