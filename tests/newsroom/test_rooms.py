"""The layout of the code: what a newcomer may count on when looking for a file."""

from collections import Counter
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parent.parent.parent
PARTS = ("newsroom", "comments", "articles", "web")
MODULES = [
    path.relative_to(PROJECT)
    for part in PARTS
    for path in (PROJECT / part).rglob("*.py")
    if path.name != "__init__.py" and "migrations" not in path.parts
]
MOST = 13  # modules in a folder
# Named by Django, or for what they are beside: a library of template tags for a module, a mail for a row.
NAMED_BY_DJANGO = {"admin.py", "apps.py", "checks.py", "formats.py", "models.py", "urls.py", "views.py"}
NAMED_FOR_OTHERS = {"templatetags", "mail"}


@pytest.mark.parametrize("folder", sorted({path.parent for path in MODULES}), ids=str)
def test_no_folder_has_more_modules_than_a_person_can_look_through(folder):
    assert len([path for path in MODULES if path.parent == folder]) <= MOST


def test_a_name_of_a_file_means_one_thing():
    names = Counter(
        path.name for path in MODULES if path.name not in NAMED_BY_DJANGO and path.parent.name not in NAMED_FOR_OTHERS
    )
    assert [name for name, times in names.items() if times > 1] == []
