"""What each answer tells the browser to refuse: on a reader's page, the desk, an error page, a static file."""

import re

import pytest
from django.test import Client

from tests.staff import account, page_of, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def static_client(settings):
    """A client whose static files come from the tree, through the same middleware as in production."""
    settings.WHITENOISE_USE_FINDERS = settings.WHITENOISE_AUTOREFRESH = True
    return Client()


def policy(answer):
    """The content security policy as {directive: [source, …]}."""
    header = answer["Content-Security-Policy"]
    return {words.split()[0]: words.split()[1:] for words in header.split(";") if words.split()}


@pytest.fixture
def answers(make_article, static_client):
    """One answer of each kind."""
    article = make_article()
    desk = signed_in(account("Editor"))
    return {
        "reader page": static_client.get(article.get_absolute_url()),
        "desk": desk.get("/admin/"),
        "editor": desk.get(page_of(article)),
        "sign-in": static_client.get("/admin/login/"),
        "error page": static_client.get("/no/such/page/"),
        "static file": static_client.get("/static/site.css"),
    }


def test_every_answer_forbids_guessing_types_and_telling_other_hosts_the_page(answers):
    for kind, answer in answers.items():
        assert answer["X-Content-Type-Options"] == "nosniff", kind
        assert answer["Referrer-Policy"] in ("strict-origin-when-cross-origin", "same-origin"), kind


def test_every_page_has_a_policy_without_unsafe_inline_that_allows_no_frame(answers):
    assert answers["error page"].status_code == 404
    for kind, answer in answers.items():
        if kind == "static file":
            continue
        rules = policy(answer)
        assert "unsafe" not in answer["Content-Security-Policy"], kind
        assert rules["default-src"] == rules["frame-ancestors"] == rules["base-uri"] == ["'none'"], kind
        assert "'self'" in rules["script-src"], kind
        assert "camera=()" in answer["Permissions-Policy"], kind
        assert answer["X-Frame-Options"] == "DENY", kind


def test_only_the_page_with_the_editor_has_a_nonce_and_a_hash(answers):
    for kind, answer in answers.items():
        if kind != "static file":
            sources = " ".join(policy(answer)["script-src"] + policy(answer)["style-src"])
            assert ("'nonce-" in sources) == (kind == "editor"), kind
            assert ("PlumsSlvJ7vvWzjqibGAYKq92O3y" in sources) == (kind == "editor"), kind


def test_the_nonce_in_the_page_is_the_one_of_its_policy_and_new_each_time(make_article):
    desk = signed_in(account("Editor"))
    address = page_of(make_article())
    nonces = set()
    for _ in range(2):
        answer = desk.get(address)
        nonce = re.search(r"'nonce-([^']+)'", answer["Content-Security-Policy"])[1]
        assert f'<script type="importmap" nonce="{nonce}">' in answer.text or f'nonce="{nonce}"' in answer.text
        nonces.add(nonce)
    assert len(nonces) == 2


def test_the_pages_of_the_desk_hold_no_inline_style_and_no_inline_handler(make_article, make_comment):
    make_comment(make_article())
    desk = signed_in(account("Administrator"))
    for address in (
        "/admin/",
        "/admin/articles/article/",
        "/admin/articles/section/",
        "/admin/comments/comment/",
        "/admin/comments/discussion/",
        "/admin/auth/user/",
        "/admin/account/",
        "/admin/account/codes/",
        "/admin/account/passkey/",
        "/admin/auth/group/add/",
        "/admin/newsroom/accountevent/",
        "/admin/newsroom/invitation/add/",
        "/admin/axes/accessattempt/",
    ):
        page = desk.get(address)
        assert page.status_code == 200, address
        assert not re.search(r"<style|\sstyle=|\son\w+=", page.text), address


def test_pages_of_the_desk_are_kept_by_no_cache(make_article):
    desk = signed_in(account("Editor"))
    for address in ("/admin/", page_of(make_article())):
        assert "no-store" in desk.get(address)["Cache-Control"]
        assert "private" in desk.get(address)["Cache-Control"]


def test_behind_tls_the_browser_is_told_to_stay_there_and_cookies_do(settings, make_article):
    settings.SECURE_HSTS_SECONDS = 31_536_000
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    user = account("Editor")
    client = Client()
    answer = client.get(make_article().get_absolute_url(), secure=True)
    assert answer["Strict-Transport-Security"].startswith("max-age=31536000; includeSubDomains")
    fields = {"username": user.username, "password": "correct horse"}
    signed = client.post("/admin/login/", fields, secure=True)
    assert signed.cookies["sessionid"]["secure"]
    assert signed.cookies["csrftoken"]["secure"]


def test_in_the_clear_nothing_is_promised_about_tls(client, make_article):
    assert "Strict-Transport-Security" not in client.get(make_article().get_absolute_url())


def test_only_a_page_with_the_comment_form_allows_what_its_check_needs(make_article, settings, static_client):
    settings.CAPTCHA_PROVIDER = "altcha"
    article = make_article()
    for address in (article.get_absolute_url(), f"{article.get_absolute_url()}comments/new/"):
        assert "blob:" in policy(static_client.get(address))["worker-src"], address
    for address in ("/", "/admin/login/", "/no/such/page/"):
        assert "worker-src" not in policy(static_client.get(address)), address
