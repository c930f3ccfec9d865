"""A site's own templates and static files win over ours: the guide's example, run as it is written there."""

import os
import re
import subprocess
import sys

import pytest
from django.conf import settings as site_settings
from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured
from django.template.loader import get_template

from newsroom.start import style_sheet
from newsroom.start.environment import Environment
from web.identity.current_site import Site

GUIDE = (site_settings.BASE_DIR / "docs" / "THEMING.md").read_text()


def example(folder):
    """Write each block that the guide shows under the name that it gives it."""
    blocks = re.findall(r"`((?:templates|static)/[\w./]+)`:\n\n```\w+\n(.*?)```", GUIDE, re.DOTALL)
    for name, text in blocks:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return [name for name, _text in blocks]


@pytest.fixture
def themed(settings, tmp_path):
    """The site with the folder of a theme."""
    for name in ("templates", "static"):
        (tmp_path / name).mkdir()
    settings.SITE_TEMPLATES, settings.SITE_STATIC = tmp_path / "templates", tmp_path / "static"
    (templates,) = settings.TEMPLATES
    settings.TEMPLATES = [templates | {"DIRS": [settings.SITE_TEMPLATES, *templates["DIRS"]]}]
    settings.STATICFILES_DIRS = [settings.SITE_STATIC, *settings.STATICFILES_DIRS]
    return tmp_path


@pytest.mark.django_db
def test_the_site_runs_with_the_example_of_the_guide(themed, client, make_article):
    assert len(example(themed)) == 3
    article = make_article(headline="Boats are back", ai_use="generated")
    page = client.get("/").text
    assert '<header class="harbour-head">' in page
    assert "harbour-card__section" in page
    assert "Content created by AI" in page
    assert "Boats are back" in page
    assert client.get(article.get_absolute_url()).text.count("harbour-head") >= 1
    assert style_sheet.joined().rstrip().endswith(".harbour-card__section { color: var(--tint); font-weight: 700; }")
    assert run_checks(tags=["templates"]) == []


def test_a_block_of_the_sheet_is_replaced_and_the_desk_keeps_its_own(themed):
    (themed / "static" / "css").mkdir()
    (themed / "static" / "css" / "footer.css").write_text(".mine { color: red; }")
    assert ".mine" in style_sheet.joined()
    assert ".footer__columns" not in style_sheet.joined()
    assert ".mine" not in style_sheet.joined(style_sheet.DESK)


@pytest.mark.parametrize("name", ["articles/_card.html", "articles/article.html", "articles/_disclosure_label.html"])
def test_a_template_that_leaves_out_how_articles_were_made_is_refused(themed, name):
    path = themed / "templates" / name
    path.parent.mkdir()
    path.write_text("<p>{{ article.headline }}</p>")
    assert [(each.id, name in each.msg) for each in run_checks(tags=["templates"])] == [("newsroom.E003", True)]
    path.write_text(f'{{% extends "{name}" %}}')
    assert run_checks(tags=["templates"]) == []


def test_a_folder_that_is_not_there_stops_the_start_with_its_variable(monkeypatch, tmp_path):
    monkeypatch.setenv("SITE_TEMPLATES", str(tmp_path / "nowhere"))
    with pytest.raises(ImproperlyConfigured, match="SITE_TEMPLATES"):
        Environment().folder("SITE_TEMPLATES")


def test_the_settings_take_both_folders_from_the_environment(tmp_path):
    asked = "from newsroom import settings as s; print(s.TEMPLATES[0]['DIRS'][0], s.STATICFILES_DIRS[0])"
    names = {"SITE_TEMPLATES": str(tmp_path), "SITE_STATIC": str(tmp_path)}
    said = subprocess.run(
        [sys.executable, "-c", asked], env=os.environ | names, capture_output=True, text=True, check=True
    )
    assert said.stdout.split() == [str(tmp_path)] * 2


PROMISED = re.findall(r"^\| `([\w./]+\.(?:html|svg))` \| (.*) \|$", GUIDE, re.MULTILINE)


@pytest.mark.parametrize(("name", "given"), PROMISED, ids=[name for name, _given in PROMISED])
def test_what_the_guide_promises_of_a_template_is_so(name, given):
    source = get_template(name).template.source
    for word in re.findall(r"`(\w+)`", given):
        assert re.search(rf"\b{word}\b", source), word
    if name.startswith("site/") and name != "site/_logo.html":
        assert f'{{% include "{name}" %}}' in get_template("base.html").template.source


def test_a_site_has_what_the_guide_says(themed):
    said = GUIDE.partition("- `site` has")[2].partition("- `section`")[0]
    for name in re.findall(r"`(\w+)`", said):
        assert hasattr(Site(name="x"), name) or name in ("url", "width", "height")
