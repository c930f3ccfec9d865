"""How an article was made is one fact, and each channel states it: the promise that the label cannot be lost."""

import json
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree

import html5lib
import pytest
from http_sfv import Dictionary, Token

from articles.models import Correction, Person, Source
from tests.previews import preview_path

ATOM = "{http://www.w3.org/2005/Atom}"
IPTC = "http://cv.iptc.org/newscodes/digitalsourcetype/"
CREATED, EDITED = "Created using Generative AI", "Edited using Generative AI"

# What each level has to say in each channel, written out: label, sentence, IPTC term and its name, schema.org, header
# mode, HTML value, whether the JSON Feed extension says that a person checked. "ai_reviewed_later" is the same
# as "ai_reviewed", with a check that came after publication.
FACTS = {
    "human": ("", "", "digitalCreation", None, None, None, None, None),
    "ai_assisted": (
        "Edited with AI",
        "It shortened the text.",
        "compositeWithTrainedAlgorithmicMedia",
        EDITED,
        "https://schema.org/CompositeWithTrainedAlgorithmicMediaDigitalSource",
        "ai-modified",
        "ai-assisted",
        True,
    ),
    "ai_reviewed": (
        "Content created by AI",
        "Checked by an editor before publication.",
        "trainedAlgorithmicMedia",
        CREATED,
        "https://schema.org/TrainedAlgorithmicMediaDigitalSource",
        "ai-originated",
        "ai-generated",
        True,
    ),
    "ai_reviewed_later": (
        "Content created by AI",
        "Checked by an editor after publication.",
        "trainedAlgorithmicMedia",
        CREATED,
        "https://schema.org/TrainedAlgorithmicMediaDigitalSource",
        "ai-originated",
        "ai-generated",
        True,
    ),
    "ai_generated": (
        "Content created by AI",
        "Not checked by an editor before publication.",
        "trainedAlgorithmicMedia",
        CREATED,
        "https://schema.org/TrainedAlgorithmicMediaDigitalSource",
        "machine-generated",
        "ai-generated",
        False,
    ),
}
PUBLISHED = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
CHECKED = {"ai_reviewed": timedelta(0), "ai_reviewed_later": timedelta(seconds=1)}


@pytest.fixture
def editor(db):
    return Person.objects.create(name="Ada Editor", slug="ada-editor", role="Science editor")


@pytest.fixture
def article_made(make_article, editor):
    """An article of the level named, with something in every field that a channel carries."""

    def make(level, **what_matters):
        use = {"human": "none", "ai_assisted": "assisted"}.get(level, "generated")
        article = make_article(
            slug="the-tides",
            headline="The tides </script> & the moon",
            standfirst="Why the sea comes and goes.",
            body='<p>Twice a day.</p><p><a href="/archive/">More</a></p>',
            ai_use=use,
            ai_system="" if use == "none" else 'Example "1"',
            ai_note="It shortened the text." if use == "assisted" else "",
            published_at=None if level == "ai_reviewed" else PUBLISHED,
            **what_matters,
        )
        Source.objects.create(
            article=article, title="Tide tables", publisher="Harbour", address="https://example.org/t"
        )
        Correction.objects.create(article=article, text="It is twice a day, not once.", made_at=PUBLISHED)
        if level in CHECKED:
            article.review(by=editor, at=PUBLISHED + CHECKED[level], scope=["facts"])
            article.published_at = PUBLISHED
            article.save()
        return article

    return make


@pytest.fixture(params=FACTS)
def level(request):
    return request.param


@pytest.fixture
def facts(level):
    names = ("label", "sentence", "iptc", "name", "schema_org", "mode", "html", "checked")
    return dict(zip(names, FACTS[level], strict=True))


def page_of(response):
    assert response.status_code == 200
    return html5lib.parse(response.content, transport_encoding="utf-8", namespaceHTMLElements=False)


def words(element):
    return " ".join("".join(element.itertext()).split())


def heard(element):
    """The words of element for a screen reader."""
    if element.get("aria-hidden"):
        return element.tail or ""
    return "".join([element.text or "", *map(heard, element), element.tail or ""])


def labels(tree):
    return [" ".join(heard(label).split()) for label in tree.iter("p") if label.get("role") == "note"]


def structured_data(tree):
    script = next(script for script in tree.iter("script") if script.get("type") == "application/ld+json")
    return json.loads(script.text)


def meta(tree, name):
    return [element.get("content") for element in tree.iter("meta") if element.get("name") == name]


def header(response):
    dictionary = Dictionary()
    dictionary.parse(response["AI-Disclosure"].encode())
    return {key: dictionary[key].value for key in dictionary}


