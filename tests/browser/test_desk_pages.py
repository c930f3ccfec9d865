"""Every page of the desk keeps to WCAG and fits, at three widths, in both colour schemes.

The addresses come from the URLconf: those of the admin, and those of the guide for staff. The tables of
tests/newsroom/test_rights.py say which of them open to an administrator. A page that neither these tables nor those
name fails here. Each room of the desk has a file of its own, so several processes share the pages.
"""

from urllib.parse import urlsplit

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth.tokens import default_token_generator
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from playwright.sync_api import expect

from articles.models import Article, Correction
from articles.workflow.working_copy import start_copy
from comments.models import Objection
from newsroom.desk import guide
from tests.articles.intake import Machine, picture
from tests.browser.conftest import COLOUR_RULES
from tests.newsroom.test_rights import PAGES, A, House, addresses, expected
from tests.staff import account

MENU = ".write-more"
WIDTHS = (390, 768, 1280)
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
ROOMS = ["articles_article", "articles", "comments", "newsroom", "guide", "auth and the rest"]

# Addresses without a page of their own, and why.
NO_PAGE = {
    **dict.fromkeys(["session_state", "autocomplete", "articles_article_link_search"], "JSON for scripts"),
    **dict.fromkeys([f"{kind}_propose_slug" for kind in ("article", "section", "topic", "person")], "JSON for scripts"),
    "articles_image_chooser_pictures": "JSON for scripts",
    "jsi18n": "a script",
    **dict.fromkeys(["articles_disclosureevent_csv", "articles_readcount_csv", "newsroom_redirect_csv"], "a file"),
    "newsroom_movebatch_delete": "leads to the page that takes a move back",
    "articles_image_chooser": "a dialog of other pages: test_pictures.py",
    **dict.fromkeys(["view_on_site", "logout", "saved_views", "open_form"], "leads elsewhere"),
    **dict.fromkeys(["articles_article_link", "articles_article_revoke_link"], "leads back to the preview"),
    **dict.fromkeys(
        ["account_sessions_end", "articles_image_chooser_upload", "web_siteprofile_preview"],
        "takes what other pages send",
    ),
    "newsroom_webhookdelivery_resend": "takes what the page of a delivery sends",
    "guide_picture": "a picture",
    **dict.fromkeys(["web_siteprofile_changelist", "articles_frontpage_changelist"], "leads to its one row"),
    "articles_frontpage_preview": "the front, in a frame",
    None: "leads to the page of a row, or to a refusal",
}
# Rows whose pages look different, by model; of any other the first that opens is enough.
KINDS = {
    "articles.article": ["own draft", "submitted", "published", "withdrawn"],
    "comments.comment": ["pending", "rejected"],
}
# The kind of row that a page is about, where not every kind has it.
KIND_OF_PAGE = {
    "articles_article_withdraw": "published",
    "articles_article_publish": "draft",
    "articles_article_schedule": "scheduled",
    "articles_article_send_back": "submitted",
    "articles_article_delete": "draft",
}
ANONYMOUS = {"login", "second_step", "password_reset", "password_reset_done", "password_reset_confirm"}
ANONYMOUS |= {"accept_invitation"}


class Sample(House):
    """More of what pages of the desk show."""

    def __init__(self, administrator, make_article, make_comment):
        super().__init__(administrator, make_article, make_comment)
        public = self.rows["articles.article", "published"]
        Correction.objects.create(article=public, text="The range was given in feet.")
        self.copy = start_copy(Article.objects.get(pk=public.pk), by=administrator)
        self.copy.body += "<p>More of it.</p>"
        self.copy.save()
        submitted = Article.objects.get(pk=self.rows["articles.article", "submitted"].pk)
        submitted.send_back(by=administrator, note="Say which sea.")
        submitted.submit(by=submitted.created_by)
        submitted.save()
        rejected = self.rows["comments.comment", "rejected"]
        rejected.publish(by=administrator)
        rejected.reject(by=administrator, reason="insult")
        Objection.objects.create(comment=rejected, words="It is about tides.")
        pictures = [{"file": picture(), "alt": "A harbour", "digital_source_type": "trainedAlgorithmicMedia"}]
        assert Machine().hand_in(pictures=pictures, prompt_digest="ab" * 32).status_code == 201
        self.machine_draft = Article.objects.latest("pk")
        self.administrator = administrator
        for kind, field in (("articles.image", "caption"), ("articles.page", "title"), ("web.siteprofile", "name")):
            for row in (each for (label, _kind), each in self.rows.items() if label == kind):
                for words in ("Low water.", "High water."):
                    setattr(row, field, words)
                    row.save()

    def addresses_of(self, name):
        """Samples of one address of the desk. KeyError where nothing says what a page of it looks like."""
        if name in SPECIAL:
            return SPECIAL[name](self)
        if name in PAGES:
            return [reverse(f"admin:{name}")] if A in PAGES[name] else []
        view = name.rpartition("_")[2]
        if view in ("changelist", "add"):
            opens = any(opens for each, _label, _kind, opens in expected(A) if each == name)
            return [reverse(f"admin:{name}")] if opens else []
        found = [self._page_of_row(name, label, kind) for label, kind in self._rows_with(name)]
        if name == "articles_article_change":
            found += [reverse(f"admin:{name}", args=[each.pk]) for each in (self.machine_draft, self.copy)]
        return found

    def _rows_with(self, name):
        found = [(label, kind) for each, label, kind, opens in expected(A) if each == name and opens]
        if name in KIND_OF_PAGE:
            return [(label, kind) for label, kind in found if kind == KIND_OF_PAGE[name]]
        wanted = [(label, kind) for label, kind in found if kind in KINDS.get(label, ())]
        return wanted if name.endswith("_change") and wanted else (wanted or found)[:1]

    def _page_of_row(self, name, label, kind):
        row = self.rows[label, kind]
        keys = [row.pk]
        versions = list(type(row).history.filter(id=row.pk)[:2]) if hasattr(type(row), "history") else []
        if name.endswith(("_version", "_restore")):
            keys.append(versions[-1].pk)
        query = f"?old={versions[1].pk}&new={versions[0].pk}" if name.endswith("_compare") else ""
        return reverse(f"admin:{name}", args=keys) + query


