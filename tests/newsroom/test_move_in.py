"""A move: a plan that changes nothing, one that was broken off, one that is taken back."""

import json

import pytest
from django.core.management import CommandError, call_command

from articles.models import Article, Person, Section, Topic
from comments.models import Comment
from newsroom.moving_in import moving
from newsroom.moving_in.move_batch import MoveBatch, MovedItem
from newsroom.redirects.redirect import Redirect
from newsroom.webhooks.webhook import Event, Webhook
from newsroom.webhooks.webhook_event import WebhookEvent
from tests.newsroom.wxr import comment, post, wxr
from tests.staff import account, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def export(tmp_path):
    path = tmp_path / "export.xml"
    path.write_text(wxr(*(post(number, inside=comment(number)) for number in range(1, 6))))
    return path


def move(*paths, **options):
    call_command("move_in", *map(str, paths), **{"ai_use": "none", "verbosity": 0} | options)


def test_a_dry_run_shows_the_plan_and_changes_nothing(export, tmp_path, capsys):
    move(export, dry_run=True, report=[tmp_path / "plan.json", tmp_path / "plan.html"])
    assert not MoveBatch.objects.exists()
    assert not Article.objects.exists()
    assert not Person.objects.exists()
    plan = json.loads((tmp_path / "plan.json").read_text())
    assert plan["totals"]["article"] == {"in_file": 5, "taken": 5, "changed": 0, "left_out": 0}
    assert "Post 3" in (tmp_path / "plan.html").read_text()
    assert "dry run" in capsys.readouterr().out


def test_a_move_that_was_broken_off_goes_on_where_it_was(export, tmp_path, monkeypatch):
    monkeypatch.setattr(moving, "AT_ONCE", 8)
    real, calls = moving._take, []

    def broken_off(context, items):
        calls.append(items)
        if len(calls) == 2:
            raise KeyboardInterrupt
        real(context, items)

    monkeypatch.setattr(moving, "_take", broken_off)
    with pytest.raises(KeyboardInterrupt):
        move(export)
    first = set(Article.objects.values_list("pk", flat=True))
    assert 0 < len(first) < 5
    assert MoveBatch.objects.get().finished_at is None
    monkeypatch.setattr(moving, "_take", real)
    move(export, report=[tmp_path / "report.json"])
    assert first < set(Article.objects.values_list("pk", flat=True))
    assert (Article.objects.count(), Comment.objects.count()) == (5, 5)
    totals = json.loads((tmp_path / "report.json").read_text())["totals"]
    assert totals["comment"]["in_file"] == totals["article"]["in_file"] == 5


def test_an_article_that_somebody_changed_or_wrote_is_left_alone(export, make_article):
    own = make_article(slug="post-1", headline="Written here")
    move(export)
    own.refresh_from_db()
    assert own.headline == "Written here"
    article = Article.objects.get(slug="post-2")
    article.headline = "Edited here"
    article.save()
    Article.objects.get(slug="post-3").delete()
    export.write_text(export.read_text().replace("Post 2", "Renamed there"))
    move(export)
    article.refresh_from_db()
    assert article.headline == "Edited here"
    assert not Article.objects.filter(slug="post-3").exists()
    assert "something else by now" in MovedItem.objects.get(kind="article", item_id="2").reasons[0]


def test_the_same_site_in_another_file_is_not_taken_twice(export, tmp_path):
    move(export)
    again = tmp_path / "again.xml"
    again.write_text(export.read_text())
    move(again, report=[tmp_path / "report.json"])
    assert Article.objects.count() == 5
    report = json.loads((tmp_path / "report.json").read_text())
    assert report["totals"]["article"]["left_out"] == report["totals"]["comment"]["left_out"] == 5
    move(again)
    assert Article.objects.count() == 5