def test_the_page_says_it_before_the_headline(client, article_made, level, facts):
    tree = page_of(client.get(article_made(level).get_absolute_url()))
    story = tree.find(".//article")
    if not facts["label"]:
        assert labels(story) == []
        return
    (label,) = labels(story)
    assert label == f"{facts['label']}. {facts['sentence']} How we use AI"
    order = [element for element in story.iter() if element.get("role") == "note" or element.tag in ("h1", "p")]
    assert order[0].get("role") == "note"
    (link,) = [link for link in story.iter("a") if words(link) == "How we use AI"]
    assert link.get("href") == "/ai-policy/"


@pytest.mark.parametrize("address", ["/", "/sections/world/", "/archive/2026/3/", "/corrections/"])
def test_every_list_that_names_it_says_it(client, article_made, level, facts, address):
    article_made(level)
    explanation = facts["sentence"] if level != "ai_assisted" else ""  # what AI did is told with the article
    said = f"{facts['label']}. {explanation}" if explanation else facts["label"]
    assert labels(page_of(client.get(address))) == ([said] if said else [])


def test_what_is_shared_says_it_first(client, article_made, level, facts):
    tree = page_of(client.get(article_made(level).get_absolute_url()))
    (search,) = meta(tree, "description")
    (shared,) = [m.get("content") for m in tree.iter("meta") if m.get("property") == "og:description"]
    assert search == shared
    assert search.startswith(f"{facts['label']}. " if facts["label"] else "Why the sea")


def test_structured_data_says_it(client, article_made, level, facts, editor):
    data = structured_data(page_of(client.get(article_made(level).get_absolute_url())))
    assert data["headline"] == "The tides </script> & the moon"
    assert data.get("digitalSourceType") == facts["schema_org"]
    assert data.get("backstory") == (f"{facts['label']}. {facts['sentence']}" if facts["label"] else None)
    assert data["creditText"] == ("Newsroom / " + facts["label"] if facts["label"] else "Newsroom")
    assert data.get("editor", {}).get("name") == (editor.name if level in CHECKED else None)


def test_the_page_states_it_to_programs_that_read_html(client, article_made, level, facts):
    tree = page_of(client.get(article_made(level).get_absolute_url()))
    assert meta(tree, "ai-disclosure") == ([facts["html"]] if facts["html"] else [])
    story = tree.find(".//article")
    assert story.get("data-ai-disclosure") == facts["html"]
    assert story.get("ai-disclosure") is None


@pytest.mark.parametrize("address", ["/articles/the-tides/", "/articles/the-tides.json"])
def test_the_response_header_says_it(client, article_made, level, facts, address):
    article_made(level)
    response = client.get(address)
    if not facts["mode"]:
        assert "AI-Disclosure" not in response
        return
    said = header(response)
    assert said.pop("mode") == Token(facts["mode"])
    assert said.pop("date").timestamp() == PUBLISHED.timestamp()
    assert said.pop("model") == 'Example "1"'
    assert said == ({"reviewed-by": "Newsroom"} if level in CHECKED else {})


@pytest.mark.parametrize("address", ["/feed.atom", "/sections/world/feed.atom"])
def test_atom_says_it(client, article_made, level, facts, address):
    article_made(level)
    (entry,) = ElementTree.fromstring(client.get(address).content).iter(f"{ATOM}entry")  # noqa: S314
    said = [category.attrib for category in entry.iter(f"{ATOM}category") if "scheme" in category.attrib]
    expected = {"scheme": IPTC, "term": facts["iptc"], "label": facts["name"]}
    assert said == ([expected] if facts["name"] else [])
    assert_first_line(entry.find(f"{ATOM}content").text, facts)
    assert bool(facts["label"]) == (entry.find(f"{ATOM}rights") is not None)


@pytest.mark.parametrize("address", ["/feed.json", "/sections/world/feed.json"])
def test_json_feed_says_it(client, article_made, level, facts, address):
    article_made(level)
    (item,) = client.get(address).json()["items"]
    said = item["_ai_disclosure"]
    assert said["level"] == level.removesuffix("_later")
    assert said["label"] == facts["label"]
    assert said["digital_source_type"] == IPTC + facts["iptc"]
    assert said.get("human_review") is facts["checked"]
    assert_first_line(item["content_html"], facts)


def test_ninjs_says_it(client, article_made, level, facts):
    article_made(level)
    item = client.get("/articles/the-tides.json").json()
    assert item["digitalSourceType"]["uri"] == IPTC + facts["iptc"]
    assert item["digitalSourceType"].get("name") == facts["name"]
    assert item["by"] == ("Newsroom / " + facts["label"] if facts["label"] else "Newsroom")
    assert item.get("edNote") == (f"{facts['label']}. {facts['sentence']}" if facts["label"] else None)
    assert item.get("usageTerms") == (
        f"Republish only together with the disclosure “{facts['label']}”." if facts["label"] else None
    )
    assert_first_line(item["bodies"][0]["value"], facts)


