"""Every page that a link leads to, and every refused form, by the W3C's own HTML checker: no error and no warning.

The checker is a Java archive; ``HTML_CHECKER`` names it, as ``.ci/run`` does. It is started once, on loopback.
"""

import http.client
import json
import os
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from html import unescape
from urllib.parse import urljoin, urlsplit

import pytest
from django.contrib.auth.models import User
from django.http import HttpResponse
from django.test import Client
from django.urls import resolve
from django.utils import timezone

from articles.models import Byline, Correction, Person, Source, Topic
from comments.models import Comment, Discussion, Report
from comments.own.signed_links import manage_url
from newsroom.styleguide.mails import MAILS
from newsroom.styleguide.moments import MOMENTS
from newsroom.styleguide.views import FORMS
from tests.articles.intake import Machine

PAGES_OF_A_KIND = 2  # a list with one page and with several differ; the tenth is like the second


@pytest.fixture(scope="session")
def checker() -> Iterator[int]:
    """The port at which the checker listens."""
    archive, java = os.environ.get("HTML_CHECKER"), shutil.which("java")
    if not archive:
        pytest.skip("HTML_CHECKER does not name the archive of the HTML checker.")
    assert java, "HTML_CHECKER is set, but there is no Java to run it."
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [java, "-Dnu.validator.servlet.bind-address=127.0.0.1", "-cp", archive]
    server = subprocess.Popen(
        [*command, "nu.validator.servlet.Main", str(port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    while server.poll() is None and not _listens(port):
        time.sleep(0.1)
    yield port
    server.terminate()
    server.wait()


def _listens(port: int) -> bool:
    with socket.socket() as attempt:
        return attempt.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture
def faults(checker) -> Callable[[str, HttpResponse], list[str]]:
    """What the checker has against a page: its errors and warnings, each with the place where it stands."""

    def check(address: str, response: HttpResponse) -> list[str]:
        connection = http.client.HTTPConnection("127.0.0.1", checker)
        headers = {"Content-Type": response["Content-Type"], "User-Agent": "Newsroom"}  # it answers 400 without
        connection.request("POST", "/?out=json", response.content, headers)
        answer = connection.getresponse()
        text = answer.read()
        assert answer.status == 200, (answer.status, answer.headers.as_string(), text)
        found = json.loads(text)["messages"]
        return [
            f"{address}: {each['message']} Here: {each.get('extract', '').strip()}"
            for each in found
            if each["type"] != "info" or each.get("subType") == "warning"
        ]

    return check


@pytest.fixture
def site(make_article, make_comment):
    """Something of every kind, so every page has something to show."""
    article = make_article(
        slug="tides",
        headline="Why the sea comes back & goes",
        kicker="Explainer",
        standfirst="The Moon pulls, the Earth turns.",
        body="<h2>Two bulges</h2><p>Water leans.</p><table><tbody><tr><th>Place</th></tr></tbody></table>",
        ai_use="generated",
        updated_at=timezone.now(),
    )
    ada = Person.objects.create(name="Ada Winter", slug="ada", role="Science editor", bio="Writes.")
    Byline.objects.create(article=article, person=ada)
    article.topics.add(Topic.objects.create(name="Sea", slug="sea"))
    Source.objects.create(article=article, title="Tables", publisher="Harbour office", address="https://example.org/")
    Correction.objects.create(article=article, text="The range was given in feet.")
    for number in range(45):
        make_article(ai_use=("none", "assisted", "generated")[number % 3])
    make_article(slug="draft", published_at=None)
    make_article(slug="scheduled", published_at=timezone.now() + timedelta(days=2))
    make_article(slug="withdrawn", withdrawn_at=timezone.now(), withdrawal_reason="Its figures were made up.")
    for number in range(25):
        make_comment(article, stars=number % 5 + 1).publish()
    published = Comment.objects.published().filter(article=article).first()
    make_comment(article, parent=published, name="Reply").publish()
    make_comment(article, message="Held for a moderator.")
    make_comment(article, message="Rejected.").reject(reason="insult")
    make_comment(article, message="Buy this.").mark_spam()
    Report.objects.create(comment=published, reason="insult")
    return article


def walk(client: Client, start: str) -> Iterator[tuple[str, HttpResponse]]:
    """The HTML pages that links lead to from start, some of each kind, whatever their status."""
    waiting, seen, of_a_kind = [start], {start}, {}
    while waiting:
        address = waiting.pop(0)
        kind = (resolve(urlsplit(address).path).route, bool(urlsplit(address).query))
        of_a_kind[kind] = of_a_kind.get(kind, 0) + 1
        if of_a_kind[kind] > PAGES_OF_A_KIND:
            continue
        response = client.get(address)
        if response.status_code in (301, 302, 303):
            links = [response["Location"]]
        elif response["Content-Type"].startswith("text/html"):
            yield address, response
            links = [unescape(link) for link in re.findall(r'<a\s[^>]*href="([^"#]+)', response.content.decode())]
        else:
            continue
        for link in links:
            there = urlsplit(urljoin(f"http://testserver{address}", link))
            below = there.path + (f"?{there.query}" if there.query else "")
            if there.hostname in ("testserver", "127.0.0.1") and below not in seen and there.path != "/admin/logout/":
                seen.add(below)
                waiting.append(below)


def test_every_page_that_readers_come_to_is_valid_html(site, client, faults):
    pages = dict(walk(client, "/"))
    assert len(pages) > 20
    found = [fault for address, page in pages.items() for fault in faults(address, page)]
    assert not found, "\n".join(found)


def test_every_page_of_the_desk_is_valid_html(site, client, faults):
    client.force_login(User.objects.create_superuser("chief"))
    pages = {address: page for address, page in walk(client, "/admin/") if address.startswith("/admin/")}
    assert len(pages) > 40
    found = [fault for address, page in pages.items() for fault in faults(address, page)]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("form", FORMS)
def test_every_state_in_the_styleguide_is_valid_html(db, client, faults, form):
    client.force_login(User.objects.create_superuser("chief"))
    address = f"/styleguide/?form={form}"
    assert faults(address, client.get(address)) == []


def test_every_moment_and_mail_in_the_styleguide_is_valid_html(db, client, faults):
    client.force_login(User.objects.create_superuser("chief"))
    moments = [f"/styleguide/moments/{name}/" for name in MOMENTS]
    mails = [f"/styleguide/mails/{name}.html" for name in MAILS]
    found = [fault for address in [*moments, *mails] for fault in faults(address, client.get(address))]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("below", ["", "edit/", "withdraw/", "erase/", "object/", "unsubscribe/"])
def test_every_page_of_a_commenter_is_valid_html(site, client, faults, settings, below):
    for status in ("pending", "published", "rejected"):
        comment = Comment.objects.filter(status=status, parent=None).first()
        address = manage_url(comment).removeprefix(settings.SITE_URL) + below
        assert faults(address, client.get(address, follow=True)) == []


@pytest.mark.parametrize(
    ("address", "fields"),
    [
        ("/articles/tides/comments/", {"email": "x", "name": "", "message": "", "rating": "9"}),
        ("/articles/tides/comments/", {}),
        ("/comments/manage/", {"email": "x"}),
        ("/admin/login/", {"username": "x", "password": "y"}),
    ],
)
def test_a_refused_form_is_valid_html(site, client, faults, address, fields):
    response = client.post(address, fields)
    assert response.status_code in (200, 422)
    assert faults(address, response) == []


def test_a_refused_form_of_the_desk_is_valid_html(site, client, faults):
    client.force_login(User.objects.create_superuser("chief"))
    for model in ("articles/article", "articles/person", "articles/topic", "comments/rule", "auth/user"):
        address = f"/admin/{model}/add/"
        found = faults(address, client.post(address, {}))
        assert not found, "\n".join(found)


def test_what_the_desk_shows_of_machines_is_valid_html(site, client, faults):
    chief = User.objects.create_superuser("chief")
    client.force_login(chief)
    made = client.post("/admin/articles/intaketoken/add/", {"system": "Writer", "version": "", "responsible": chief.pk})
    assert faults("the new token", made) == []
    machine = Machine()
    draft = machine.hand_in().json()["id"]
    token = f"/admin/articles/intaketoken/{machine.token.pk}"
    for address in (
        "/admin/",
        f"/admin/articles/article/{draft}/change/",
        f"{token}/change/",
        f"{token}/revoke/",
        "/api/docs",
    ):
        assert faults(address, client.get(address)) == []


def test_a_closed_discussion_is_valid_html(site, client, faults):
    Discussion.objects.filter(article=site).update(state="locked")
    assert faults("/articles/tides/", client.get("/articles/tides/")) == []
