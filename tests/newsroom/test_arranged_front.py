"""Editors arrange the front at the desk: picks, bands, a banner; readers see it on the next request."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from articles.models import Article, FrontBand, FrontPage, FrontPick, Section
from tests.staff import account, signed_in

pytestmark = pytest.mark.django_db

PAGE = "/admin/articles/frontpage/1/change/"
PREVIEW = "/admin/articles/frontpage/1/preview/"


@pytest.fixture
def editor(db):
    return signed_in(account("Editor"))


def arrangement(desk, *picks, bands=(), **banner):
    """What the form would send: as it is now, with these picks and bands. A pick: (article or address, position, …)."""
    page = desk.get(PAGE)
    form = page.context["adminform"].form
    sent = {"version": form.initial["version"], "breaking": "", "breaking_address": "", **banner}
    stored = list(FrontPick.objects.all())
    sent |= {"picks-TOTAL_FORMS": len(stored) + len(picks), "picks-INITIAL_FORMS": len(stored)}
    for number, pick in enumerate(stored):
        sent |= {f"picks-{number}-id": pick.pk, f"picks-{number}-address": pick.address, f"picks-{number}-DELETE": "on"}
    for number, (article, facts) in enumerate(picks, len(stored)):
        address = article.get_absolute_url() if isinstance(article, Article) else article
        rest = {"position": number, "headline": ""} | facts
        sent |= {f"picks-{number}-{name}": value for name, value in ({"address": address} | rest).items()}
    rows = list(FrontBand.objects.order_by("pk"))
    sent |= {"bands-TOTAL_FORMS": len(rows), "bands-INITIAL_FORMS": len(rows)}
    for number, row in enumerate(page.context["inline_admin_formsets"][1].formset.queryset):
        sent |= {f"bands-{number}-id": row.pk, f"bands-{number}-position": row.position}
        if row.section.slug not in bands:
            sent[f"bands-{number}-is_shown"] = "on"
    return sent


def in_two_fields(name, moment):
    local = timezone.localtime(moment)
    return {f"{name}_0": f"{local:%Y-%m-%d}", f"{name}_1": f"{local:%H:%M:%S}"}


def head(client):
    page = client.get("/").context
    return [article.headline for article in (page["lead"], *page["neighbours"], *page["briefs"])]


def test_an_editor_puts_articles_at_the_top_in_an_order_with_other_headlines(editor, client, make_article):
    articles = [make_article(headline=f"Number {number}") for number in range(5)]
    answer = editor.post(
        PAGE,
        arrangement(
            editor,
            (articles[4], {"position": 2}),
            (f"https://newsroom.example{articles[3].get_absolute_url()}", {"position": 1, "headline": "Shorter"}),
        ),
    )
    assert answer.status_code == 302
    assert head(client) == ["Shorter", "Number 4", "Number 0", "Number 1", "Number 2"]
    assert Article.objects.get(pk=articles[3].pk).headline == "Number 3"
    assert "Number 3" in client.get(articles[3].get_absolute_url()).content.decode()


def test_a_pick_ends_at_its_time_and_falls_out_when_its_article_does(editor, client, make_article):
    articles = [make_article(headline=f"Number {number}") for number in range(4)]
    end = timezone.now() + timedelta(hours=2)
    editor.post(PAGE, arrangement(editor, (articles[3], in_two_fields("until", end)), (articles[2], {})))
    page = client.get("/")
    assert head(client)[:2] == ["Number 3", "Number 2"]
    assert page.dependencies.until <= end + timedelta(seconds=1)
    with time_machine.travel(end + timedelta(minutes=1)):
        assert head(client)[:2] == ["Number 2", "Number 0"]
        assert "Not shown: its time at the top is over." in editor.get(PAGE).content.decode()
    Article.objects.filter(pk=articles[2].pk).update(withdrawn_at=timezone.now(), withdrawal_reason="False.")
    assert "Number 2" not in head(client)
    assert "Not shown: the article was withdrawn." in editor.get(PAGE).content.decode()


def test_bands_are_switched_off_and_put_in_order(editor, client, make_article):
    sections = [Section.objects.create(name=name, slug=name.lower()) for name in ("Money", "Culture", "Sport")]
    for number in range(40):
        make_article(section=sections[number % 3])

    def bands():
        return [band.section.name for band in client.get("/").context["bands"]]

    assert bands() == ["Culture", "Money", "Sport"]
    sent = arrangement(editor, bands=["money"])
    row = FrontBand.objects.get(section__slug="sport")
    number = next(name for name, value in sent.items() if name.endswith("-id") and value == row.pk).split("-")[1]
    editor.post(PAGE, sent | {f"bands-{number}-position": 0})
    assert bands() == ["Sport", "Culture"]
    Section.objects.create(name="New", slug="new")
    make_article(section=Section.objects.get(slug="new"), published_at=timezone.now() - timedelta(days=90))
    assert bands() == ["Sport", "Culture", "New"]


def test_a_banner_says_what_is_breaking_until_it_ends(editor, client, make_article):
    make_article()
    end = timezone.now() + timedelta(hours=1)
    banner = {"breaking": "The dam holds", "breaking_address": "/articles/article-1/"}
    editor.post(PAGE, arrangement(editor, **banner, **in_two_fields("breaking_until", end)))
    assert '<a href="/articles/article-1/">The dam holds</a>' in client.get("/").content.decode()
    with time_machine.travel(end + timedelta(minutes=1)):
        assert "The dam holds" not in client.get("/").content.decode()


@pytest.mark.parametrize("address", ["/articles/none/", "javascript:alert(1)", "\0", "x" * 400, "http://[", "/about/"])
def test_what_is_no_article_is_refused_with_a_sentence_and_stays_in_the_form(editor, make_article, address):
    make_article()
    answer = editor.post(PAGE, arrangement(editor, (address, {})))
    assert answer.status_code in (200, 422)
    assert not FrontPick.objects.exists()
    if "\0" not in address:
        assert "There is no article at this address." in answer.content.decode()


def test_one_article_is_picked_once_and_two_can_change_places(editor, client, make_article):
    one, two = make_article(headline="One"), make_article(headline="Two")
    answer = editor.post(PAGE, arrangement(editor, (one, {}), (one, {})))
    assert "This article is here twice." in answer.content.decode()
    editor.post(PAGE, arrangement(editor, (one, {}), (two, {})))
    rows = list(FrontPick.objects.all())
    sent = arrangement(editor)
    for number, (row, other) in enumerate([(rows[0], two), (rows[1], one)]):
        sent |= {f"picks-{number}-address": other.get_absolute_url(), f"picks-{number}-position": number}
        del sent[f"picks-{number}-DELETE"]
        assert row.pk == sent[f"picks-{number}-id"]
    assert editor.post(PAGE, sent).status_code == 302
    assert head(client) == ["Two", "One"]


def test_the_preview_shows_the_choice_and_changes_nothing(editor, client, make_article):
    articles = [make_article(headline=f"Number {number}") for number in range(3)]
    shown = editor.post(PREVIEW, arrangement(editor, (articles[2], {"headline": "Tried"}), breaking="Tried too"))
    assert shown.context["lead"].headline == "Tried"
    assert "Tried too" in shown.content.decode()
    assert "no-store" in shown["Cache-Control"]
    assert shown["X-Frame-Options"] == "SAMEORIGIN"
    assert not FrontPick.objects.exists()
    assert head(client)[0] == "Number 0"
    assert editor.post(PREVIEW, arrangement(editor, ("/articles/none/", {}))).status_code == 422


def test_who_arranges_at_the_same_time_as_another_is_told_and_keeps_what_was_typed(editor, make_article):
    first, second = make_article(headline="One"), make_article(headline="Two")
    other = signed_in(account("Administrator"))
    late = arrangement(editor, (second, {"headline": "Mine"}))
    assert other.post(PAGE, arrangement(other, (first, {}))).status_code == 302
    answer = editor.post(PAGE, late)
    assert "someone else saved this while you were writing" in answer.content.decode()
    assert "Mine" in answer.content.decode()
    assert [pick.article for pick in FrontPick.objects.all()] == [first]
    over = late | {"save_over": str(FrontPage.objects.get().version)}
    assert editor.post(PAGE, over).status_code == 302
    assert "Mine" in FrontPick.objects.values_list("headline", flat=True)


def test_only_editors_and_administrators_arrange_and_the_desk_says_who_did(editor, make_article):
    article = make_article(headline="One")
    editor.post(PAGE, arrangement(editor, (article, {})))
    assert "One" in editor.get("/admin/articles/frontpage/1/history/").content.decode()
    for role in ("Reporter", "Moderator"):
        desk = signed_in(account(role))
        assert desk.get(PAGE).status_code == 403
        assert desk.post(PREVIEW, {}).status_code == 403
