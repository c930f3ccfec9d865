"""A site is backed up, destroyed, and comes back with every row and every file; what is damaged never comes back."""

import json
import os
import resource
import shutil
import signal
import subprocess
import tempfile
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.core.management.base import SystemCheckError
from django.db import connection
from django.utils import timezone

from articles.models import Article
from articles.pictures.image_files import make_renditions
from comments.models import Comment, NetworkKey
from newsroom.backup import postgres_programs
from newsroom.backup.backing_up import NOT_TAKEN
from newsroom.backup.backup_check import throwaway_database
from newsroom.backup.backup_folder import DAYS, MONTHS, WEEKS, folder_of_backups, remove_old
from newsroom.backup.backup_format import DATABASE, MANIFEST, PARTS, SUMS, backup_name
from newsroom.backup.site_settings import is_secret, settings_lines
from newsroom.backup.verified_backup import VERIFIED_WITHIN
from newsroom.models import VerifiedBackup
from newsroom.moving_out.export_format import digest_of_file
from newsroom.settings import env
from tests.pictures import drawn, make_picture
from tests.staff import account, signed_in

CHANGED_BY_RESTORING = "articles_contentversion"  # so no cache takes the site of before for this one


def backup(**options):
    out = StringIO()
    call_command("backup", stdout=out, stderr=out, **options)
    return out.getvalue()


def restore(path, **options):
    out = StringIO()
    call_command("restore", str(path), stdout=out, stderr=out, **options)
    return out.getvalue()


def everything():
    """Every row of every table as PostgreSQL writes it, and every file."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")
        tables = {}
        for (table,) in cursor.fetchall():
            cursor.execute(f'SELECT t::text FROM "{table}" AS t ORDER BY t::text')
            tables[table] = [row for (row,) in cursor.fetchall()]
        cursor.execute("SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = current_schema()")
        tables["the numbers"] = sorted(cursor.fetchall())
    root = Path(default_storage.path(""))
    tables["the files"] = {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}
    return tables


def made(folder):
    (path,) = [path for path in folder.iterdir() if path.name.startswith("newsroom-")]
    return path


@pytest.fixture
def folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.MEDIA_ROOT.mkdir()
    settings.BACKUP_FOLDER = tmp_path / "backups"
    settings.BACKUP_ENCRYPT_TO = []
    return settings.BACKUP_FOLDER


@pytest.fixture
def site(transactional_db, folder, make_article, make_comment):
    """A small site with files, to which nothing else is connected: earlier tests may have left a thread that is."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    make_renditions.func(make_picture().pk)
    article = make_article(lead_image=make_picture())
    make_comment(article, status="published", stars=4, message="Ünïcode, \\N and \t too.")
    make_comment(article, message="It waits.")
    account("Administrator")
    default_storage.save("share/card.jpg", ContentFile(drawn(9)))


def test_a_destroyed_site_comes_back_with_every_row_and_every_file(site, folder):
    NetworkKey.objects.today()
    signed_in(account("Editor"))
    before = everything()
    said = backup()
    assert f"{len(before['the files'])} files" in said
    shutil.rmtree(default_storage.path(""))
    with throwaway_database():  # as new as the one that takes the place of a lost one
        assert "This site is empty." in restore(made(folder), dry_run=True)
        assert not Path(default_storage.path("")).exists()
        restore(made(folder))
        after = everything()
        call_command("verify_log", stdout=StringIO())
        call_command("check_totals", stdout=StringIO())
        _checked()
    left_out = json.loads((made(folder) / MANIFEST).read_text())["not_taken"]
    assert len(left_out) == len(NOT_TAKEN)
    assert before.keys() == after.keys()
    for name in before.keys() - {CHANGED_BY_RESTORING, *left_out}:
        assert after[name] == before[name], name
    for table in left_out:
        assert after[table] == []
    assert after[CHANGED_BY_RESTORING] != before[CHANGED_BY_RESTORING]


def _checked():
    out = StringIO()
    call_command("check", stdout=out, stderr=out)
    return out.getvalue()


def test_a_site_with_content_is_replaced_only_on_demand_and_then_whole(site, folder):
    backup()
    before = everything()
    with throwaway_database():
        shutil.rmtree(default_storage.path(""))
        restore(made(folder))
        Article.objects.filter(pk=Article.objects.first().pk).update(headline="Changed since")
        Comment.objects.create(article=Article.objects.last(), name="Ada", email="a@example.org", message="New.")
        default_storage.save("added.jpg", ContentFile(drawn(7)))
        changed = everything()
        with pytest.raises(CommandError, match=r"not empty.*--replace"):
            restore(made(folder))
        assert everything() == changed
        said = restore(made(folder), replace=True)
        assert "Restored" in said
        after = everything()
    del before[CHANGED_BY_RESTORING], after[CHANGED_BY_RESTORING]
    assert after == before


