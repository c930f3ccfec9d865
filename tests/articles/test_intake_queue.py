"""What machines handed in waits apart from what people write, with its sources beside the text."""

import pytest

from articles.models import Article
from tests.articles.intake import Machine, picture
from tests.staff import ARTICLES, account, page_of, publish, signed_in, typed

pytestmark = pytest.mark.django_db


@pytest.fixture
def machine(section, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.INTAKE_RATE = 0
    return Machine()


@pytest.fixture
def desk(section):
    return signed_in(account("Editor"))


def headlines(page):
    return [article.headline for article in page.context["cl"].result_list]


def cards(page):
    """What waits, on the desk's first page, by its kind."""
    return {card.key: card for card in page.context["waiting"].cards}


def test_where_no_machine_may_hand_in_the_desk_does_not_speak_of_machines(desk):
    page = desk.get("/admin/").text
    assert "needs-machine-drafts" not in page
    assert "drafts by machines" not in page


def test_a_reporter_who_answers_for_no_machine_is_not_told_of_any(machine):
    assert "drafts by machines" not in signed_in(account("Reporter")).get("/admin/").text
    assert "drafts by machines" in signed_in(machine.responsible).get("/admin/").text


def test_machine_drafts_are_counted_and_listed_apart_from_what_people_write(machine, desk, make_article):
    assert "drafts by machines" in " ".join(desk.get("/admin/").text.split())
    machine.hand_in(headline="By a machine")
    make_article(published_at=None, headline="By hand", created_by=machine.responsible)
    page = desk.get("/admin/")
    assert cards(page)["machine-drafts"].count == 1
    assert "by Example Writer 3" in page.text
    assert headlines(desk.get(ARTICLES, {"state": "draft", "origin": "machine"})) == ["By a machine"]
    own = signed_in(machine.responsible).get("/admin/")
    assert [row.words for row in cards(own)["drafts"].rows] == ["By hand"]
    assert cards(own)["machine-drafts"].count == 1


def test_a_reporter_sees_the_machine_drafts_that_they_answer_for(machine):
    machine.hand_in(headline="Not theirs")
    other = signed_in(account("Reporter"))
    assert "Not theirs" not in other.get("/admin/").text
    assert headlines(other.get(ARTICLES, {"origin": "machine"})) == []


def test_a_machine_draft_leaves_the_queue_once_it_is_submitted_or_published(machine, desk):
    machine.hand_in()
    article = Article.objects.get()
    publish(desk, article)
    assert "machine-drafts" not in cards(desk.get("/admin/"))
    assert Article.objects.get().state == "published"


def test_the_front_of_the_desk_asks_no_more_for_more_machine_drafts(machine, desk, django_assert_max_num_queries):
    machine.hand_in()
    with django_assert_max_num_queries(26):
        desk.get("/admin/")
    for number in range(6):
        machine.hand_in(headline=f"Draft {number}")
    with django_assert_max_num_queries(26):
        page = desk.get("/admin/")
    assert page.text.count("by Example Writer 3") == 5


def test_the_sources_stand_beside_the_text_and_open_safely(machine, desk):
    sources = [{"title": "Tide tables", "publisher": "The harbour", "address": "https://example.org/tides"}]
    pictures = [{"file": picture(), "alt": "A harbour", "digital_source_type": "trainedAlgorithmicMedia"}]
    machine.hand_in(sources=sources, pictures=pictures, prompt_digest="ab" * 32)
    page = desk.get(page_of(Article.objects.get()))
    beside = page.text.partition("desk-sources")[2].partition("</details>")[0]
    assert page.text.index('id="id_body"') < page.text.index("desk-sources") < page.text.index("Lead picture")
    assert '<a href="https://example.org/tides" target="_blank" rel="noopener noreferrer">' in beside
    assert f"{machine.responsible} answers for it and cannot check it." in beside
    assert "ab" * 32 in beside
    assert "A harbour" in beside
    assert "Created by generative AI · lead picture" in " ".join(beside.split())


def test_that_no_source_was_named_is_said_beside_the_text(machine, desk):
    machine.hand_in(sources=[])
    assert "No source was named" in desk.get(page_of(Article.objects.get())).text


def test_an_article_without_sources_that_people_wrote_has_nothing_beside_it(desk, make_article):
    assert "desk-sources" not in desk.get(page_of(make_article(published_at=None))).text


def test_the_responsible_person_cannot_check_a_machines_draft_at_the_desk(section):
    machine = Machine(group="Editor")
    machine.hand_in()
    article = Article.objects.get()
    desk = signed_in(machine.responsible)
    answer = desk.post(page_of(article), typed(article, checked="on", checked_parts="facts"))
    assert answer.status_code == 200
    assert Article.objects.get().reviewed_at is None
