"""The list of articles: it opens where work is, newest change first, with tabs, saved views and verbs for many."""

import re
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.models import Article, Section, Topic, WorkflowEntry
from articles.workflow.checklist import check_before_publishing
from tests.staff import ARTICLES, account, page_of, signed_in, typed
from web.models import SavedView

pytestmark = pytest.mark.django_db

VIEWS = "/admin/views/"


def headlines(page):
    return [article.headline for article in page.context["cl"].result_list]


def tabs(page):
    (spec,) = [spec for spec in page.context["cl"].filter_specs if getattr(spec, "parameter_name", "") == "state"]
    return {str(tab["display"]): tab["count"] for tab in spec.choices(page.context["cl"])}


def chosen(page):
    return page.text.partition('class="queue-lists"')[2].partition('aria-current="page">')[2].split()[0]


@pytest.fixture
def editor():
    return account("Editor")


@pytest.fixture
def desk(editor):
    return signed_in(editor)


def test_it_opens_on_the_own_articles_and_what_waits_newest_change_first(desk, editor, make_article):
    first = make_article(headline="Mine", created_by=editor)
    make_article(published_at=None, submitted_at=timezone.now(), headline="Waits")
    make_article(headline="Of another")
    page = desk.get(ARTICLES)
    assert headlines(page) == ["Waits", "Mine"]
    assert chosen(page) == "For"
    first.kicker = "Sea"
    first.save()
    assert headlines(desk.get(ARTICLES)) == ["Mine", "Waits"]
    assert headlines(desk.get(ARTICLES, {"state": "all"})) == ["Mine", "Of another", "Waits"]


def test_where_nothing_waits_it_opens_on_all(desk, make_article):
    make_article(headline="Of another")
    assert headlines(desk.get(ARTICLES)) == ["Of another"]


def test_the_view_for_me_stays_with_the_next_filter_order_or_word(desk, editor, make_article):
    mine = make_article(headline="Mine about tides", created_by=editor)
    make_article(headline="Theirs about tides")
    page = desk.get(ARTICLES)
    assert headlines(page) == ["Mine about tides"]
    filters = re.findall(r'<a href="(\?[^"]*(?:section|made|origin)[^"]*)"', page.text)
    orders = re.findall(r'<a href="(\?[^"]*o=[^"]*)"', page.text)
    assert len(filters) >= 4
    assert orders
    for address in filters + orders:
        narrowed = desk.get(ARTICLES + address.replace("&amp;", "&"))
        assert headlines(narrowed) in ([mine.headline], [])
        assert chosen(narrowed) == "For"
    assert '<input type="hidden" name="state" value="mine">' in page.text
    assert '<input type="hidden" name="state"' not in desk.get(ARTICLES, {"q": "tides"}).text


def test_words_and_filters_look_among_all_articles(desk, editor, make_article):
    make_article(headline="Mine about tides", created_by=editor)
    theirs = make_article(headline="Theirs about tides")
    assert len(headlines(desk.get(ARTICLES, {"q": "tides"}))) == 2
    assert len(headlines(desk.get(ARTICLES, {"section__id__exact": theirs.section_id}))) == 2


def test_tabs_count_what_is_work_and_lead_to_it(desk, editor, make_article):
    make_article(published_at=None, headline="Draft")
    make_article(published_at=None, submitted_at=timezone.now(), headline="Waits")
    make_article(published_at=timezone.now() + timedelta(days=1), headline="Scheduled")
    page = desk.get(ARTICLES)
    assert tabs(page) == {
        "For me": "1",
        "Waiting for an editor": "1",
        "Drafts": "1",
        "Scheduled": "1",
        "Published": None,
        "Withdrawn": "0",
        "All": None,
    }
    for state, names in (("draft", ["Draft"]), ("submitted", ["Waits"]), ("scheduled", ["Scheduled"])):
        assert headlines(desk.get(ARTICLES, {"state": state})) == names


