"""A site leaves with everything, and the same site comes out of what it took along."""

import hashlib
import json
import re
import shutil
from io import StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, User
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection, models

from articles.models import Article, Image, IntakeToken, Page, Section
from articles.reading.preview_link import PreviewLink
from comments.models import Comment, Decision, Note, Report, Rule, SavedReply, TotalsCheck
from newsroom.demo.loading import load_demo
from newsroom.models import Redirect, Webhook
from newsroom.moving_in.own_export.export_restored import MADE_BY_MIGRATE, restore
from newsroom.moving_out.export_format import ExportError
from newsroom.moving_out.export_tables import (
    ADDRESS_COLUMNS,
    ADDRESS_ROWS,
    LEFT_OUT,
    SECRET_COLUMNS,
    SECRET_TABLES,
    ExportOptions,
    exported_tables,
    models_with_tables,
)

ALL = ExportOptions(with_secrets=True)
# What depends on the moment or on the form's secret.
READER_PAGES = [
    "/",
    "/archive/",
    "/search/?q=the",
    "/best-rated/",
    "/corrections/",
    "/about/",
    "/feed.json",
    "/sitemap.xml",
]


def move_out(folder, **options):
    out = StringIO()
    call_command("move_out", folder, stdout=out, stderr=StringIO(), **options)
    return out.getvalue()


def come_back(folder):
    return restore(folder, lambda _total: lambda _items, _done: None)


def empty_site():
    """As a new database is after ``migrate``, with no files."""
    call_command("flush", interactive=False, verbosity=0)
    for folder in default_storage.listdir("")[0]:
        for path in Path(default_storage.path(folder)).rglob("*"):
            if path.is_file():
                path.unlink()


def all_rows():
    """Every exported table, row by row, as PostgreSQL writes it."""
    rows = {}
    with connection.cursor() as cursor:
        for table in exported_tables(ALL):
            cursor.execute(f'SELECT row_to_json(t)::text FROM "{table.name}" AS t ORDER BY "{table.key}"')
            rows[table.name] = [row for (row,) in cursor.fetchall()]
    return rows


