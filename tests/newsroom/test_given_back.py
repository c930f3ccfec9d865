"""The desk loses no words: a form that it cannot take comes back filled, without a script in the browser."""

import html5lib
import pytest
from django.test import Client

from articles.models import Article, Image, Page
from comments.models import Comment
from tests.staff import ADD, account, page_of, signed_in, typed, version_of

pytestmark = pytest.mark.django_db

LOGIN = "/admin/login/"
WORDS = 'The sea, "the sea" <b>& the tide'
BODY = "<p>Twice a day it comes back.</p>"


class Form:
    """A form on a page: its address, and its fields as a browser would send them."""

    def __init__(self, page, has):
        tree = html5lib.parse(page, namespaceHTMLElements=False)
        forms = [form for form in tree.iter("form") if any(each.get("name") == has for each in form.iter())]
        assert len(forms) == 1, page
        self.action = forms[0].get("action", "")
        self.fields = {}
        for each in forms[0].iter():
            name, kind = each.get("name"), each.get("type", "")
            if each.tag == "textarea" and name:
                self.fields[name] = (each.text or "").removeprefix("\n")
            elif each.tag == "input" and name and kind not in ("submit", "file"):
                if kind not in ("checkbox", "radio") or "checked" in each.attrib:
                    self.fields[name] = each.get("value", "")
            elif each.tag == "select" and name:
                chosen = [option.get("value") for option in each.iter("option") if "selected" in option.attrib]
                if chosen or "multiple" not in each.attrib:
                    self.fields[name] = chosen[0] if chosen else ""


@pytest.fixture
def editor():
    return account("Editor")


def browser():
    return Client(enforce_csrf_checks=True)


def token_of(client):
    client.get(LOGIN)
    return client.cookies["csrftoken"].value


RIGHT = "correct horse"


def faults(answer):
    """What the page of a refused form says is wrong."""
    tree = html5lib.parse(answer.text, namespaceHTMLElements=False)
    lists = [each for each in tree.iter("ul") if "errorlist" in each.get("class", "")]
    return answer.status_code, ["".join(each.itertext()) for each in lists]


def sign_in(client, page, user, password=RIGHT):
    """The answer to the sign-in on page, which carries a form along."""
    form = Form(page, "_carried")
    assert form.action == LOGIN
    return client.post(LOGIN, form.fields | {"username": user.username, "password": password})


def test_a_form_sent_without_a_session_comes_back_filled_once_its_sender_has_signed_in(editor, section):
    client = browser()
    sent = typed(headline=WORDS, body=BODY, section=section.pk, csrfmiddlewaretoken=token_of(client))
    refused = client.post(ADD, sent)
    assert refused.status_code == 403
    assert "What you wrote is safe" in refused.text
    assert refused["Cache-Control"] == "no-store"

    wrong = sign_in(client, refused.text, editor, "wrong")
    assert "Name and password do not go together" in wrong.text
    shown = sign_in(client, wrong.text, editor)
    assert "Not saved yet" in shown.text
    assert not Article.objects.exists()
    form = Form(shown.text, "headline")
    assert (form.fields["headline"], form.fields["body"]) == (WORDS, BODY)
    assert form.fields["section"] == str(section.pk)

    assert faults(client.post(form.action, form.fields | {"_step": "save"})) == (302, [])
    assert Article.objects.get().headline == WORDS


def test_a_press_on_publish_does_not_publish_after_the_sign_in(editor, make_article):
    article = make_article(published_at=None)
    client = browser()
    sent = typed(article, headline=WORDS, _step="publish", csrfmiddlewaretoken=token_of(client))
    shown = sign_in(client, client.post(page_of(article), sent).text, editor)
    assert Form(shown.text, "headline").fields["headline"] == WORDS
    article.refresh_from_db()
    assert article.is_draft


def test_what_a_colleague_saved_meanwhile_is_shown_beside_the_words_that_come_back(editor, make_article):
    article = make_article(published_at=None)
    client = browser()
    sent = typed(article, body="<p>Mine.</p>", csrfmiddlewaretoken=token_of(client))
    colleague = signed_in(account("Editor"))
    colleague.post(page_of(article), typed(article, body="<p>Theirs.</p>"))
    shown = sign_in(client, client.post(page_of(article), sent).text, editor)
    assert "Theirs." in shown.text
    assert Form(shown.text, "headline").fields["body"] == "<p>Mine.</p>"


