"""The editors' desk: from a first word to a withdrawal, and what it says on the way."""

from datetime import timedelta

import pytest
from django.utils import timezone

from articles.models import Article, Person, Source, Topic
from articles.text.structure.body_structure import plain_text
from tests.staff import ADD, ARTICLES, account, formset, page_of, publish, signed_in, typed, version_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor():
    return account("Editor")


@pytest.fixture
def desk(editor):
    return signed_in(editor)


@pytest.fixture
def write(desk, section):
    """Send the empty article's form, filled in as given; the article."""

    def send(**changes):
        answer = desk.post(ADD, typed(section=section.pk, **changes))
        assert answer.status_code == 302, answer.context["adminform"].form.errors
        return Article.objects.latest("pk")

    return send


def press(desk, article, step, **changes):
    return desk.post(page_of(article), typed(article, _step=step, **changes), follow=True)


def errors(answer):
    return answer.context["adminform"].form.errors


def test_a_new_article_is_a_draft_of_the_one_who_wrote_it(write, editor):
    article = write()
    assert article.state == "draft"
    assert article.created_by == editor
    assert article.history.get().history_user == editor


@pytest.mark.parametrize(
    ("headline", "slug"),
    [
        ("The tide comes in", "the-tide-comes-in"),
        ("Привет, мир", "privet-mir"),
        ("潮が満ちる", "chao-kaman-tiru"),
        ("المد والجزر", "lmd-wljzr"),
        ("🌊", "article"),
    ],
)
def test_an_empty_slug_is_proposed_from_a_headline_in_any_script(write, desk, headline, slug):
    proposed = desk.get(f"{ARTICLES}propose-slug/", {"text": headline}).json()["slug"]
    assert proposed == slug
    assert write(headline=headline).slug == slug
    assert write(headline=headline).slug == f"{slug}-2"


def test_a_slug_that_is_taken_is_a_message_beside_its_field(desk, write, section):
    write(slug="tide")
    answer = desk.post(ADD, typed(section=section.pk, slug="tide"))
    assert "slug" in errors(answer)


def test_an_article_goes_from_draft_through_publication_to_withdrawal_and_back(desk, write, editor, client):
    article = write(ai_use="none")
    press(desk, article, "submit")
    article.refresh_from_db()
    assert (article.state, article.submitted_by) == ("submitted", editor)
    press(desk, article, "return")
    article.refresh_from_db()
    assert article.state == "draft"
    assert client.get(article.get_absolute_url()).status_code == 404

    publish(desk, article)
    article.refresh_from_db()
    assert (article.state, article.published_by) == ("published", editor)
    assert client.get(article.get_absolute_url()).status_code == 200

    refused = desk.post(f"{ARTICLES}{article.pk}/withdraw/", {"kind": "error", "withdrawal_reason": ""})
    assert refused.status_code == 422
    assert "Tell readers why the article was withdrawn." in refused.text
    assert desk.get(f"{ARTICLES}{article.pk}/withdraw/").status_code == 200
    desk.post(f"{ARTICLES}{article.pk}/withdraw/", {"kind": "error", "withdrawal_reason": "It was wrong."})
    gone = client.get(article.get_absolute_url())
    assert gone.status_code == 410
    assert "It was wrong." in gone.text

    article.refresh_from_db()
    press(desk, article, "reinstate")
    assert client.get(article.get_absolute_url()).status_code == 200


@pytest.mark.parametrize("at", ["", "2100-01-01 12:00"])
def test_nothing_is_published_whose_making_is_not_stated(desk, write, at):
    article = write()
    answer = publish(desk, article, at)
    assert answer.status_code == 422
    assert "State how the article was made before you publish it." in answer.text
    article.refresh_from_db()
    assert article.state == "draft"


def test_what_is_public_cannot_lose_the_statement_of_its_making(desk, make_article):
    article = make_article(ai_use="generated")
    answer = press(desk, article, "save", ai_use="")
    assert "ai_use" in errors(answer)


