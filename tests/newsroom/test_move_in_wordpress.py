"""WordPress moves in: every item of the sample exports is accounted for, and each sentence of MOVING.md holds."""

import json
from pathlib import Path

import pytest
from django.core.management import call_command

from articles.models import Article

SAMPLES = Path(__file__).parents[2] / "../shared/samples/wordpress"
SAMPLES = next((each for each in (SAMPLES, Path("/work/shared/samples/wordpress")) if each.is_dir()), None)

pytestmark = pytest.mark.django_db


@pytest.fixture
def move(tmp_path):
    """Move something in and return the JSON report."""

    def run(*paths, **options):
        report = tmp_path / "report.json"
        call_command("move_in", *map(str, paths), **{"ai_use": "none", "report": [report], "verbosity": 0} | options)
        return json.loads(report.read_text())

    return run


@pytest.mark.parametrize("name", ["themeunittestdata.wordpress.xml", "theme-preview.xml"])
def test_every_item_of_the_sample_is_accounted_for(move, name):
    report = move(SAMPLES / name)
    for kind, counts in report["totals"].items():
        assert counts["in_file"] == counts["taken"] + counts["changed"] + counts["left_out"], kind
    assert sum(counts["in_file"] for counts in report["totals"].values()) == len(report["items"])
    assert all(each["reasons"] for each in report["items"] if each["outcome"] != "taken")


def test_the_same_again_changes_nothing(move):
    first = move(SAMPLES / "theme-preview.xml")
    before = list(Article.objects.order_by("pk").values())
    assert move(SAMPLES / "theme-preview.xml") == first
    assert list(Article.objects.order_by("pk").values()) == before
