"""What those hear who cannot see a picture: the library's words, those of one use, or nothing where it decorates."""

import html5lib
import pytest

from articles.models import Article, Image
from articles.pictures.picture_uses import picture_uses
from articles.text.body import clean_body
from tests.pictures import make_picture, rendered

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def bridge():
    return make_picture(alternative_text="A bridge")


def shown(client, article):
    """The pictures on the article's page."""
    page = html5lib.parse(client.get(article.get_absolute_url()).content, namespaceHTMLElements=False)
    return list(page.find(".//article").iter("picture"))


def texts(client, article):
    return [picture.find("img").get("alt") for picture in shown(client, article)]


def in_text(picture, attributes=""):
    return f'<p>See:</p><figure><img src="{picture.file.url}"{attributes}></figure>'


USES = {
    "the library's words": ({}, "", "A bridge"),
    "words for this use": ({"lead_alternative_text": "The rusty rail"}, ' alt="The rusty rail"', "The rusty rail"),
    "decoration": ({"lead_is_decorative": True}, ' alt="" data-decorative=""', None),
}


@pytest.mark.parametrize("use", USES)
def test_each_use_of_a_picture_has_its_own_words_or_those_of_the_library(client, make_article, bridge, use):
    lead, attributes, said = USES[use]
    article = make_article(lead_image=bridge, body=in_text(bridge, attributes), **lead)
    assert texts(client, article) == [said or ""] * 2
    article.refresh_from_db()
    uses = picture_uses(article)
    assert [each.alternative for each in uses] == [said, said]
    assert [each.is_decorative for each in uses] == [said is None] * 2
    assert [each.is_lead for each in uses] == [True, False]
    assert [each.image for each in uses] == [bridge, bridge]
    assert not any(each.lacks_text for each in uses)


def test_a_picture_by_ai_that_decorates_still_says_so(client, make_article):
    picture = make_picture(digital_source_type=Image.DigitalSourceType.CREATED_BY_AI)
    body = in_text(picture, USES["decoration"][1])
    article = make_article(lead_image=picture, lead_is_decorative=True, body=body)
    assert texts(client, article) == ["AI-generated picture"] * 2


def test_a_picture_that_the_library_does_not_know_has_to_say_what_it_shows(make_article):
    article = make_article(body='<p>See:</p><figure><img src="/media/other.jpg" alt=""></figure>')
    (use,) = picture_uses(article)
    assert (use.image, use.alternative, use.lacks_text) == (None, None, True)


def test_the_uses_are_told_of_an_article_that_is_not_saved_yet(bridge):
    article = Article(lead_image=bridge, body=in_text(bridge, ' alt="Another"'))
    assert [use.alternative for use in picture_uses(article)] == ["A bridge", "Another"]


def test_decoration_is_marked_by_the_attribute_alone_and_the_page_does_not_show_the_mark(client, make_article, bridge):
    body = clean_body(in_text(bridge, ' alt="" data-decorative="javascript:1"'))
    assert body == in_text(bridge, ' alt="" data-decorative=""')
    article = make_article(body=body)
    assert "data-decorative" not in client.get(article.get_absolute_url()).text
    assert "data-decorative" not in client.get("/feed.atom").text


def test_a_picture_in_the_text_has_its_size_at_once_and_its_renditions_once_they_are_made(client, make_article, bridge):
    article = make_article(body=in_text(bridge))
    (picture,) = shown(client, article)
    image = picture.find("img")
    assert (image.get("width"), image.get("height"), image.get("loading")) == ("60", "40", "lazy")
    assert (image.get("src"), image.get("srcset"), picture.findall("source")) == (bridge.file.url, None, [])
    rendered(bridge)
    (picture,) = shown(client, article)
    image = picture.find("img")
    assert (image.get("src"), image.get("srcset")) == (bridge.src, bridge.srcset)
    assert [(each.get("type"), each.get("srcset")) for each in picture.findall("source")] == bridge.sources
    assert all(each.get("sizes") for each in (image, *picture.findall("source")))


def test_a_picture_whose_words_changed_is_still_found_in_the_texts_that_show_it(
    client, make_article, bridge, django_capture_on_commit_callbacks
):
    article = make_article(body=in_text(bridge))
    before = bridge.file.url
    bridge.caption = "Another caption"
    with django_capture_on_commit_callbacks(execute=True):
        bridge.save()
    (picture,) = shown(client, article)
    assert picture.find("img").get("src") == bridge.file.url != before
    assert client.get(before.replace(".jpg", "-480.webp"))["Location"] == bridge.file.url
    bridge.file.storage.delete(bridge.file.name)
    assert client.get(before).status_code == 404


def test_the_focal_point_is_kept_in_a_frame_without_a_style(client, make_article):
    picture = make_picture(focus_x=0.24, focus_y=0.9)
    make_article(lead_image=picture)
    page = html5lib.parse(client.get("/").content, namespaceHTMLElements=False)
    assert [image.get("class") for image in page.iter("img")] == ["focus-x2 focus-y9"]


def test_a_picture_says_under_which_licence_it_is_used(client, make_article):
    free = make_picture(licence="CC BY 4.0", credit="Ada")
    page = client.get(make_article(lead_image=free).get_absolute_url()).text
    assert '<a rel="license" href="https://creativecommons.org/licenses/by/4.0/">' in " ".join(page.split())
    own = make_picture(licence="Only with this article")
    assert "Only with this article" in client.get(make_article(lead_image=own).get_absolute_url()).text
    assert b"Only with this article" in own.file.storage.open(own.file.name).read()