def test_a_dry_run_says_what_a_backup_holds_and_changes_nothing(site, folder):
    backup()
    before = everything()
    said = restore(made(folder), dry_run=True)
    for words in ("Backup of", "Release 0.1.0", "articles_article: ", "files", "not encrypted", "All checksums hold"):
        assert words in said
    assert "not empty" in said
    assert everything() == before


def _cut(path):
    os.truncate(path, path.stat().st_size - 1)


def _change(path):
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


@pytest.mark.parametrize("damage", [_cut, _change, Path.unlink], ids=["cut", "one-bit", "missing"])
def test_a_damaged_backup_is_refused_before_anything_is_touched(site, folder, damage):
    backup()
    whole = made(folder)
    with throwaway_database():
        for name in (*PARTS, MANIFEST, SUMS):
            damaged = folder / "damaged"
            shutil.rmtree(damaged, ignore_errors=True)
            shutil.copytree(whole, damaged)
            damage(damaged / name)
            for options in ({}, {"replace": True}, {"dry_run": True}):
                with pytest.raises(CommandError, match=r"damaged|missing|no backup|no manifest"):
                    restore(damaged, **options)
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_tables WHERE schemaname = current_schema()")
            assert cursor.fetchone()[0] == 0


def _write_sums(path):
    names = (MANIFEST, *PARTS)
    (path / SUMS).write_text("".join(f"{digest_of_file(path / name)[1]}  {name}\n" for name in names))


def test_a_restore_that_breaks_off_leaves_database_and_files_as_they_were(site, folder):
    backup()
    broken = made(folder)
    (broken / DATABASE).write_bytes((broken / DATABASE).read_bytes()[:-2000])
    manifest = json.loads((broken / MANIFEST).read_text())
    manifest["sizes"][DATABASE] -= 2000
    (broken / MANIFEST).write_text(json.dumps(manifest, indent=1, ensure_ascii=False) + "\n")
    _write_sums(broken)
    before = everything()
    with pytest.raises(CommandError, match="pg_restore failed"):
        restore(broken, replace=True)
    assert everything() == before


def test_the_sums_are_those_that_sha256sum_checks(site, folder):
    backup()
    subprocess.run(["sha256sum", "--check", "--quiet", SUMS], cwd=made(folder), check=True)


def test_a_backup_of_a_newer_release_or_a_newer_server_is_refused(site, folder):
    backup()
    whole = made(folder)

    def with_manifest(**changes):
        manifest = json.loads((whole / MANIFEST).read_text())
        (whole / MANIFEST).write_text(json.dumps(manifest | changes, indent=1, ensure_ascii=False) + "\n")
        _write_sums(whole)
        return manifest

    manifest = with_manifest(server=99)
    with pytest.raises(CommandError, match="newer server"):
        restore(whole, replace=True)
    with_manifest(server=manifest["server"], migrations=[*manifest["migrations"], "articles.9999_of_next_year"])
    with pytest.raises(CommandError, match="newer release"):
        restore(whole, replace=True)


def test_a_backup_of_an_older_release_is_migrated(site, folder):
    backup()
    with throwaway_database():
        restore(made(folder), replace=True)
        call_command("migrate", "comments", "0017", verbosity=0)
        with pytest.raises(SystemCheckError, match=r"newsroom\.E002"):
            _checked()
        shutil.rmtree(folder)
        backup()
    with throwaway_database():
        restore(made(folder), replace=True)
        _checked()


# Verifying ------------------------------------------------------------------------------------------------------------


def test_a_verified_backup_is_noted_and_told_by_the_desk_and_by_check(site, folder, time_machine):
    chief = User.objects.get()
    assert "No backup of this site was ever verified" in _checked()
    assert "Verified" in backup(verify=True)
    verified = VerifiedBackup.objects.get()
    assert verified.name == made(folder).name
    page = signed_in(chief).get("/admin/").text
    assert "The last verified backup: " in page
    assert "front-backups--late" not in page
    assert "verified backup" not in signed_in(account("Editor")).get("/admin/").text
    assert "W004" not in _checked()
    time_machine.move_to(timezone.now() + VERIFIED_WITHIN + timedelta(hours=1), tick=False)
    assert "The last verified backup is 7 days old" in _checked()
    assert "W004" in _checked()
    assert "front-backups--late" in signed_in(chief).get("/admin/").text