def test_a_preview_says_it_as_the_page_will(client, article_made, level, facts):
    article = article_made(level)
    article.published_at = None
    article.save()
    response = client.get(preview_path(article))
    story = page_of(response).find(".//article")
    sentence = facts["sentence"].replace("after", "before")  # what is checked now is so before it is published
    assert labels(story) == ([f"{facts['label']}. {sentence} How we use AI"] if facts["label"] else [])
    assert story.get("data-ai-disclosure") == facts["html"]
    assert (header(response)["mode"] if facts["mode"] else None) == (Token(facts["mode"]) if facts["mode"] else None)


def test_a_preview_says_that_nothing_is_stated_yet(client, article_made):
    article = article_made("human")
    article.ai_use, article.published_at = "", None
    article.save()
    response = client.get(preview_path(article))
    (label,) = labels(page_of(response).find(".//article"))
    assert label == "Not stated yet how this was made. It cannot be published before that."
    assert "AI-Disclosure" not in response


def assert_first_line(content, facts):
    """The label is in the text itself, first, for the person who shows the text and nothing else."""
    first = words(html5lib.parseFragment(content, namespaceHTMLElements=False)[0])
    assert first == (f"{facts['label']}. {facts['sentence']} How we use AI" if facts["label"] else "Twice a day.")


def test_readers_words_on_the_page_make_it_a_mixed_one(client, article_made, make_comment):
    article = article_made("ai_generated")
    make_comment(article, status="published")
    tree = page_of(client.get(article.get_absolute_url()))
    assert meta(tree, "ai-disclosure") == ["mixed"]
    assert tree.find(".//article").get("data-ai-disclosure") == "ai-generated"


def test_no_absence_of_ai_is_claimed_unless_the_desk_does(client, article_made, settings):
    article = article_made("human")
    settings.HUMAN_LABEL = "Written by our staff, no AI"
    response = client.get(article.get_absolute_url())
    tree = page_of(response)
    assert labels(tree.find(".//article")) == ["Written by our staff, no AI. How we use AI"]
    assert meta(tree, "ai-disclosure") == ["none"]
    assert header(response)["mode"] == Token("none")
    assert "model" not in header(response)
    (item,) = client.get("/feed.json").json()["items"]
    assert item["_ai_disclosure"]["label"] == "Written by our staff, no AI"
    assert "human_review" not in item["_ai_disclosure"]
    assert "usageTerms" not in client.get("/articles/the-tides.json").json(), "people's work is bound to no disclosure"


def test_the_text_changed_after_the_check_is_unchecked_in_every_channel(client, article_made):
    article = article_made("ai_reviewed")
    article.body = "<p>Three times a day.</p>"
    article.save()
    response = client.get(article.get_absolute_url())
    assert header(response)["mode"] == Token("machine-generated")
    assert "Not checked by an editor" in structured_data(page_of(response))["backstory"]
    (item,) = client.get("/feed.json").json()["items"]
    assert item["_ai_disclosure"]["level"] == "ai_generated"


@pytest.mark.parametrize("address", ["/", "/sections/world/", "/feed.atom", "/feed.json", "/about/"])
def test_the_header_is_not_sent_where_several_articles_stand(client, article_made, address):
    article_made("ai_generated")
    assert "AI-Disclosure" not in client.get(address)


def test_the_header_leaves_out_what_it_cannot_spell(client, article_made):
    article = article_made("ai_generated")
    article.ai_system = "Größe 2"
    article.save()
    assert set(header(client.get(article.get_absolute_url()))) == {"mode", "date"}


def test_a_refused_comment_comes_back_on_a_page_that_still_says_it(client, article_made):
    article = article_made("ai_generated")
    response = client.post(f"{article.get_absolute_url()}comments/", {"message": "Half a form"})
    assert response.status_code == 422
    assert header(response)["mode"] == Token("machine-generated")


def test_each_draft_of_a_standard_has_a_switch(client, article_made, settings):
    article = article_made("ai_generated")
    settings.AI_DISCLOSURE_HEADER = settings.AI_DISCLOSURE_META = settings.AI_DISCLOSURE_FEED_EXTENSION = False
    settings.AI_DISCLOSURE_ATTRIBUTE = True
    response = client.get(article.get_absolute_url())
    tree = page_of(response)
    assert "AI-Disclosure" not in response
    assert meta(tree, "ai-disclosure") == []
    assert tree.find(".//article").get("ai-disclosure") == "ai-generated"
    assert "_ai_disclosure" not in client.get("/feed.json").json()["items"][0]
    assert labels(tree.find(".//article")), "the label itself has no switch"