def _of_copy(name):
    return lambda sample: [reverse(f"admin:{name}", args=[sample.copy.pk])]


def _reset(sample):
    number = urlsafe_base64_encode(force_bytes(sample.administrator.pk))
    token = default_token_generator.make_token(sample.administrator)
    return [reverse("admin:password_reset_confirm", args=[number, token])]


SPECIAL = {
    "guide": lambda sample: [reverse("guide")],
    "guide_document": lambda sample: [reverse("guide_document", args=[name]) for name in guide.DOCUMENTS if name],
    "login": lambda sample: [reverse("admin:login")],
    "second_step": lambda sample: [reverse("admin:second_step")],
    "second_step_recovery": lambda sample: [_app(sample) and reverse("admin:second_step_recovery")],
    "second_step_remove": lambda sample: [reverse("admin:second_step_remove", args=[_app(sample)])],
    "password_reset_confirm": _reset,
    "accept_invitation": lambda sample: [sample.rows["newsroom.invitation", "invitation"].get_link()],
    "search": lambda sample: [reverse("admin:search"), reverse("admin:search") + "?q=zq"],
    "app_list": lambda sample: [reverse("admin:app_list", args=[app]) for app in ("articles", "comments")],
    "articles_article_bulk": lambda sample: [reverse("admin:articles_article_changelist") + "?state=all#bulk"],
    "articles_article_changelist": lambda sample: [reverse("admin:articles_article_changelist") + "?state=all"],
    "articles_article_publish_changes": _of_copy("articles_article_publish_changes"),
    "articles_article_discard": _of_copy("articles_article_discard"),
    "comments_comment_changelist": lambda sample: [
        reverse("admin:comments_comment_changelist") + query for query in ("", "?list=reports", "?list=objections")
    ],
}


def _app(sample):
    """The number of the administrator's app with codes, which is there from now on."""
    of_administrator = Authenticator.objects.filter(user=sample.administrator)
    if not of_administrator.exists():
        TOTP.activate(sample.administrator, SECRET)
    return of_administrator.get().pk


def _open(page, address, name):
    """Opens the page, and everything on it that folds."""
    answer = page.goto(address)
    path = urlsplit(address).path
    if name == "second_step":
        editor = account("Editor")
        TOTP.activate(editor, SECRET)
        _type_password(page, "Username", editor.username)
    elif name != "account_proof" and urlsplit(page.url).path == reverse("admin:account_proof"):
        _type_password(page)
    elif name == "articles_article_bulk":
        page.locator("#action-toggle").check()
        page.get_by_label("Action:").select_option("Publish now…")
        page.get_by_role("button", name="Go", exact=True).click()
        expect(page.get_by_role("button", name="Publish them now")).to_be_visible()
    elif name == "password_reset_confirm":
        path = path.replace(path.split("/")[-2], "set-password")
    assert (answer.status, urlsplit(page.url).path) == (200, path)
    if page.locator("textarea[name=body]").count():
        page.locator(".prose-editor [contenteditable=true]").wait_for()
    page.locator(f"details:not({MENU})").evaluate_all("all => all.forEach((each) => { each.open = true; })")


def _type_password(page, *named):
    if named:
        page.get_by_label(named[0]).fill(named[1])
    page.get_by_label("password").fill("correct horse")
    with page.expect_navigation():
        page.keyboard.press("Enter")


def room_of(name):
    return next((room for room in ROOMS[:-1] if (name or "").startswith(room)), ROOMS[-1])


@pytest.fixture
def sample(transactional_db, make_article, make_comment, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    return Sample(account("Administrator", email="chief@example.org"), make_article, make_comment)


@pytest.fixture
def assert_accessible_room(sample, at_desk, new_page, check, assert_accessible):
    """Fails where a page of a room of the desk is not accessible or does not fit.

    One page load a page. A page that leads elsewhere than expected fails as well, so none is left out by that.
    """

    def check_room(room):
        all_names = [name for name, _route in addresses()] + [pattern.name for pattern in guide.urlpatterns]
        names = dict.fromkeys(name for name in all_names if name not in NO_PAGE and room_of(name) == room)
        page, stranger = at_desk(sample.administrator), new_page()
        faults = []
        for name in names:
            for address in sample.addresses_of(name):
                shown = stranger if name in ANONYMOUS else page
                try:
                    _open(shown, address, name)
                    check(shown, WIDTHS)
                    if shown.locator(MENU).count():  # it covers what is below it, so it is looked at by itself
                        shown.locator(f"{MENU} > summary").click()
                        assert_accessible(shown, COLOUR_RULES)
                except AssertionError as fault:
                    faults.append(f"{name}, {address}: {fault}")
        assert not faults, "\n\n".join(faults)

    return check_room


def test_every_page_about_accounts_and_all_that_is_in_no_other_room_is_accessible_and_fits(assert_accessible_room):
    assert_accessible_room(ROOMS[-1])