def test_a_backup_with_wrong_totals_a_broken_log_or_a_lost_file_is_not_verified(site, folder):
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("UPDATE comments_discussion SET comment_count = comment_count + 1")
        cursor.execute("SET session_replication_role = origin")
    with pytest.raises(CommandError, match="check_totals says"):
        backup(verify=True)
    assert not VerifiedBackup.objects.exists()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_database WHERE datname LIKE '%backup_check'")
        assert cursor.fetchone()[0] == 0


# Encrypted ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def gpg_key(tmp_path, monkeypatch):
    """A key ring of its own with one key, and the key's name."""
    if not shutil.which("gpg"):
        pytest.skip("there is no GnuPG here")
    home = Path(tempfile.mkdtemp(prefix="gpg"))  # short: it holds sockets
    monkeypatch.setenv("GNUPGHOME", str(home))
    command = ["gpg", "--batch", "--passphrase", "", "--quick-gen-key", "backups@example.org", "future-default"]
    subprocess.run(command, check=True, capture_output=True)
    yield "backups@example.org"
    subprocess.run(["gpgconf", "--kill", "all"], check=False)
    shutil.rmtree(home)


@pytest.fixture
def age_key(tmp_path, settings):
    """The recipient of a new key, which the settings name."""
    if not shutil.which("age-keygen"):
        pytest.skip("there is no age here")
    settings.BACKUP_IDENTITY = str(tmp_path / "key.txt")
    subprocess.run(["age-keygen", "-o", settings.BACKUP_IDENTITY], check=True, capture_output=True)
    command = ["age-keygen", "-y", settings.BACKUP_IDENTITY]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


@pytest.mark.parametrize("kind", ["gpg", "age"])
def test_an_encrypted_backup_is_read_only_with_its_key_and_then_whole(
    site, folder, settings, request, kind, monkeypatch
):
    settings.BACKUP_ENCRYPT_TO = [request.getfixturevalue(f"{kind}_key")]
    assert "encrypted" in backup(verify=True)
    path = made(folder)
    assert sorted(part.name for part in path.iterdir()) == sorted(
        [MANIFEST, SUMS, *(f"{part}.{kind}" for part in PARTS)]
    )
    before = everything()
    assert "All checksums hold" in restore(path, dry_run=True)
    with throwaway_database():
        restore(path, replace=True)
        assert everything()["articles_article"] == before["articles_article"]
    monkeypatch.setenv("GNUPGHOME", str(folder))
    settings.BACKUP_IDENTITY = ""
    with pytest.raises(CommandError, match=r"GnuPG failed|BACKUP_IDENTITY"):
        restore(path, replace=True)
    assert everything()["articles_article"] == before["articles_article"]


@pytest.mark.parametrize(
    ("recipients", "sentence"),
    [
        (["nobody@example.invalid"], "GnuPG failed: .*nobody@example.invalid"),
        (["age1notakey"], "age failed: .*age1notakey"),
        (["age1one", "two@example.org"], "name those of one"),
    ],
)
def test_a_recipient_of_no_use_is_told_before_anything_is_written(site, folder, settings, recipients, sentence):
    settings.BACKUP_ENCRYPT_TO = recipients
    with pytest.raises(CommandError, match=sentence):
        backup()
    assert [path for path in folder.iterdir() if "newsroom" in path.name] == []


# What goes wrong ------------------------------------------------------------------------------------------------------


def test_a_full_disk_leaves_no_backup_and_says_so(site, folder):
    limit = resource.getrlimit(resource.RLIMIT_FSIZE)
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    default_storage.save("large.jpg", ContentFile(os.urandom(3_000_000)))
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (2_000_000, limit[1]))  # a file can be no longer, as on a full disk
        with pytest.raises(CommandError, match=r"cannot be read or written|disk is full"):
            backup()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limit)
    assert [path for path in folder.iterdir() if "newsroom" in path.name] == []
    backup()


def test_no_program_of_the_servers_release_is_told_with_the_package_to_install(site, folder, monkeypatch):
    monkeypatch.setattr(postgres_programs, "server_release", lambda: 13)
    monkeypatch.setattr("newsroom.backup.backing_up.server_release", lambda: 13)
    with pytest.raises(CommandError, match=r"needs the program pg_dump of the same release.*postgresql-client-13"):
        backup()


