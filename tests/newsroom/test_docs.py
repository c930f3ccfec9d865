"""The guides for developers are true of the code: what can be compared, is."""

import re

import pgtrigger
import pytest
from django.apps import apps

from tests.newsroom.test_rooms import PARTS, PROJECT

ARCHITECTURE = (PROJECT / "docs" / "ARCHITECTURE.md").read_text()
DECISIONS = (PROJECT / "docs" / "DECISIONS.md").read_text()
FOLDERS = (*PARTS, "templates", "static", "locale", "tests", "benchmarks", "rehearsals", "docs", "requirements", ".ci")
IN_CODE = re.compile(r"`([^`\n]+)`")
PATH = re.compile(rf"(?:{'|'.join(map(re.escape, FOLDERS))})/[\w./-]*")
# A file and, in brackets behind it, names that are in it: `web/times/age.py` (`age`, `next_change`).
NAMES_IN_A_FILE = re.compile(r"`([\w./-]+\.(?:py|html|css|js))` \(((?:`[^`\n]+`(?:, )?)+)\)")
TRIGGERS = ARCHITECTURE.partition("## Every trigger")[2].partition("\n## ")[0]
CONSTRAINTS = ARCHITECTURE.partition("## Every constraint")[2].partition("\n## ")[0]
TASKS = ARCHITECTURE.partition("## To change this, go there")[2].partition("\n## ")[0]
NUMBER = re.compile(r"^\| D(\d+) \|", re.MULTILINE)


def rows(section):
    return [line.strip("| ").split(" | ") for line in section.splitlines() if line.startswith("| ")][1:]


def test_the_table_of_triggers_names_each_trigger_once_and_none_besides():
    named = [name for row in rows(TRIGGERS) for name in IN_CODE.findall(row[1])]
    assert sorted(named) == sorted(trigger.name for _model, trigger in pgtrigger.registered())


def test_the_constraints_in_the_table_are_there():
    known = {constraint.name for model in apps.get_models() for constraint in model._meta.constraints}
    named = {
        name
        for row in rows(CONSTRAINTS)
        for name in IN_CODE.findall(row[1])
        if re.fullmatch("[a-z]+_[a-z_]+_[a-z_]+", name)
    }
    assert named
    assert sorted(named - known) == []


def test_every_path_in_the_architecture_exists():
    named = {text for text in IN_CODE.findall(ARCHITECTURE) if PATH.fullmatch(text)}
    assert named
    assert sorted(path for path in named if not (PROJECT / path).exists()) == []


@pytest.mark.parametrize("document", [ARCHITECTURE, DECISIONS], ids=["architecture", "decisions"])
def test_a_name_behind_a_file_is_in_that_file(document):
    missing = [
        f"{path}: {name}"
        for path, names in NAMES_IN_A_FILE.findall(document)
        for name in IN_CODE.findall(names)
        if name not in (PROJECT / path).read_text()
    ]
    assert missing == []


def test_each_everyday_task_leads_to_a_file():
    assert len(rows(TASKS)) >= 20
    assert [row[0] for row in rows(TASKS) if not any(map(PATH.fullmatch, IN_CODE.findall(row[1])))] == []


def test_each_room_is_in_the_list_of_rooms():
    folders = [path.parent for part in PARTS for path in (PROJECT / part).glob("*/__init__.py")]
    rooms = {
        f"{folder.relative_to(PROJECT)}/"
        for folder in folders
        if folder.name not in {"migrations", "management", "formats"}
        and any(path.name != "__init__.py" for path in folder.rglob("*.py"))
    }
    assert sorted(room for room in rooms if f"| `{room}` |" not in ARCHITECTURE) == []


def test_each_decision_has_a_number_of_its_own():
    numbers = sorted(int(number) for number in NUMBER.findall(DECISIONS))
    assert numbers == list(range(1, len(numbers) + 1))