def all_files():
    root = Path(default_storage.path(""))
    files = (path for path in root.rglob("*") if path.is_file())
    return {str(path.relative_to(root)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def assert_whole():
    out = StringIO()
    call_command("verify_log", stdout=out)
    call_command("check_totals", stdout=out)
    assert " 0 wrong" in out.getvalue()
    TotalsCheck.objects.all().delete()


@pytest.fixture
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.MEDIA_ROOT.mkdir()


@pytest.fixture
def site(transactional_db, media):
    """A site with something in it for each kind of table."""
    for _step in load_demo():
        pass
    chief = User.objects.create_superuser("chief", "chief@example.org", "a password")
    chief.groups.add(Group.objects.get(name="Editor"))
    article = Article.objects.published().order_by("pk").first()
    article.slug = f"{article.slug}-again"
    article.save()
    Redirect.objects.lead("/2019/05/old/", article)
    Redirect.objects.lead("/?p=12", "/about/")
    Webhook.objects.create(name="App", url="https://example.org/hook", secret="whsec_of_ours", events=[])
    PreviewLink.lasting(article, 7, chief).save()
    Image.objects.first().save()
    IntakeToken.objects.create(system="Writer", responsible=chief, digest="d" * 64, beginning="newsroom_abcd")
    comment = Comment.objects.filter(status="published").order_by("pk").first()
    Note.objects.create(comment=comment, text="Wrote from reader@example.org before.", made_by=chief)
    for email in ("one@example.org", "two@example.org"):
        Report.objects.create(comment=comment, reason="unlawful", words="It is.", name="Ada", email=email)
    Rule.objects.create(kind="address", pattern="troll@example.org", effect="refuse")
    Rule.objects.create(kind="words", pattern="buy now")
    SavedReply.objects.create(name="Thanks", text="Thank you.")
    for stars in (2, 5):  # one address, two ratings of which one counts
        rated = Comment.objects.create(
            article=article, name="Ada", email="twice@example.org", message=f"{stars} stars", stars=stars
        )
        rated.publish(by=chief)
    gone = Comment.objects.create(article=article, name="Eve", email="eve@example.org", message="Gone soon")
    gone.publish(by=chief)
    gone.delete()
    page, _made = Page.objects.get_or_create(slug="about", defaults={"title": "About", "body": "<p>Us.</p>"})
    page.title = "About this site"
    page.save()
    return article


@pytest.mark.django_db
def test_every_model_is_in_the_export_or_left_out_for_a_reason():
    labels = {model._meta.label for model in models_with_tables()}
    exported = {table.model for table in exported_tables(ALL)}
    assert labels == exported | LEFT_OUT.keys()
    assert {*SECRET_TABLES} <= exported
    assert all(reason.endswith(".") for reason in [*LEFT_OUT.values(), *SECRET_TABLES.values()])


SECRET_NAME = re.compile(r"secret|password|token|credential|key\Z|hash\Z")
NO_SECRETS = {
    *(("comments_comment", name) for name in ("email_key", "network_hash", "sent_key", "simhash", "unsubscribe_key")),
    ("comments_recommendation", "network_hash"),
    ("comments_report", "network_hash"),
    *(("articles_disclosureevent", name) for name in ("hash", "previous_hash")),
    *(("articles_intakeanswer", name) for name in ("token_id", "key")),
    ("articles_machinedraft", "token_id"),
    ("newsroom_subscription", "email_key"),
}


@pytest.mark.django_db
def test_a_new_column_for_a_secret_is_thought_of():
    secret = {
        (table.name, column)
        for table in exported_tables(ExportOptions())
        for column in table.columns
        if SECRET_NAME.search(column) and column not in table.changed
    }
    assert secret == NO_SECRETS


@pytest.mark.django_db
def test_what_is_changed_on_the_way_out_names_columns_that_there_are():
    columns = {table.name: set(table.columns) for table in exported_tables(ALL)}
    for changed in (SECRET_COLUMNS, ADDRESS_COLUMNS):
        for table, named in changed.items():
            assert named.keys() <= columns[table]
    assert ADDRESS_ROWS.keys() <= columns.keys()


def test_a_new_column_for_an_address_of_a_reader_is_thought_of():
    """E-mail fields are left out on request, belong to the site itself, or are in a table that stays here."""
    of_the_site = {("web_siteprofile", "contact"), ("web_historicalsiteprofile", "contact")}
    for model in models_with_tables():
        if model._meta.label in LEFT_OUT:
            continue
        for field in model._meta.local_concrete_fields:
            if isinstance(field, models.EmailField) or "email" in field.column:
                place = (model._meta.db_table, field.column)
                assert field.column in ADDRESS_COLUMNS.get(place[0], {}) or place in of_the_site, place


def test_every_file_of_a_row_is_in_the_export():
    fields = {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.local_concrete_fields
        if isinstance(field, models.FileField)
    }
    assert fields == {"articles.Image.file"}


def assert_accounts_for_every_row(report, folder):
    manifest = json.loads((folder / "manifest.json").read_text())
    assert len(report["items"]) == sum(table["rows"] for table in manifest["tables"])
    for kind, counts in report["totals"].items():
        assert counts["in_file"] == counts["taken"] == sum(item["kind"] == kind for item in report["items"])
    assert {frozenset(item) for item in report["items"]} == {
        frozenset(("source", "kind", "id", "title", "outcome", "reasons", "url"))
    }


def test_moving_out_and_in_gives_the_same_site(site, tmp_path, client):
    pages = [*READER_PAGES, site.get_absolute_url()]
    said = move_out(tmp_path / "out", with_secrets=True)
    assert "secrets" in said
    rows, files = all_rows(), all_files()
    gone = max(Decision.objects.values_list("comment", flat=True))
    assert gone > max(Comment.objects.values_list("pk", flat=True))
    before = {page: client.get(page).content for page in pages}
    empty_site()
    assert not Article.objects.exists()
    assert not all_files()

    reports = [tmp_path / "report.json", tmp_path / "report.html"]
    call_command("move_in", tmp_path / "out", report=reports, stdout=StringIO(), stderr=StringIO())

    assert_accounts_for_every_row(json.loads(reports[0].read_text()), tmp_path / "out")
    assert f"<td>{site.get_absolute_url()}</td>" in reports[1].read_text()
    after = all_rows()
    assert after.keys() == rows.keys()
    for table in rows:
        assert after[table] == rows[table], table
    assert all_files() == files
    for page in pages:
        assert client.get(page).content == before[page], page
    assert_whole()

    # The triggers are on again, and a new row has a number that none had.
    article = Article.objects.get(pk=site.pk)
    fresh = Comment.objects.create(article=article, name="Ada", email="new@example.org", message="New.", stars=4)
    assert fresh.pk > gone
    fresh.publish(by=User.objects.get(username="chief"))
    article.headline = "Changed after the move"
    article.save()
    assert article.history.first().headline == "Changed after the move"
    assert_whole()


def test_secrets_and_addresses_can_stay_and_the_totals_still_hold(site, tmp_path):
    """Secrets always stay, unless they are asked for."""
    hashed = User.objects.get(username="chief").password
    addresses = {*Comment.objects.values_list("email", flat=True), *Report.objects.values_list("email", flat=True)}
    counts = {model: model.objects.count() for model in (Comment, Report, Note, Decision)}
    assert "left out" in move_out(tmp_path / "out")
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text())
    assert {"mfa.Authenticator", "sessions.Session"} <= {entry["model"] for entry in manifest["left_out"]}
    changed = {entry["table"]: entry["other_values_in"] for entry in manifest["tables"] if entry["other_values_in"]}
    assert changed == {
        "auth_user": ["password"],
        "articles_intaketoken": ["digest"],
        "newsroom_webhook": ["former_secret", "former_until", "is_on", "secret"],
    }

    move_out(tmp_path / "bare", without_addresses=True)
    written = "".join(path.read_text() for path in (tmp_path / "bare" / "tables").iterdir())
    for folder in ("out", "bare"):
        for path in (tmp_path / folder).rglob("*.json*"):
            assert hashed not in path.read_text()
            assert "d" * 64 not in path.read_text()
            assert "whsec_of_ours" not in path.read_text()
    assert [address for address in addresses - {""} if address.lower() in written.lower()] == []
    for derived in ("twice@", "troll@", "chief@", "reader@"):
        assert derived not in written

    empty_site()
    come_back(tmp_path / "bare")
    assert {model: model.objects.count() for model in counts} == counts
    chief = User.objects.get(username="chief")
    assert chief.is_superuser
    assert not chief.check_password("a password")
    assert_whole()


def test_a_site_with_content_is_left_alone(export):
    Section.objects.create(name="Weather", slug="weather")
    rows = all_rows()
    with pytest.raises(ExportError, match="not empty"):
        come_back(export)
    assert all_rows() == rows


def test_a_folder_with_something_in_it_is_left_alone(transactional_db, media, tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine.txt").write_text("mine")
    with pytest.raises(CommandError, match="not empty"):
        move_out(tmp_path / "out")
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["mine.txt"]


def test_an_interrupted_export_begins_anew(transactional_db, media, tmp_path):
    left = tmp_path / ".out.unfinished"
    (left / "tables").mkdir(parents=True)
    (left / "UNFINISHED").touch()
    (left / "tables" / "half.jsonl").write_text("{")
    assert "begins anew" in move_out(tmp_path / "out")
    assert not left.exists()
    assert not (tmp_path / "out" / "tables" / "half.jsonl").exists()
    assert (tmp_path / "out" / "manifest.json").exists()


def test_the_export_is_one_moment_of_the_site(transactional_db, media, tmp_path, make_comment):
    make_comment()
    assert move_out(tmp_path / "out")
    for entry in json.loads((tmp_path / "out" / "manifest.json").read_text())["tables"]:
        content = (tmp_path / "out" / "tables" / f"{entry['table']}.jsonl").read_bytes()
        assert content.count(b"\n") == entry["rows"]
        assert hashlib.sha256(content).hexdigest() == entry["sha256"]


def test_only_what_migrate_makes_may_be_there_before(transactional_db, media):
    """Nothing of MADE_BY_MIGRATE is what people write."""
    empty_site()
    filled = {table for table, rows in all_rows().items() if rows}
    assert filled <= {*MADE_BY_MIGRATE}


# Exports that are not what they were ----------------------------------------------------------------------------------


@pytest.fixture
def export(transactional_db, media, tmp_path, make_comment):
    make_comment(message="Well put.")
    move_out(tmp_path / "out")
    empty_site()
    return tmp_path / "out"


def _manifest(change):
    def harm(folder):
        path = folder / "manifest.json"
        facts = json.loads(path.read_text())
        change(facts)
        path.write_text(json.dumps(facts))

    return harm


def _rows(table, content):
    """Other rows, with a manifest that says so."""

    def harm(folder):
        path = folder / "tables" / f"{table}.jsonl"
        path.write_bytes(content(path.read_bytes()))
        raw = path.read_bytes()

        def change(facts):
            entry = next(each for each in facts["tables"] if each["table"] == table)
            entry |= {"rows": raw.count(b"\n"), "size": len(raw), "sha256": hashlib.sha256(raw).hexdigest()}

        _manifest(change)(folder)

    return harm


def _files(line):
    def harm(folder):
        path = folder / "files.jsonl"
        path.write_text(json.dumps(line) + "\n")
        raw = path.read_bytes()
        _manifest(lambda facts: facts["files"].update(rows=1, size=len(raw), sha256=hashlib.sha256(raw).hexdigest()))(
            folder
        )

    return harm


def _other_bytes(folder):
    path = folder / "tables" / "comments_comment.jsonl"
    path.write_bytes(path.read_bytes().replace(b"Well put.", b"Ill put.."))


def _cut(folder):
    path = folder / "tables" / "comments_comment.jsonl"
    path.write_bytes(path.read_bytes()[:-20])


def _link(folder):
    path = folder / "tables" / "comments_comment.jsonl"
    path.rename(folder / "aside")
    path.symlink_to(folder / "aside")


HARMS = {
    "other bytes": (_other_bytes, "was changed, or is cut off"),
    "a cut file": (_cut, "was changed, or is cut off"),
    "a missing file": (lambda folder: (folder / "tables" / "comments_comment.jsonl").unlink(), "is missing"),
    "a link": (_link, "is a link"),
    "an unknown table": (
        _manifest(lambda facts: facts["tables"].append(facts["tables"][0] | {"table": "../../etc/passwd"})),
        "tables that this site does not have",
    ),
    "a table that stays here": (
        _manifest(lambda facts: facts["tables"].append(facts["tables"][0] | {"table": "django_session"})),
        "tables that this site does not have",
    ),
    "a table left out": (_manifest(lambda facts: facts["tables"].pop(0)), "lacks tables"),
    "a table twice": (_manifest(lambda facts: facts["tables"].append(facts["tables"][0])), "does not say"),
    "other columns": (_manifest(lambda facts: facts["tables"][0]["columns"].pop()), "other columns"),
    "a newer format": (_manifest(lambda facts: facts.update(version=2)), "use a newer release"),
    "a newer schema": (_manifest(lambda facts: facts["migrations"].append("articles.9999_later")), "newer release"),
    "an older schema": (_manifest(lambda facts: facts["migrations"].pop()), "older release"),
    "no version": (_manifest(lambda facts: facts.pop("tables")), "does not say"),
    "a manifest of another shape": (_manifest(lambda facts: facts.update(tables=[7], files=None)), "does not say"),
    "no JSON": (lambda folder: (folder / "manifest.json").write_text("{"), "no JSON"),
    "another maker": (_manifest(lambda facts: facts.update(format="other")), "no export"),
    "a name that leads out": (
        _files({"name": "../../outside.png", "size": 1, "sha256": "0" * 64}),
        "no name of a picture",
    ),
    "a name from the root": (_files({"name": "/etc/passwd", "size": 1, "sha256": "0" * 64}), "no name of a picture"),
    "a script for a picture": (_files({"name": "images/a.html", "size": 1, "sha256": "0" * 64}), "no name of a pict"),
    "a row of another shape": (_rows("comments_comment", lambda raw: b"[1]\n"), "is no row"),
    "a row that nests": (_rows("comments_comment", lambda raw: b"[" * 100_000 + b"\n"), "is no row"),
    "a row of other columns": (_rows("comments_comment", lambda raw: b'{"id": 1}\n'), "not the columns"),
    "a row without end": (_rows("comments_comment", lambda raw: b" " * 33_000_000 + raw), "longer than"),
    "a value that is none": (
        _rows("comments_comment", lambda raw: raw.replace(b'"Well put."', b'"Well\\u0000put."')),
        "database refuses",
    ),
    "a row that leads nowhere": (_rows("articles_article", lambda raw: b""), "database refuses"),
}


def test_an_export_that_is_not_what_it_was_is_refused_in_a_sentence(export, tmp_path):
    rows = all_rows()
    said = {}
    for harm, (change, _words) in HARMS.items():
        harmed = shutil.copytree(export, tmp_path / harm)
        change(harmed)
        with pytest.raises(ExportError) as refusal:
            come_back(harmed)
        said[harm] = str(refusal.value)
        shutil.rmtree(harmed)
    assert [harm for harm, (_change, words) in HARMS.items() if words not in said[harm]] == []
    assert [sentence for sentence in said.values() if "\n" in sentence] == []
    assert all_rows() == rows
    assert not all_files()