def test_a_token_that_another_sign_in_made_out_of_date_gives_the_form_back_at_once(editor, make_article):
    article = make_article(published_at=None)
    client = browser()
    client.force_login(editor)
    stale = "a" * 32
    for cookies in (True, False):
        if not cookies:
            del client.cookies["csrftoken"]
        shown = client.post(page_of(article), typed(article, headline=WORDS, csrfmiddlewaretoken=stale))
        assert "Not saved yet" in shown.text
        form = Form(shown.text, "headline")
        assert form.fields["headline"] == WORDS
    assert faults(client.post(form.action, form.fields | {"_step": "save"})) == (302, [])
    article.refresh_from_db()
    assert article.headline == WORDS


def test_without_any_cookie_too_the_words_come_back(editor, make_article):
    page = Page.objects.first()
    client = browser()
    address = f"/admin/articles/page/{page.pk}/change/"
    version = Form(signed_in(editor).get(address).text, "title").fields["version"]
    refused = client.post(address, {"title": "About the sea", "body": BODY, "version": version})
    shown = sign_in(client, refused.text, editor)
    form = Form(shown.text, "title")
    assert (form.fields["title"], form.fields["body"]) == ("About the sea", BODY)
    assert client.post(form.action, form.fields).status_code == 302
    page.refresh_from_db()
    assert page.title == "About the sea"