def test_a_reporters_list_holds_the_own_articles_and_has_no_tab_for_them(make_article):
    reporter = account("Reporter")
    make_article(published_at=None, headline="Mine", created_by=reporter)
    make_article(published_at=None, submitted_at=timezone.now(), headline="Of another")
    page = signed_in(reporter).get(ARTICLES)
    assert headlines(page) == ["Mine"]
    assert "For me" not in tabs(page)


def test_an_unknown_state_is_no_error(desk, make_article):
    make_article()
    assert desk.get(ARTICLES, {"state": "lost"}).status_code == 200


def test_the_list_takes_as_many_queries_with_more_rows(desk, editor, make_article, django_assert_max_num_queries):
    make_article(created_by=editor)
    desk.get(ARTICLES)
    with django_assert_max_num_queries(15) as queries:
        desk.get(ARTICLES)
    for _number in range(5):
        make_article(created_by=editor)
        make_article(published_at=None, submitted_at=timezone.now())
    with django_assert_max_num_queries(len(queries.captured_queries)):
        desk.get(ARTICLES)


def test_each_cell_says_which_column_it_is_of(desk, editor, make_article):
    make_article(created_by=editor)
    page = desk.get(ARTICLES).text
    assert '<td data-label="Last change" class="field-changed">' in page
    assert '<th data-label="Headline" class="field-headline">' in page


# Saved views ----------------------------------------------------------------------------------------------------------


def save(desk, name, query, page="articles.article"):
    return desk.post(VIEWS, {"page": page, "name": name, "query": query}, follow=True)


def test_a_view_is_saved_listed_and_deleted(desk, editor, make_article):
    make_article(published_at=None, headline="Draft")
    answer = save(desk, "My drafts", "state=draft&made=unstated&p=2&e=1")
    assert "The view “My drafts” is saved." in answer.text
    view = SavedView.objects.get()
    assert (view.account, view.page, view.query) == (editor, "articles.article", "made=unstated&state=draft")
    page = desk.get(f"{ARTICLES}?state=draft&made=unstated")
    assert '<a href="?made=unstated&amp;state=draft" aria-current="page">My drafts</a>' in page.text
    assert "My drafts" not in signed_in(account("Editor")).get(ARTICLES).text
    assert "The view is deleted." in desk.post(VIEWS, {"page": "articles.article", "delete": view.pk}, follow=True).text
    assert not SavedView.objects.exists()


def test_a_name_that_is_taken_stands_for_the_new_filters(desk):
    save(desk, "Mine", "state=draft")
    save(desk, "Mine", "state=submitted")
    assert [view.query for view in SavedView.objects.all()] == ["state=submitted"]


@pytest.mark.parametrize(
    ("name", "query", "words"),
    [
        ("", "state=draft", "Give the view a name."),
        ("Everything", "", "Choose a tab, a filter or words first"),
        ("Everything", "p=3&e=1", "Choose a tab, a filter or words first"),
        ("x" * 61, "state=draft", "At most 60 characters"),
        ("Long", "q=" + "x" * 3000, "At most 2000 characters"),
    ],
)
def test_a_view_that_cannot_be_saved_is_refused_in_words(desk, name, query, words):
    assert words in save(desk, name, query).text
    assert not SavedView.objects.exists()


def test_there_are_only_so_many_views_of_a_list(desk):
    for number in range(21):
        answer = save(desk, f"View {number}", "state=draft")
    assert "You have 20 views of this list. Delete one first." in answer.text
    assert SavedView.objects.count() == 20
    assert "is saved" in save(desk, "View 3", "state=submitted").text


def test_nobody_touches_the_views_of_others_or_of_lists_that_they_may_not_open(desk):
    save(desk, "Mine", "state=draft")
    other = signed_in(account("Editor"))
    answer = other.post(VIEWS, {"page": "articles.article", "delete": SavedView.objects.get().pk}, follow=True)
    assert "That view is gone already." in answer.text
    assert SavedView.objects.count() == 1
    assert save(desk, "Tokens", "x=1", page="articles.intaketoken").status_code == 403
    for page in ("", "articles", "articles.nothing", "sessions.session", "web.savedview", "a.b.c"):
        assert save(desk, "Odd", "x=1", page=page).status_code == 404
    for key in ("", "x", "-1", "٣", "9" * 30):
        assert desk.post(VIEWS, {"page": "articles.article", "delete": key}).status_code == 302
    assert desk.get(VIEWS).status_code == 405