def test_an_article_is_scheduled_and_taken_off_the_schedule(desk, write):
    article = write(ai_use="none")
    answer = publish(desk, article, " ")
    assert answer.context["form"].errors["publish_at"] == [
        "Give the day and the time from which readers should see it."
    ]
    answer = publish(desk, article, "2020-01-01 12:00")
    assert "This moment has passed" in answer.context["form"].errors["publish_at"][0]

    publish(desk, article, "2100-01-01 12:00")
    article.refresh_from_db()
    assert article.state == "scheduled"
    assert article.published_at.year == 2100
    press(desk, article, "return")
    article.refresh_from_db()
    assert article.state == "draft"


def test_saving_a_scheduled_article_keeps_on_record_who_scheduled_it(desk, write, editor):
    article = write(ai_use="none")
    publish(desk, article, "2100-01-01 12:00")
    article.refresh_from_db()
    colleague = account("Editor")
    for number, step in enumerate(("save", "preview", "schedule")):
        press(signed_in(colleague), article, step, headline=f"Better {number}")
        article.refresh_from_db()
        assert (article.headline, article.published_by) == (f"Better {number}", editor)
    publish(signed_in(colleague), article, "2100-01-02 12:00")
    article.refresh_from_db()
    assert (article.published_at.day, article.published_by) == (2, colleague)


def test_bylines_sources_topics_and_corrections_are_written_on_the_same_page(desk, write, editor):
    ada = Person.objects.create(name="Ada", slug="ada")
    topic = Topic.objects.create(name="Sea", slug="sea")
    article = write(
        ai_use="none",
        topics=topic.pk,
        **formset("byline_set", {"person": ada.pk, "position": "0"}),
        **formset("sources", {"title": "Tide tables", "address": "https://example.org/", "position": "0"}),
    )
    assert list(article.people.all()) == [ada]
    assert list(article.topics.all()) == [topic]
    assert article.sources.get().title == "Tide tables"
    publish(desk, article)
    article.refresh_from_db()
    press(
        desk,
        article,
        "save",
        **formset("corrections", {"kind": "correction", "text": "It was the other moon.", "cause": "ai"}),
    )
    correction = article.corrections.get()
    assert (correction.made_by, correction.cause) == (editor, "ai")


def test_a_draft_takes_no_corrections(desk, write):
    article = write()
    press(desk, article, "save", **formset("corrections", {"kind": "correction", "text": "Too early.", "cause": "ai"}))
    assert not article.corrections.exists()


def test_the_page_says_what_readers_will_see_without_a_script(desk, make_article):
    article = make_article(ai_use="generated")
    page = desk.get(page_of(article)).text
    shown = '<p data-level="ai_generated">'
    assert shown in page
    words = page.split(shown)[1].split("</p>")[0]
    assert "Readers will see: “Content created by AI. Not checked by an editor before publication.”" in words
    assert '<p data-level="human" hidden>' in page


# The check ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def machine_draft(make_article):
    """A draft that a reporter had AI write."""
    return make_article(ai_use="generated", published_at=None, created_by=account("Reporter"))


def check(desk, article, **changes):
    """Tick that the facts were checked, and save; the article as it then stands."""
    answer = press(desk, article, "save", **{"checked": "on", "checked_parts": "facts"} | changes)
    assert answer.status_code == 200
    return Article.objects.get(pk=article.pk)


def test_ticking_the_check_puts_the_person_of_the_account_and_what_was_checked_on_record(desk, machine_draft, editor):
    article = check(desk, machine_draft)
    assert (article.reviewed_by, article.review_scope) == (editor.person, ["facts"])
    assert article.level.key == "ai_reviewed"


def test_somebody_else_can_be_named_as_the_checker(desk, machine_draft):
    ada = Person.objects.create(name="Ada", slug="ada")
    assert check(desk, machine_draft, checked_by=ada.pk).reviewed_by == ada


def test_an_account_without_a_person_has_to_name_who_checked(desk, machine_draft, editor):
    editor.person.delete()
    answer = press(desk, machine_draft, "save", checked="on", checked_parts="facts")
    assert errors(answer)["checked_by"] == ["Choose who checked it: your account is not linked to a person."]