def test_a_folder_that_cannot_be_written_is_told(site, folder, settings, tmp_path):
    (tmp_path / "file").write_text("in the way")
    settings.BACKUP_FOLDER = tmp_path / "file" / "backups"
    with pytest.raises(CommandError, match="cannot be written"):
        backup()


@pytest.mark.parametrize("served", ["MEDIA_ROOT", "STATIC_ROOT"])
def test_a_folder_whose_files_everyone_can_read_is_refused(site, folder, settings, served):
    settings.BACKUP_FOLDER = Path(getattr(settings, served)) / "in" / "here"
    with pytest.raises(CommandError, match="everyone can read"):
        backup()
    assert not settings.BACKUP_FOLDER.exists()


def test_two_at_once_are_one(site, folder):
    with folder_of_backups(), pytest.raises(CommandError, match="being made"):
        backup()


def test_a_backup_that_was_killed_is_no_backup_and_is_cleared_away(site, folder):
    folder.mkdir()
    half = folder / ".newsroom-20261130T010000Z.unfinished"
    half.mkdir()
    (half / DATABASE).write_bytes(b"half")
    (folder / "my notes").mkdir()
    backup()
    assert not half.exists()
    assert (folder / "my notes").exists()


def test_a_site_that_runs_is_not_restored(site, folder):
    backup()
    before = everything()
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("SELECT 1")
        with pytest.raises(CommandError, match="stop it"):
            restore(made(folder), replace=True)
    other.close()
    assert everything() == before


# What stays -----------------------------------------------------------------------------------------------------------


def test_the_last_of_each_day_week_and_month_stays_by_the_schedule(tmp_path):
    noon = datetime(2026, 11, 30, 12, tzinfo=UTC)
    for days in range(500):
        for hours in (0, 3):
            path = tmp_path / backup_name(noon - timedelta(days=days, hours=hours))
            path.mkdir()
            (path / MANIFEST).touch()
    (tmp_path / "of-mine").mkdir()
    verified = backup_name(noon - timedelta(days=333, hours=3))
    remove_old(tmp_path, but=verified)
    left = sorted(path.name for path in tmp_path.glob("newsroom-*"))
    by_day = [backup_name(noon - timedelta(days=days)) for days in range(7)]
    by_week = [backup_name(datetime(2026, 11, day, 12, tzinfo=UTC)) for day in (29, 22, 15)]
    ends = [(2026, 11, 30), (2026, 10, 31), (2026, 9, 30), (2026, 8, 31), (2026, 7, 31), (2026, 6, 30), (2026, 5, 31)]
    ends += [(2026, 4, 30), (2026, 3, 31), (2026, 2, 28), (2026, 1, 31), (2025, 12, 31)]
    by_month = [backup_name(datetime(*end, 12, tzinfo=UTC)) for end in ends]
    assert (DAYS, WEEKS, MONTHS) == (7, 4, 12)
    assert left == sorted({*by_day, *by_week, *by_month, verified})
    assert (tmp_path / "of-mine").exists()


# Secrets --------------------------------------------------------------------------------------------------------------


def test_no_secret_of_the_settings_is_in_a_backup(site, folder, monkeypatch):
    for name in env.names:
        monkeypatch.setenv(name, "postgres://user:hunter2@host/name" if name.endswith("URL") else "hunter2")
    monkeypatch.setenv("SITE_NAME", "The Paper")
    monkeypatch.setenv("SITE_URL", "https://news.example.org")
    lines = settings_lines()
    assert "SITE_NAME=The Paper" in lines
    assert "SITE_URL=https://news.example.org" in lines
    for name in ("SECRET_KEY", "DATABASE_URL", "EMAIL_URL", "RECAPTCHA_PRIVATE_KEY", "AKISMET_KEY", "SENTRY_DSN"):
        assert f"# {name} is a secret, and is left out." in lines
    assert not is_secret("RECAPTCHA_PUBLIC_KEY", "public")


def test_a_password_of_the_database_is_no_argument_of_a_program(site, folder, monkeypatch):
    arguments = []
    start = subprocess.Popen.__init__
    monkeypatch.setitem(connection.settings_dict, "PASSWORD", "hunter2")
    monkeypatch.setattr(
        subprocess.Popen, "__init__", lambda self, args, **more: (arguments.append(args), start(self, args, **more))[1]
    )
    backup()
    assert arguments
    assert "hunter2" not in str(arguments)
    assert postgres_programs.environment()["PGPASSWORD"] == "hunter2"