# Many at once ---------------------------------------------------------------------------------------------------------


def choose(desk, action, *articles, **said):
    """What the list sends for a chosen action."""
    return desk.post(
        f"{ARTICLES}?state=all", {"action": action, "_selected_action": [each.pk for each in articles], **said}
    )


def confirm(desk, page, verb, confirmed=True, **said):
    """What the page sends, as it was shown."""
    seen = [outcome.seen for outcome in page.context["goes"] + page.context["skipped"]]
    typed = {"seen": seen, "shown": page.context["shown"], **said}
    return desk.post(f"{ARTICLES}bulk/{verb}/", typed | ({"confirmed": "1"} if confirmed else {}))


def outcomes(page):
    goes = {outcome.headline: outcome.will for outcome in page.context["goes"]}
    return goes, {outcome.headline: outcome.skipped for outcome in page.context["skipped"]}


def test_many_are_published_after_a_page_that_says_what_will_happen_to_each(desk, editor, make_article):
    draft = make_article(published_at=None, ai_use="none", headline="Draft")
    unstated = make_article(published_at=None, ai_use="", headline="Unstated")
    public = make_article(headline="Public")
    later = timezone.now() + timedelta(days=2)
    embargoed = make_article(published_at=None, ai_use="none", headline="Embargoed", embargo_until=later)
    page = choose(desk, "publish", draft, unstated, public, embargoed)
    goes, skipped = outcomes(page)
    assert goes == {"Draft": "Published now"}
    assert skipped.keys() == {"Unstated", "Public", "Embargoed"}
    assert skipped["Public"] == "Readers can read it already."
    assert skipped["Embargoed"] == "It cannot be published yet. The list says what to mend first."
    assert "before its embargo ends" in page.text
    assert "1 article will change. 3 will be skipped." in page.text
    assert Article.objects.get(pk=draft.pk).state == "draft"

    done = confirm(desk, page, "publish")
    assert "1 article done. 3 skipped." in done.text
    draft.refresh_from_db()
    assert (draft.state, draft.published_by) == ("published", editor)
    entry = WorkflowEntry.objects.get(article=draft, verb="publish")
    assert entry.made_by == editor
    assert {Article.objects.get(pk=each.pk).state for each in (unstated, embargoed)} == {"draft"}


def checklist(page, headline):
    (found,) = [each.checklist for each in page.context["goes"] + page.context["skipped"] if each.headline == headline]
    return [each.words for each in found.blocking], [each.words for each in found.advice]


MOMENT = {"publish_at_0": "2100-01-01", "publish_at_1": "12:00"}


@pytest.mark.parametrize(("verb", "said"), [("publish", {}), ("schedule", MOMENT)])
def test_the_page_shows_what_the_panel_would_and_each_finding_leads_to_its_field(verb, said, desk, make_article):
    draft = make_article(published_at=None, headline="Draft", body="<p>It rains today.</p>")
    unstated = make_article(published_at=None, headline="Unstated", ai_use="")
    make_article(headline="Public")
    page = confirm(desk, choose(desk, verb, draft, unstated), verb, confirmed=False, **said)
    for article in (draft, unstated):
        at = datetime(2100, 1, 1, 12, tzinfo=timezone.get_default_timezone()) if said else None
        found = check_before_publishing(article, at)
        shown = checklist(page, article.headline)
        assert shown[0] == [finding.words for finding in found if finding.is_blocking]
        assert shown[1] == [finding.words for finding in found if not finding.is_blocking]
        form = desk.get(page_of(article)).text
        for target in re.findall(rf'href="{page_of(article)}#([^"]+)"', page.text):
            assert f'id="{target}"' in form
    assert checklist(page, "Unstated")[0] == ["State how the article was made before you publish it."]
    assert ("today" in "".join(checklist(page, "Draft")[1])) == bool(said)
    assert "What you leave as it is goes on record." in page.text