@pytest.mark.parametrize("part", [None, "", "everything"])
def test_a_check_without_saying_what_was_checked_is_none(desk, machine_draft, part):
    answer = press(desk, machine_draft, "save", checked="on", checked_parts=part)
    assert "checked_parts" in errors(answer)
    machine_draft.refresh_from_db()
    assert machine_draft.reviewed_by is None


def test_changing_the_text_voids_the_check_and_says_so(desk, machine_draft):
    article = check(desk, machine_draft)
    answer = press(desk, article, "save", body="<p>Thrice a day.</p>")
    article.refresh_from_db()
    assert article.reviewed_by is None
    assert "checked it, so that check no longer counts." in answer.text
    assert "Not checked by an editor before publication." in answer.text


def test_sources_typed_with_the_check_belong_to_it_and_changing_one_later_voids_it(desk, machine_draft):
    typed_with_it = formset("sources", {"title": "Tide tables", "position": "0"})
    article = check(desk, machine_draft, checked_parts="sources", **typed_with_it)
    assert article.level.key == "ai_reviewed"
    press(desk, article, "save", kicker="Sea")
    article.refresh_from_db()
    assert article.level.key == "ai_reviewed"
    row = {"id": article.sources.get().pk, "article": article.pk, "title": "Another table", "position": "0"}
    answer = press(desk, article, "save", **formset("sources", row, initial=1))
    article.refresh_from_db()
    assert article.level.key == "ai_generated"
    assert "that check no longer counts." in answer.text


def test_saving_a_checked_text_as_the_browser_sends_it_back_keeps_the_check(desk, machine_draft):
    article = check(desk, machine_draft, standfirst="Two lines,\r\nas typed.", body="<p>a</p>\r\n<p>b</p>")
    again = {"standfirst": article.standfirst.replace("\n", "\r\n"), "body": article.body.replace("\n", "\r\n")}
    press(desk, article, "save", **again)
    article.refresh_from_db()
    assert article.reviewed_by is not None


def test_a_check_can_be_taken_back(desk, machine_draft):
    article = check(desk, machine_draft)
    press(desk, article, "save", uncheck="on")
    article.refresh_from_db()
    assert article.level.key == "ai_generated"


def test_a_new_article_can_be_checked_and_published_with_its_first_save(write, desk):
    article = write(ai_use="assisted", checked="on", checked_parts="facts", _step="publish")
    publish(desk, article)
    article.refresh_from_db()
    assert (article.state, article.review_scope) == ("published", ["facts"])


# Two editors ----------------------------------------------------------------------------------------------------------


def test_a_stale_save_is_refused_with_both_texts_shown(desk, write):
    article = write(ai_use="none")
    stale = typed(article, headline="Mine", body="<p>My words about tides.</p>")
    press(signed_in(account("Editor")), article, "save", headline="Theirs", body="<p>Their words about tides.</p>")
    refused = desk.post(page_of(article), stale)
    assert "Nothing was saved" in refused.text
    assert refused.text.count("Theirs") >= 1
    assert "Their words about tides." in refused.text
    assert refused.context["adminform"].form["headline"].value() == "Mine"
    assert "My words about tides." in refused.context["adminform"].form["body"].value()
    article.refresh_from_db()
    assert article.headline == "Theirs"

    desk.post(page_of(article), stale | {"save_over": str(version_of(article))})
    article.refresh_from_db()
    assert article.headline == "Mine"
    assert "Theirs" in {row.headline for row in article.history.all()}


def test_saving_over_counts_for_the_text_that_was_shown_and_no_later_one(desk, write):
    article = write(ai_use="none")
    stale = typed(article, headline="Mine")
    press(signed_in(account("Editor")), article, "save", headline="Theirs")
    shown = version_of(article)
    press(signed_in(account("Editor")), article, "save", headline="A third")
    desk.post(page_of(article), stale | {"save_over": str(shown)})
    article.refresh_from_db()
    assert article.headline == "A third"


