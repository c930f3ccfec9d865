"""A link to an article brings a picture along: whose it is, how it was made, and the lead picture or the headline."""

import re
from datetime import timedelta
from io import BytesIO

import html5lib
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone
from PIL import Image as Picture
from PIL import ImageChops, ImageColor, ImageStat

from articles.models import Article, Image
from articles.sharing import card_fonts, share_card_page
from articles.sharing.card_content import HEIGHT, WIDTH, CardContent, Focus
from articles.sharing.card_drawing import MARK, STRIP, card_jpeg
from articles.sharing.cards_ahead import CardsAhead
from articles.sharing.share_card import card_of
from tests.pictures import make_picture
from tests.staff import publish
from web.models import SiteProfile

pytestmark = pytest.mark.django_db
A_PICTURE_LABEL = "AI-generated picture"
CONTENT = CardContent("Newsroom", "example.org", "The bridge opens", "World")


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    card_fonts._font_with.cache_clear()
    yield
    card_fonts._font_with.cache_clear()


def meta(client, address):
    tree = html5lib.parse(client.get(address).text, namespaceHTMLElements=False)
    return {each.get("property") or each.get("name"): each.get("content") for each in tree.iter("meta")}


def card_at(client, article):
    address = meta(client, article.get_absolute_url())["og:image"].removeprefix("http://127.0.0.1:8000")
    return client.get(address)


def picture_in(answer):
    return Picture.open(BytesIO(getattr(answer, "content", answer))).convert("RGB")


def share_of(picture, colour, box=None):
    """How much of a picture has about this colour."""
    shown = picture.crop(box) if box else picture
    wanted = ImageColor.getrgb(colour)
    near = [
        channel.point([255 if abs(value - wanted[part]) < 40 else 0 for value in range(256)])
        for part, channel in enumerate(shown.split())
    ]
    return ImageStat.Stat(ImageChops.darker(ImageChops.darker(*near[:2]), near[2])).mean[0] / 255