@pytest.mark.parametrize(("verb", "said"), [("publish", {}), ("schedule", MOMENT)])
def test_what_the_page_showed_is_waved_through_and_what_it_did_not_show_is_not(verb, said, desk, make_article):
    shown, changed = (make_article(published_at=None, headline=name) for name in ("Shown", "Changed"))
    link = make_article(slug="there")
    Article.objects.filter(pk=changed.pk).update(body='<p><a href="/articles/there/">x</a></p>')
    page = confirm(desk, choose(desk, verb, shown, changed), verb, confirmed=False, **said)
    advice = checklist(page, "Shown")[1]
    link.withdraw(None, "Wrong.")
    link.save()
    goes, skipped = outcomes(confirm(desk, page, verb, **said))
    assert goes.keys() == {"Shown"}
    assert skipped == {"Changed": "The checklist has something new about it. Look at it again."}
    (entry,) = WorkflowEntry.objects.all().exclude(waved_through=[])
    assert entry.article_id == shown.pk
    assert entry.waved_through == advice != []
    seen = f"{changed.pk}:{Article.objects.get(pk=changed.pk).version}"
    forged = desk.post(f"{ARTICLES}bulk/publish/", {"seen": seen, "confirmed": "1", "shown": ""})
    assert outcomes(forged)[1].keys() == {"Changed"}


def test_the_checklists_of_many_take_as_many_queries_as_that_of_one(desk, make_article, django_assert_max_num_queries):
    many = [
        make_article(published_at=None, body=f'<p><a href="/articles/{number}/">x</a><img src="/media/a.jpg"></p>')
        for number in range(9)
    ]
    with CaptureQueriesContext(connection) as of_one:
        choose(desk, "publish", many[0])
    with django_assert_max_num_queries(len(of_one)):
        choose(desk, "publish", *many)


def test_what_a_colleague_changed_since_the_page_was_made_is_skipped_and_said(desk, make_article):
    first, second = (make_article(published_at=None, ai_use="none", headline=name) for name in ("One", "Two"))
    page = choose(desk, "publish", first, second)
    signed_in(account("Editor")).post(page_of(first), typed(first, headline="One, better"))
    goes, skipped = outcomes(confirm(desk, page, "publish"))
    assert goes == {"Two": "Published now"}
    assert skipped == {"One, better": "A colleague changed it meanwhile. Look at it again."}
    gone = choose(desk, "publish", first)
    Article.objects.filter(pk=first.pk).delete()
    assert "It is gone, or no longer yours." in confirm(desk, gone, "publish").text


def test_many_are_scheduled_for_a_moment_that_is_asked_for_and_shown_first(desk, make_article):
    draft = make_article(published_at=None, ai_use="none", headline="Draft")
    page = choose(desk, "schedule", draft)
    assert not page.context["is_ready"]
    refused = confirm(desk, page, "schedule", publish_at_0="2020-01-01", publish_at_1="12:00")
    assert refused.status_code == 422
    assert "This moment has passed." in refused.text
    moment = {"publish_at_0": "2100-01-01", "publish_at_1": "12:00"}
    unseen = confirm(desk, page, "schedule", **moment)
    assert outcomes(unseen)[0]["Draft"].startswith("Published on January 1, 2100")
    assert Article.objects.get(pk=draft.pk).state == "draft"
    confirm(desk, unseen, "schedule", **moment)
    assert Article.objects.get(pk=draft.pk).published_at.year == 2100


def test_many_are_withdrawn_with_a_reason_and_a_kind(desk, make_article, client):
    public = make_article(headline="Public")
    draft = make_article(published_at=None, headline="Draft")
    page = choose(desk, "withdraw", public, draft)
    assert confirm(desk, page, "withdraw", confirmed=False).status_code == 422
    said = {"kind": "legal", "withdrawal_reason": "A court asked us to."}
    shown = confirm(desk, page, "withdraw", confirmed=False, **said)
    assert outcomes(shown)[1] == {"Draft": "Only a published article can be withdrawn."}
    confirm(desk, shown, "withdraw", **said)
    public.refresh_from_db()
    assert (public.state, public.withdrawal_kind) == ("withdrawn", "legal")
    gone = client.get(public.get_absolute_url())
    assert gone.status_code == 410
    assert "A court asked us to." in gone.text