def test_the_words_of_a_picture_come_back_and_its_file_is_asked_for_again(editor, tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path
    client = browser()
    token = token_of(client)
    with open(__file__, "rb") as file:
        fields = {"file": file, "alternative_text": WORDS, "csrfmiddlewaretoken": token}
        refused = client.post("/admin/articles/image/add/", fields)
    shown = sign_in(client, refused.text, editor)
    assert Form(shown.text, "alternative_text").fields["alternative_text"] == WORDS
    assert "Choose your file again" in shown.text
    assert not Image.objects.exists()


def test_a_form_that_does_something_at_once_is_sent_only_when_its_button_is_pressed_again(editor, make_article):
    article = make_article()
    client = browser()
    address = f"/admin/articles/article/{article.pk}/withdraw/"
    sent = {"kind": "error", "withdrawal_reason": WORDS, "csrfmiddlewaretoken": token_of(client)}
    refused = client.post(address, sent)
    asked = sign_in(client, refused.text, editor)
    article.refresh_from_db()
    assert not article.is_withdrawn
    form = Form(asked.text, "withdrawal_reason")
    assert (form.action, form.fields["withdrawal_reason"]) == (address, WORDS)
    client.post(form.action, form.fields)
    article.refresh_from_db()
    assert article.withdrawal_reason == WORDS


def test_a_moderators_words_come_back_too(make_comment):
    moderator, comment = account("Moderator"), make_comment()
    client = browser()
    fields = {
        "_decide": "reject",
        "reason": "other",
        "words": WORDS,
        "seen": f"{comment.pk} {comment.version}",
        "csrfmiddlewaretoken": token_of(client),
    }
    address = f"/admin/comments/comment/{comment.pk}/change/"
    asked = sign_in(client, client.post(address, fields).text, moderator)
    assert Comment.objects.get().status == "pending"
    form = Form(asked.text, "words")
    client.post(form.action, form.fields)
    assert Comment.objects.get().status == "rejected"


def test_another_account_is_told_and_sees_nothing_of_the_words(editor, section):
    other, client = account("Editor"), browser()
    client.force_login(editor)
    form = Form(client.get(ADD).text, "headline")
    client.logout()
    token = token_of(client)
    sent = form.fields | {"headline": WORDS, "section": section.pk, "csrfmiddlewaretoken": token, "_step": "save"}
    told = sign_in(client, client.post(ADD, sent).text, other)
    assert f"signed in as {other.username}" in told.text
    assert "the tide" not in told.text
    assert not Article.objects.exists()
    shown = sign_in(client, told.text, editor)
    assert Form(shown.text, "headline").fields["headline"] == WORDS

    client.force_login(other)
    told = client.post(ADD, sent | {"csrfmiddlewaretoken": token_of(client)})
    assert "Nothing was sent" in told.text
    assert not Article.objects.exists()


def test_an_account_without_the_right_gets_its_words_to_copy(make_article):
    reporter, article, client = account("Reporter"), make_article(), browser()
    sent = typed(article, headline=WORDS, csrfmiddlewaretoken=token_of(client))
    answer = sign_in(client, client.post(page_of(article), sent).text, reporter)
    assert answer.status_code == 404
    assert "The sea, &quot;the sea&quot; &lt;b&gt;" in answer.text
    article.refresh_from_db()
    assert article.headline != WORDS


def test_a_page_that_is_refused_or_gone_gives_the_words_to_copy(make_article):
    article = make_article()
    reporter = signed_in(account("Reporter"))
    for address in (page_of(article), "/admin/articles/article/999999/preview/", "/admin/nothing/"):
        answer = reporter.post(address, {"headline": WORDS})
        assert answer.status_code in (403, 404), address
        assert "The sea, &quot;the sea&quot;" in answer.text, address


def test_a_locked_sign_in_says_how_long_and_loses_nothing(editor, section):
    client = browser()
    sent = typed(headline=WORDS, section=section.pk, csrfmiddlewaretoken=token_of(client))
    page = client.post(ADD, sent)
    for _ in range(5):
        page = sign_in(client, page.text, editor, "wrong")
    assert page.status_code == 429
    assert "The sign-in is locked for" in page.text
    assert int(page["Retry-After"]) > 0
    assert Form(page.text, "_carried").fields["_carried"]


def test_the_form_of_another_site_and_one_with_a_password_are_not_carried(editor):
    client = browser()
    foreign = client.post(ADD, {"headline": WORDS}, headers={"origin": "https://elsewhere.example"})
    assert foreign.status_code == 403
    assert "_carried" not in foreign.text
    client = Client()
    for address in ("/admin/auth/user/add/", "/admin/password_change/"):
        answer = client.post(address, {"username": "two words", "password1": "correct horse", "old_password": "x y"})
        assert answer.status_code == 302
        assert answer.url.startswith(LOGIN)
    forged = client.post(LOGIN, {"username": editor.username, "password": "correct horse", "_carried": "forged"})
    assert forged.status_code == 302


def test_the_browser_is_told_of_a_draft_only_when_the_form_is_saved(editor, make_article):
    article, client = make_article(published_at=None), signed_in(editor)
    refused = client.post(page_of(article), typed(article, headline="", _draft="first1"))
    assert refused.status_code == 200
    assert "desk_saved" not in refused.cookies
    stale = client.post(page_of(article), typed(article, version=version_of(article) - 1, _draft="second2"))
    assert "desk_saved" not in stale.cookies
    for number in ("third3", "fourth4", "not a number;"):
        saved = client.post(page_of(article), typed(article, _draft=number))
        assert saved.status_code == 302
        article.refresh_from_db()
    assert client.cookies["desk_saved"].value == "third3.fourth4"
    assert client.cookies["desk_saved"]["path"] == "/admin/"
    assert signed_out_answer(client, article).status_code == 403
    assert client.cookies["desk_saved"].value == "third3.fourth4"


def signed_out_answer(client, article):
    client.cookies.pop("sessionid")
    return client.post(page_of(article), typed(article, _draft="fifth5"))


def test_a_form_that_arrives_twice_is_saved_once_and_other_words_are_another_form(editor, section):
    client = signed_in(editor)
    first = typed(section=section.pk, _draft="first1")
    answers = [client.post(ADD, first), client.post(ADD, first | {"_draft": "second2"})]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert answers[0].url == answers[1].url
    assert "not saved again" in client.get(answers[1].url).text
    assert client.cookies["desk_saved"].value == "first1.second2"
    client.post(ADD, first | {"headline": "Another tide"})
    assert Article.objects.count() == 2


def test_words_for_a_row_that_a_colleague_deleted_can_be_copied(editor, make_article):
    article, client = make_article(published_at=None), signed_in(editor)
    sent = typed(article, headline=WORDS)
    article.delete()
    answer = client.post(page_of(article), sent)
    assert answer.status_code == 404
    assert "The sea, &quot;the sea&quot;" in answer.text


def test_a_page_asks_who_is_signed_in_before_it_sends(editor):
    client = Client()
    out = client.get("/admin/session/")
    assert (out.status_code, out.json()["account"], out.json()["name"]) == (200, "", "")
    assert "no-store" in out["Cache-Control"]
    client.force_login(editor)
    known = client.get("/admin/session/").json()
    assert known["name"] == editor.username
    assert f'name="_written_by" value="{known["account"]}"' in client.get(ADD).text
    other = signed_in(account("Editor")).get("/admin/session/").json()
    assert other["account"] != known["account"]
    editor.set_password("another horse")
    editor.save()
    assert client.get("/admin/session/").json()["account"] == ""