def two_halves(left="red", right="blue", size=(2000, 1000)):
    out = BytesIO()
    picture = Picture.new("RGB", size, right)
    picture.paste(left, (0, 0, size[0] // 2, size[1]))
    picture.save(out, "JPEG")
    return ContentFile(out.getvalue(), "picture.jpg")


def test_every_article_names_a_picture_of_the_size_that_networks_show(client, make_article):
    with_picture = make_article(lead_image=make_picture(file=two_halves()), ai_use="generated", ai_system="Example 1")
    for article in (with_picture, make_article()):
        said = meta(client, article.get_absolute_url())
        answer = card_at(client, article)
        assert (answer.status_code, answer["Content-Type"]) == (200, "image/jpeg")
        assert picture_in(answer).size == (1200, 630)
        assert Picture.open(BytesIO(answer.content)).format == "JPEG"
        assert (said["og:image:width"], said["og:image:height"]) == ("1200", "630")
        assert said["twitter:card"] == "summary_large_image"
        assert said["robots"] == "max-image-preview:large"
        assert "immutable" in answer["Cache-Control"]
        assert "Set-Cookie" not in answer
    said = meta(client, with_picture.get_absolute_url())
    label = "Content created by AI. Not checked by an editor before publication."
    assert said["og:image:alt"] == f"{with_picture.lead_image.alternative_text}. {label}"


def test_lists_name_the_card_of_the_site(client, make_article):
    article = make_article()
    for address in ("/", article.section.get_absolute_url(), "/archive/"):
        answer = client.get(meta(client, address)["og:image"].removeprefix("http://127.0.0.1:8000"))
        assert picture_in(answer).size == (1200, 630)


def test_what_was_changed_last_is_told_where_it_is_not_the_publication(client, make_article):
    article = make_article()
    assert "article:modified_time" not in meta(client, article.get_absolute_url())
    updated = timezone.now().replace(microsecond=0)
    Article.objects.update(updated_at=updated)
    assert meta(client, article.get_absolute_url())["article:modified_time"] == updated.isoformat()


@pytest.mark.parametrize(("focus", "more", "less"), [(0, "red", "blue"), (1, "blue", "red")])
def test_the_lead_picture_is_cropped_round_its_focal_point(client, make_article, focus, more, less):
    narrow = two_halves(size=(3000, 600))
    article = make_article(lead_image=make_picture(file=narrow, focus_x=focus))
    shown = picture_in(card_at(client, article))
    frame = (0, 0, WIDTH, HEIGHT - STRIP - 20)
    assert share_of(shown, more, frame) > 0.95
    assert share_of(shown, less, frame) < 0.02


def test_the_label_of_the_making_is_in_the_strip_and_nowhere_if_nothing_is_owed(client, make_article):
    strip = (0, HEIGHT - STRIP, WIDTH, HEIGHT)
    by_ai = make_article(ai_use="generated", ai_system="Example 1")
    assert share_of(picture_in(card_at(client, by_ai)), MARK, strip) > 0.005
    assert share_of(picture_in(card_at(client, make_article())), MARK, strip) == 0


def test_a_picture_by_ai_is_labelled_on_the_card_whoever_wrote_the_article(client, make_article):
    kind = Image.DigitalSourceType.CREATED_BY_AI
    by_ai = make_article(lead_image=make_picture(file=two_halves("black", "black"), digital_source_type=kind))
    by_people = make_article(lead_image=make_picture(file=two_halves("black", "black")))
    above_strip = (0, 0, WIDTH, HEIGHT - STRIP)
    assert share_of(picture_in(card_at(client, by_ai)), MARK, above_strip) > 0.005
    assert share_of(picture_in(card_at(client, by_people)), MARK, above_strip) == 0
    assert A_PICTURE_LABEL in meta(client, by_ai.get_absolute_url())["og:image:alt"]


def test_a_card_is_made_anew_when_anything_on_it_changes(client, make_article):
    picture = make_picture(file=two_halves())
    article = make_article(ai_use="assisted", ai_system="Example 1")
    page = article.get_absolute_url()
    changes = [
        lambda: Article.objects.update(headline="Another"),
        lambda: Article.objects.update(ai_use="generated"),
        lambda: Article.objects.update(lead_image=picture),
        lambda: Image.objects.update(focus_x=0.1),
        lambda: picture.save(),  # with the same words, so nothing changes
        lambda: SiteProfile.objects.update_or_create(pk=1, defaults={"name": "The Harbour"}),
    ]
    addresses = [meta(client, page)["og:image"]]
    for change in changes:
        assert client.get(addresses[-1]).status_code == 200
        change()
        addresses.append(meta(client, page)["og:image"])
    assert len(set(addresses)) == len(changes)
    former = client.get(addresses[0])
    assert (former.status_code, f"http://127.0.0.1:8000{former['Location']}") == (302, addresses[-1])
    assert client.get(f"/share/{article.pk}.jpg")["Location"] == former["Location"]


def test_the_worker_makes_the_cards_of_what_was_published_or_changed(client, make_article):
    cards = CardsAhead()
    while cards.make_one():
        pass
    article = make_article()
    Article.objects.filter(pk=article.pk).update(headline="Said by SQL")
    _moved()
    while cards.make_one():
        pass
    card = card_of(Article.objects.for_cards().get(pk=article.pk))
    assert card.is_made
    Article.objects.update(headline="Another")
    _moved()
    while cards.make_one():
        pass
    assert not card.is_made
    assert card_of(Article.objects.for_cards().get(pk=article.pk)).is_made


def _moved():
    """The content version moves with the commit, which a test does not come to."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        cursor.execute("UPDATE articles_contentversion SET version = gen_random_uuid()")


def test_a_storage_that_is_away_does_not_stop_the_worker(make_article, settings, tmp_path):
    make_article()
    (tmp_path / "media").write_text("A file in the place of the folder.")
    cards = CardsAhead()
    while cards.make_one():
        pass


def test_nobody_gets_the_card_of_what_cannot_be_read(client, make_article):
    gone = make_article(withdrawn_at=timezone.now(), withdrawal_reason="Wrong.")
    drafts = [make_article(published_at=None), make_article(published_at=timezone.now() + timedelta(days=1))]
    for article in (gone, *drafts):
        assert client.get(card_of(article).path).status_code == 404
        assert client.get(f"/share/{article.pk}.jpg").status_code == 404
    for path in ("/share/999999999999999999.jpg", "/share/0-0000000000000000.jpg", "/share/x.jpg", "/share/1-0.jpg"):
        assert client.get(path).status_code == 404
    assert not default_storage.exists("share/0")


@pytest.mark.parametrize("damage", [lambda name: default_storage.delete(name), lambda name: _spoil(name)])
def test_where_the_picture_is_lost_or_broken_the_card_has_the_headline(client, make_article, damage):
    article = make_article(lead_image=make_picture(file=two_halves()))
    damage(article.lead_image.file.name)
    shown = picture_in(card_at(client, article))
    assert share_of(shown, "#fdfdfc", (0, 0, WIDTH, HEIGHT - STRIP)) > 0.7


def _spoil(name):
    default_storage.delete(name)
    default_storage.save(name, ContentFile(b"\xff\xd8 no picture"))


def test_while_many_cards_are_being_made_a_client_gets_the_card_of_the_site(client, make_article, monkeypatch):
    article = make_article()
    monkeypatch.setattr(share_card_page, "PATIENCE", 0.01)
    with share_card_page._one_at_a_time:
        answer = card_at(client, article)
    assert (answer.status_code, answer["Cache-Control"]) == (302, "no-store")
    assert client.get(answer["Location"]).status_code == 200
    assert card_at(client, article).status_code == 200


def without(**facts):
    return card_jpeg(CardContent(**vars(CONTENT) | facts), None, Focus())


def test_letters_that_no_font_has_do_not_become_boxes(monkeypatch):
    monkeypatch.setenv("PATH", "")  # no fontconfig
    card_fonts._font_with.cache_clear()
    assert without(headline="𒀀𒀁 and 漢字") == without(headline="")
    assert without(headline="漢字", site_name="漢字") == without(headline="", site_name="")


def test_a_label_that_no_font_can_write_is_written_in_english(monkeypatch):
    monkeypatch.setenv("PATH", "")
    card_fonts._font_with.cache_clear()
    english = ("Content created by AI", "Not checked.", "")
    written = without(label="漢字", explanation="漢字", in_english=english)
    assert written == without(label=english[0], explanation=english[1])


def test_emoji_are_left_out_and_the_words_stay():
    assert without(headline="🌊 The 👩‍🚒 tide") == without(headline="The tide")


@pytest.mark.parametrize(
    "headline", ["Łódź wita żeglarzy", "Міст через річку", "Θάλασσα", "Nước lên", "Straße · l’été — “oui”"]
)
def test_our_own_font_writes_every_european_script_without_fontconfig(monkeypatch, headline):
    monkeypatch.setenv("PATH", "")
    card_fonts._font_with.cache_clear()
    assert without(headline=headline) != without(headline="")


def test_a_headline_from_right_to_left_begins_on_the_right():
    if card_fonts.font_for("افتتاح الجسر") is None:
        pytest.skip("No font with Arabic letters is installed.")
    shown = picture_in(without(headline="افتتاح الجسر", kicker=""))
    dark = shown.crop((0, 60, WIDTH, HEIGHT - STRIP - 20)).convert("L")
    left, right = dark.crop((0, 0, 600, dark.height)), dark.crop((600, 0, 1200, dark.height))
    assert ImageStat.Stat(right).mean[0] < ImageStat.Stat(left).mean[0]


@pytest.mark.parametrize(
    "headline", ["W" * 200, "word " * 40, "x", "\x00\u202e\u0301", "a\n\tb", "—" * 200, "क्षत्रिय " * 20]
)
def test_no_headline_breaks_a_card(headline):
    assert picture_in(without(headline=headline)).size == (1200, 630)


def test_what_leads_to_other_apps_is_a_plain_link(client, make_article):
    article = make_article(headline="Tides & “moons” 100 %", ai_use="generated", ai_system="Example 1")
    page = client.get(article.get_absolute_url()).text
    tree = html5lib.parse(page, namespaceHTMLElements=False)
    (ways,) = [each for each in tree.iter("ul") if each.get("class") == "sharing__ways"]
    links = {each.text: each.get("href") for each in ways.iter("a")}
    assert [*links] == ["E-mail", "WhatsApp", "Mastodon", "Bluesky"]
    for name, address in links.items():
        assert "Tides%20%26%20%E2%80%9Cmoons%E2%80%9D%20100%20%25" in address, name
        assert "Content%20created%20by%20AI." in address, name
        assert address.endswith(f"%2Farticles%2F{article.slug}%2F"), name
    assert not re.search(r"<(?:script|img|link|iframe)[^>]*(?:wa\.me|joinmastodon|bsky)", page)


def test_publishing_at_the_desk_needs_no_card(client, admin_client, make_article):
    draft = make_article(published_at=None)
    publish(admin_client, draft)
    assert card_at(client, draft).status_code == 200