def test_many_change_section_and_topics(desk, editor, make_article):
    harbours = Section.objects.create(name="Harbours", slug="harbours")
    sea = Topic.objects.create(name="The sea", slug="sea")
    one, two = make_article(headline="One"), make_article(headline="Two")
    two.topics.add(sea)
    shown = confirm(desk, choose(desk, "section", one), "section", confirmed=False, section=harbours.pk)
    assert outcomes(shown)[0]["One"].endswith(" to Harbours")
    confirm(desk, shown, "section", section=harbours.pk)
    assert Article.objects.get(pk=one.pk).section == harbours

    one.refresh_from_db()
    shown = confirm(desk, choose(desk, "add_topic", one, two), "add_topic", confirmed=False, topic="the SEA")
    assert outcomes(shown) == ({"One": "Topics: The sea"}, {"Two": "It has this topic already."})
    confirm(desk, shown, "add_topic", topic="the SEA")
    assert sea in one.topics.all()
    assert WorkflowEntry.objects.filter(article=one, verb="save", made_by=editor).count() == 2
    shown = confirm(desk, choose(desk, "drop_topic", one, two), "drop_topic", confirmed=False, topic="sea")
    confirm(desk, shown, "drop_topic", topic="sea")
    assert not sea.articles.exists()
    unknown = confirm(desk, choose(desk, "add_topic", one), "add_topic", confirmed=False, topic="Nothing")
    assert "No topic has this name." in unknown.text


def test_a_reporter_changes_topics_of_own_drafts_alone_and_publishes_nothing(make_article, section):
    reporter = account("Reporter")
    desk = signed_in(reporter)
    Topic.objects.create(name="Sea", slug="sea")
    draft = make_article(published_at=None, ai_use="none", created_by=reporter, headline="Draft")
    public = make_article(created_by=reporter, headline="Public")
    theirs = make_article(published_at=None, headline="Theirs")
    assert "Publish now…" not in desk.get(ARTICLES).text
    shown = choose(desk, "add_topic", draft, public, theirs)
    assert outcomes(shown)[0].keys() == {"Draft"}
    assert outcomes(shown)[1] == {"Public": "You may not change it."}
    seen = [f"{each.pk}:{each.version}" for each in (draft, public, theirs)]
    for verb in ("publish", "schedule", "withdraw"):
        assert desk.post(f"{ARTICLES}bulk/{verb}/", {"seen": seen, "confirmed": "1"}).status_code == 403
    shown = desk.post(f"{ARTICLES}bulk/add_topic/", {"seen": seen, "topic": "sea"})
    confirm(desk, shown, "add_topic", topic="sea")
    assert [article.headline for article in Topic.objects.get().articles.all()] == ["Draft"]


@pytest.mark.parametrize("seen", [[], ["x"], ["1"], ["0:0"], ["9" * 40 + ":1"], ["1:1\x00"], ["-1:1"]])
def test_a_forged_choice_is_no_error(desk, seen):
    for verb in ("publish", "section", "add_topic"):
        assert desk.post(f"{ARTICLES}bulk/{verb}/", {"seen": seen, "confirmed": "1"}).status_code in (200, 302, 422)
    assert desk.post(f"{ARTICLES}bulk/destroy/", {"seen": seen}).status_code == 404
    assert desk.get(f"{ARTICLES}bulk/publish/").status_code == 302


def test_more_than_a_page_can_show_are_refused_in_words(desk, make_article, monkeypatch):
    monkeypatch.setattr("articles.admin.bulk.bulk_page.MOST", 2)
    articles = [make_article(published_at=None, ai_use="none") for _number in range(3)]
    answer = desk.post(
        f"{ARTICLES}?state=all",
        {"action": "publish", "_selected_action": [each.pk for each in articles]},
        follow=True,
    )
    assert "Choose at most 2 articles at once." in answer.text