def test_a_stale_save_keeps_a_source_that_was_typed_although_a_colleague_deleted_it(desk, write):
    article = write(ai_use="none", **formset("sources", {"title": "Tide tables", "position": "0"}))
    stale = typed(article, headline="Mine")
    Source.objects.all().delete()
    press(signed_in(account("Editor")), article, "save", headline="Theirs")
    refused = desk.post(page_of(article), stale)
    assert "Nothing was saved" in refused.text
    assert 'value="Tide tables"' in refused.text
    desk.post(page_of(article), stale | {"save_over": str(version_of(article))})
    assert article.sources.get().title == "Tide tables"


# The list ---------------------------------------------------------------------------------------------


def test_the_list_takes_the_same_queries_for_one_article_and_for_many(
    desk, make_article, make_comment, django_assert_num_queries
):
    make_article()
    desk.get(ARTICLES)
    with django_assert_num_queries(11):
        desk.get(ARTICLES)
    for _ in range(12):
        make_comment(make_article(), stars=4, status="published")
    with django_assert_num_queries(11):
        page = desk.get(ARTICLES).text
    assert page.count("4.0 of 5 (1)") == 12


@pytest.mark.parametrize("state", ["draft", "submitted", "scheduled", "published", "withdrawn"])
def test_the_list_can_be_narrowed_to_one_state(desk, make_article, state):
    now = timezone.now()
    make_article(headline="Is draft", published_at=None)
    make_article(headline="Is submitted", published_at=None, submitted_at=now)
    make_article(headline="Is scheduled", published_at=now + timedelta(days=1))
    make_article(headline="Is published")
    make_article(headline="Is withdrawn", withdrawn_at=now, withdrawal_reason="Wrong.")
    page = desk.get(ARTICLES, {"state": state}).context["cl"]
    assert [article.headline for article in page.result_list] == [f"Is {state}"]


def test_the_list_can_be_narrowed_by_how_articles_were_made(desk, make_article):
    make_article(headline="By people")
    make_article(headline="By a machine", ai_use="generated")
    make_article(headline="Open", ai_use="", published_at=None)
    for made, headline in (("human", "By people"), ("ai_generated", "By a machine"), ("unstated", "Open")):
        page = desk.get(ARTICLES, {"made": made}).context["cl"]
        assert [article.headline for article in page.result_list] == [headline]


def test_the_search_finds_headlines_and_slugs(desk, make_article):
    make_article(headline="Tides", slug="sea")
    make_article(headline="Clouds", slug="sky")
    for words in ("tid", "sea"):
        assert [found.slug for found in desk.get(ARTICLES, {"q": words}).context["cl"].result_list] == ["sea"]


@pytest.mark.parametrize(
    "odd", [{"version": "x"}, {"headline": "\0"}, {"section": "9" * 30}, {"embargo_until_0": "31"}]
)
def test_odd_input_is_a_refused_form_and_never_a_fault(desk, write, odd):
    assert press(desk, write(), "save", **odd).status_code == 200


def test_the_desk_tells_what_readers_will_see_of_a_check_made_now(make_article):
    editor = signed_in(account("Editor"))
    for words, article in (
        ("before", make_article(ai_use="generated", published_at=None)),
        ("before", make_article(ai_use="generated", published_at=timezone.now() + timedelta(days=1))),
        ("after", make_article(ai_use="generated")),
    ):
        page = editor.get(page_of(article)).text
        assert f"Readers will see: “Content created by AI. Checked by an editor {words} publication.”" in page


def test_marks_that_a_text_loses_beyond_the_limit_of_nesting_are_named_and_its_words_stay(desk, make_article):
    article = make_article(published_at=None)
    deep = "<p>One.</p>\n" + "<blockquote>" * 300 + "<p><strong>Two.</strong></p>"
    told = [str(message) for message in press(desk, article, "save", body=deep).context["messages"]]
    assert any("nested too deep" in words and "line 2" in words for words in told)
    article.refresh_from_db()
    assert plain_text(article.body).split() == ["One.", "Two."]
    told = [str(message) for message in press(desk, article, "save", body=article.body).context["messages"]]
    assert not any("nested" in words for words in told)
