"""A move that is killed at any moment and begun again: nothing is lost, nothing is there twice."""

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from articles.models import Article, Image
from articles.pictures.lost_files import SPARED
from comments.models import Comment
from newsroom.moving_in.move_batch import MoveBatch, MovedItem
from newsroom.redirects.redirect import Redirect
from tests.newsroom.checkout import PROJECT
from tests.newsroom.wxr import comment, post, wxr
from tests.pictures import drawn

pytestmark = pytest.mark.django_db(transaction=True)
CAPTURE = Image.DigitalSourceType.CAPTURE
POSTS, ANSWERS, KILLS = 60, 12, 4
PROGRAM = """
import sys
import django
django.setup()
from django.conf import settings
from django.core.management import call_command
from newsroom.moving_in import moving
moving.AT_ONCE = 25
settings.MEDIA_ROOT = sys.argv[2]
call_command("move_in", sys.argv[1], ai_use="none", media=__import__("pathlib").Path(sys.argv[3]),
             pictures_made="digitalCapture", verbosity=0)
"""


def files_in(folder):
    return {file.relative_to(folder).as_posix() for file in Path(folder).rglob("*") if file.is_file()}


@pytest.fixture
def export(tmp_path):
    media = tmp_path / "uploads"
    media.mkdir()
    posts = []
    for number in range(1, POSTS + 1):
        (media / f"{number}.jpg").write_bytes(drawn(number * 4))
        picture = (
            f'<p>Words.</p><img src="https://harbour.example/wp-content/uploads/{number}.jpg" alt="Boat {number}">'
        )
        first = number * 100
        talk = "".join(comment(first + each, parent=first if each else 0) for each in range(ANSWERS))
        posts.append(post(number, picture, talk))
    path = tmp_path / "export.xml"
    path.write_text(wxr(*posts))
    return path


@pytest.fixture
def begin(export, settings, tmp_path):
    """Begin the move in a process of its own, on the test's database."""
    settings.MEDIA_ROOT = str(tmp_path / "media")
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "tests.newsroom.served_settings"}
    environment["TEST_DATABASE"] = connection.settings_dict["NAME"]

    def run():
        arguments = [str(export), settings.MEDIA_ROOT, str(tmp_path / "uploads")]
        command = [sys.executable, "-c", PROGRAM, *arguments]
        return subprocess.Popen(command, env=environment, cwd=PROJECT, stderr=subprocess.PIPE)

    return run


def test_a_move_that_is_killed_several_times_ends_as_if_it_never_was(begin, settings):
    chance = random.Random(15)  # noqa: S311 - so a failure can be repeated
    for _kill in range(KILLS):
        taken = MovedItem.objects.count()
        process = begin()
        wanted = taken + chance.randrange(20, POSTS * ANSWERS // KILLS)
        while process.poll() is None and MovedItem.objects.count() < wanted:
            time.sleep(0.02)
        time.sleep(chance.random() / 20)  # into the middle of what comes next
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stderr.close()
    assert MoveBatch.objects.get().finished_at is None
    process = begin()
    _nothing, fault = process.communicate()
    assert process.returncode == 0, fault.decode()[-2_000:]

    assert MoveBatch.objects.get().finished_at
    assert Counter(Article.objects.values_list("headline", flat=True)) == Counter(
        f"Post {number}" for number in range(1, POSTS + 1)
    )
    assert Comment.objects.count() == POSTS * ANSWERS
    assert Comment.objects.exclude(parent=None).count() == POSTS * (ANSWERS - 1)
    assert Image.objects.count() == Image.objects.values("digest").distinct().count() == POSTS
    bodies = "".join(Article.objects.values_list("body", flat=True))
    assert all(f"/{image.file.name}" in bodies for image in Image.objects.all())
    assert Redirect.objects.filter(article__isnull=False).count() == 2 * POSTS
    items = MovedItem.objects.values_list("kind", "item_id")
    assert len(items) == len(set(items))
    call_command("check_totals", verbosity=0)


def test_files_that_a_killed_move_left_behind_go_after_a_day(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path / "media")
    image = Image(file=ContentFile(drawn(), "boat.png"), alternative_text="A boat", digital_source_type=CAPTURE)
    image.save()
    folder = Path(settings.MEDIA_ROOT, image.file.name).parent
    lost = [folder / "0123456789abcd-01234567.png", folder / "0123456789abcd-01234567-320.webp"]
    for file in lost:
        file.write_bytes(b"a picture whose row never came")
    before = files_in(settings.MEDIA_ROOT)
    call_command("forget_traces", verbosity=0)
    assert files_in(settings.MEDIA_ROOT) == before, "a row may be on its way"
    long_ago = (timezone.now() - SPARED).timestamp() - 60
    for file in folder.iterdir():
        os.utime(file, (long_ago, long_ago))
    call_command("forget_traces", verbosity=0)
    assert not any(file.exists() for file in lost)
    assert Path(settings.MEDIA_ROOT, image.file.name).exists()
