"""The credit of a picture is apart from its caption, also within a text."""

import pytest
from django.utils.html import strip_tags

from articles.templatetags.article_body import article_body
from tests.pictures import make_picture

pytestmark = pytest.mark.django_db
CREDIT = '<span class="picture__credit">Ada &amp; Co</span>'


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.mark.parametrize(
    ("caption", "shown"),
    [
        ("<figcaption>Low water.</figcaption>", f"<figcaption>Low water.{CREDIT}</figcaption>"),
        ("<figcaption>Low water. Ada &amp; Co</figcaption>", f"<figcaption>Low water.{CREDIT}</figcaption>"),
        ("", f"<figcaption>{CREDIT}</figcaption>"),
    ],
)
def test_a_figure_names_whom_its_picture_is_by_once_and_on_a_line_of_its_own(caption, shown):
    image = make_picture(credit="Ada & Co")
    body = f'<figure><img src="{image.file.url}" alt="A quay">{caption}</figure>'
    assert shown in article_body(body)
    assert article_body(body).count("Ada") == 1


def test_a_picture_without_credit_keeps_its_caption_as_it_is():
    image = make_picture(credit="")
    body = f'<figure><img src="{image.file.url}" alt="A quay"><figcaption>Low water.</figcaption></figure>'
    assert "<figcaption>Low water.</figcaption>" in article_body(body)


@pytest.mark.parametrize(
    ("credit", "licence", "caption", "words"),
    [
        ("Ada", "CC BY 4.0", "Low water.", "Ada / CC BY 4.0"),
        ("Ada", "CC BY 4.0", "Low water. Ada / CC BY 4.0", "Ada / CC BY 4.0"),
        ("", "CC0 1.0", "Low water.", "CC0 1.0"),
        ("Ada", "By permission", "Low water. Ada", "Ada / By permission"),
    ],
)
def test_a_picture_within_a_text_names_its_licence_and_links_its_terms(credit, licence, caption, words):
    image = make_picture(credit=credit, licence=licence)
    body = article_body(f'<figure><img src="{image.file.url}" alt="A"><figcaption>{caption}</figcaption></figure>')
    assert body.count(licence) == 1
    shown = body.partition("<figcaption>")[2].partition("</figcaption>")[0]
    assert " ".join(strip_tags(shown).split()) == f"Low water.{words}"
    assert (f'href="{image.licence_address}"' in shown) == bool(image.licence_address)
    assert ('rel="license"' in shown) == bool(image.licence_address)