def test_a_move_is_taken_back_whole(export, make_article):
    kept = make_article()
    move(export)
    call_command("move_in", undo=MoveBatch.objects.get().pk, verbosity=0)
    assert list(Article.objects.all()) == [kept]
    for model in (Comment, Redirect, Person, Topic):
        assert not model.objects.exists(), model
    assert Section.objects.count() == 1
    assert MovedItem.objects.exists(), "the report stays"
    call_command("check_totals", verbosity=0)
    move(export)
    assert Article.objects.count() == 6


def test_what_people_did_since_is_named_before_a_move_is_taken_back(export, capsys):
    move(export)
    batch = MoveBatch.objects.get()
    article = Article.objects.get(slug="post-2")
    article.headline = "Edited here"
    article.save()
    Comment.objects.create(article=article, name="Ida", email="ida@example.org", message="New here", status="published")
    moderator = account("Administrator")
    Comment.objects.filter(article=article).earliest("pk").mark_spam(by=moderator)
    person = Person.objects.get(name="Mira Holt")
    desk = signed_in(moderator)
    fields = {"name": "Mira Holt", "slug": person.slug, "role": "Editor at large", "bio": ""}
    assert desk.post(f"/admin/articles/person/{person.pk}/change/", fields).status_code == 302
    Article.objects.create(copy_of=article, headline="Half a change", slug="copy", section=article.section)
    Redirect.objects.create(old_path="/short", article=article)
    with pytest.raises(CommandError, match="--yes"):
        call_command("move_in", undo=batch.pk)
    said = capsys.readouterr().out
    assert "Working copies of these articles, which go with them: 1 (“Half a change”)" in said
    assert "Comments of the move on which moderators decided since: 1" in said
    assert "Redirects to these articles that staff added since: 1" in said
    assert "changed at the desk since: 1 (“Mira Holt”)" in said
    assert "Articles that were changed since they came: 1 (“Edited here”)" in said
    assert "Comments that readers left here since, under these articles: 1" in said
    assert Article.objects.count() == 6
    call_command("move_in", undo=batch.pk, yes=True, verbosity=0)
    assert not Article.objects.exists()


def test_administrators_read_the_report_and_take_a_move_back_at_the_desk(export, transactional_db, client):
    move(export)
    address = f"/admin/newsroom/movebatch/{MoveBatch.objects.get().pk}/"
    client.force_login(account("Editor"))
    assert client.get(f"{address}change/").status_code == client.post(f"{address}undo/").status_code == 403
    client.force_login(account("Administrator"))
    assert "export.xml" in client.get("/admin/newsroom/movebatch/").content.decode()
    report = client.get(f"{address}change/").content.decode()
    assert "Post 3" in report
    assert "Post 3" not in client.get(f"{address}change/?outcome=left_out").content.decode()
    assert "Nobody has changed" in client.get(f"{address}undo/").content.decode()
    client.post(f"{address}undo/")
    call_command("db_worker", batch=True, interval=0, startup_delay=False, verbosity=0)
    assert not Article.objects.exists()
    assert "taken back already" in client.get(f"{address}undo/").content.decode()


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"report": ["x.pdf"]}, "ends in"),
        ({"report": ["/nowhere/x.json"]}, "no folder"),
        ({"map_category": ["News"]}, "NAME=SECTION"),
        ({"media": "/nowhere"}, "no folder"),
        ({"undo": 999}, "no move"),
    ],
)
def test_what_cannot_be_is_said_before_anything_happens(export, options, words):
    from pathlib import Path

    options = {name: [Path(each) for each in value] if name == "report" else value for name, value in options.items()}
    options |= {"media": Path(options["media"])} if "media" in options else {}
    with pytest.raises(CommandError, match=words):
        move(export, **options)
    assert not Article.objects.exists()


def test_an_archive_that_moves_in_is_no_news_for_other_programs(export):
    hook = Webhook(name="An app", url="https://app.example/", events=Event.values)
    hook.issue_secret()
    hook.save()
    move(export)
    assert Article.objects.count() == 5
    assert not WebhookEvent.objects.exists()
    article = Article.objects.first()
    article.headline = "Edited here"
    article.save()
    assert WebhookEvent.objects.filter(article_id=article.pk).exists(), "what comes later is told"
