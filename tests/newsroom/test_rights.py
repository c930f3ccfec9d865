"""Who may open what at the desk: every address of Django's admin, for every group, with every kind of row.

The addresses come from the URLconf, so an address that these tables do not name fails the test.
"""

import re
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.contrib import admin
from django.contrib.admin.models import ADDITION, LogEntry
from django.contrib.auth.models import Group, User
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from django.urls import URLResolver, reverse
from django.utils import timezone

from articles.front.front_arrangement import put_bands_in_place
from articles.models import Article, Byline, DisclosureEvent, IntakeToken, Page, Person, Section, Source, Topic
from comments.models import (
    CommentPeriod,
    Discussion,
    Note,
    PublishedComment,
    RatingQuarantine,
    Report,
    Rule,
    SavedReply,
    SectionPolicy,
)
from newsroom.models import (
    AccountEvent,
    Edition,
    Invitation,
    MoveBatch,
    Redirect,
    Subscription,
    UnknownAddress,
    Webhook,
    WebhookDelivery,
)
from tests.pictures import make_picture
from tests.staff import account, signed_in
from web.models import SiteProfile

pytestmark = pytest.mark.django_db

R, E, M, A = "Reporter", "Editor", "Moderator", "Administrator"
NOBODY = "staff without rights"
ANONYMOUS = "anonymous"
ROLES = [R, E, M, A, NOBODY, ANONYMOUS]

# Rows by kind: who may open the page of one (and its history), and who may delete one.
ARTICLES = {
    "own draft": ([R, E, A], [R, E, A]),
    "own published": ([R, E, A], []),
    "draft": ([E, A], [E, A]),
    "submitted": ([E, A], [E, A]),
    "scheduled": ([E, A], []),
    "published": ([E, A], []),
    "withdrawn": ([E, A], []),
}
COMMENTS = ["pending", "published", "rejected", "spam", "withdrawn comment", "pending under a draft", "under a draft"]
OPENS = {
    "articles.article": ARTICLES,
    "articles.section": {"section": ([R, E, A], [A])},
    "articles.topic": {"topic": ([R, E, A], [A])},
    "articles.person": {"person": ([R, E, A], [A])},
    "articles.image": {"own picture": ([R, E, A], [E, A]), "picture": ([R, E, A], [E, A])},
    "articles.page": {"page": ([E, A], [])},
    "articles.frontpage": {"front page": ([E, A], [])},
    "articles.readcount": {},
    "articles.disclosureevent": {"event": ([E, A], [])},
    "articles.intaketoken": {"token": ([A], [])},
    "auth.user": {"user": ([A], [A])},
    "auth.group": {"group": ([A], [A])},
    "django_tasks_database.dbtaskresult": {"task": ([A], [])},
    "axes.accessattempt": {"attempt": ([A], [A])},
    "axes.accesslog": {},
    "axes.accessfailurelog": {},
    "web.siteprofile": {"the site": ([A], [])},
    "newsroom.invitation": {"invitation": ([A], [])},
    "newsroom.accountevent": {"sign-in": ([A], [])},
    "newsroom.movebatch": {"move": ([A], [A])},
    "newsroom.webhook": {"webhook": ([A], [A])},
    "newsroom.webhookdelivery": {"sent webhook": ([A], [])},
    "newsroom.redirect": {"redirect": ([E, A], [E, A])},
    "newsroom.unknownaddress": {"unknown address": ([E, A], [E, A])},
    "newsroom.subscription": {"subscription": ([A], [A])},
    "newsroom.edition": {"letter": ([A], [])},
    "comments.comment": {kind: ([M, A], []) for kind in COMMENTS},
    "comments.publishedcomment": {
        "published": ([E, M, A], []),
        "under a draft": ([E, A], []),
        **{kind: ([], []) for kind in COMMENTS if kind not in ("published", "under a draft")},
    },
    "comments.commentperiod": {"period": ([M, A], [M, A])},
    "comments.discussion": {
        kind: ([M, A] if kind in ("own published", "published", "withdrawn") else [A], []) for kind in ARTICLES
    },
    "comments.ratingquarantine": {"burst": ([M, A], []), "burst under a draft": ([A], [])},
    "comments.report": {"report": ([M, A], [])},
    "comments.rule": {"rule": ([M, A], [M, A])},
    "comments.savedreply": {"saved reply": ([E, M, A], [M, A])},
    "comments.sectionpolicy": {"section policy": ([M, A], [M, A])},
}
ADDS = {
    "articles.article": [R, E, A],
    "articles.section": [A],
    "articles.topic": [R, E, A],
    "articles.person": [E, A],
    "articles.image": [R, E, A],
    "articles.intaketoken": [A],
    "auth.group": [A],
    "newsroom.invitation": [A],
    "newsroom.redirect": [E, A],
    "newsroom.webhook": [A],
    "comments.commentperiod": [M, A],
    "comments.rule": [M, A],
    "comments.savedreply": [M, A],
    "comments.sectionpolicy": [M, A],
}
# Pages that are of no single row, by the name of their address.
PAGES = {
    "index": [R, E, M, A, NOBODY],
    "login": [ANONYMOUS],  # who is signed in already goes to the desk
    "session_state": [R, E, M, A, NOBODY, ANONYMOUS],  # says who is signed in, and no more
    "logout": [],  # with POST alone
    "password_change": [R, E, M, A, NOBODY],
    "account": [R, E, M, A, NOBODY],
    "account_proof": [R, E, M, A, NOBODY],
    "second_step": [],  # after the password alone
    "second_step_codes": [R, E, M, A, NOBODY],
    "second_step_passkey": [R, E, M, A, NOBODY],
    "second_step_recovery": [R, E, M, A, NOBODY],
    "password_change_done": [R, E, M, A, NOBODY],
    "jsi18n": [R, E, M, A, NOBODY],
    "search": [R, E, M, A, NOBODY],
    "saved_views": [],  # with POST alone
    "section_propose_slug": [A],
    "topic_propose_slug": [R, E, A],
    "person_propose_slug": [E, A],
    "article_propose_slug": [R, E, A],
    "articles_article_link_search": [R, E, A],
    "password_reset": [R, E, M, A, NOBODY, ANONYMOUS],
    "password_reset_done": [R, E, M, A, NOBODY, ANONYMOUS],
    "articles_disclosureevent_csv": [E, A],
    "articles_readcount_changelist": [R, E, A],
    "articles_readcount_csv": [R, E, A],
    "newsroom_redirect_csv": [E, A],
    "newsroom_redirect_file": [E, A],
    "articles_image_chooser": [R, E, A],
    "articles_image_chooser_pictures": [R, E, A],
    "articles_image_chooser_upload": [],  # with POST alone
    "articles_frontpage_preview": [E, A],
    "web_siteprofile_preview": [A],  # by itself it leads to the page that sends it a form
    "comments_notices": [M, A],
    "comments_rule_try": [M, A],
}
# Pages of a row beside the usual ones: of which model, and who may open it for which kinds.
ROW_PAGES = {
    **{
        f"articles_article_{page}": ("articles.article", {kind: roles[0] for kind, roles in ARTICLES.items()})
        for page in ("preview", "previewed", "version", "compare")
    },
    "articles_article_restore": (
        "articles.article",
        {kind: [E, A] if kind == "own published" else roles[0] for kind, roles in ARTICLES.items()},
    ),
    **{
        f"articles_image_{page}": ("articles.image", {"own picture": [R, E, A], "picture": [R, E, A]})
        for page in ("version", "compare")
    },
    "articles_image_restore": ("articles.image", {"own picture": [R, E, A], "picture": [E, A]}),
    **{f"articles_page_{page}": ("articles.page", {"page": [E, A]}) for page in ("version", "compare", "restore")},
    **{f"web_siteprofile_{page}": ("web.siteprofile", {"the site": [A]}) for page in ("version", "compare", "restore")},
    "articles_article_withdraw": ("articles.article", {kind: [E, A] for kind in ARTICLES}),
    "articles_article_publish": ("articles.article", {kind: [E, A] for kind in ARTICLES}),
    "articles_article_schedule": ("articles.article", {kind: [E, A] for kind in ARTICLES}),
    "articles_article_publish_changes": ("articles.article", {kind: [E, A] for kind in ARTICLES}),
    "articles_article_discard": ("articles.article", {kind: [E, A] for kind in ARTICLES}),
    "articles_article_send_back": ("articles.article", {kind: [E, A] for kind in ARTICLES}),
    "articles_intaketoken_revoke": ("articles.intaketoken", {"token": [A]}),
    "newsroom_invitation_resend": ("newsroom.invitation", {"invitation": [A]}),
    "newsroom_movebatch_undo": ("newsroom.movebatch", {"move": [A]}),
    "newsroom_webhook_rotate": ("newsroom.webhook", {"webhook": [A]}),
    "newsroom_invitation_revoke": ("newsroom.invitation", {"invitation": [A]}),
    "auth_user_access": ("auth.user", {"user": [A]}),
}
# Asked with parameters, or of rows of every kind: tests of their own below.
ELSEWHERE = {
    *("autocomplete", "view_on_site", "app_list", "open_form", None),
    *("articles_article_link", "articles_article_revoke_link"),  # with POST alone: test_preview_links.py
}
# Behind a signed link: tests/newsroom/test_password_reset.py and test_invitations.py.
ELSEWHERE |= {"password_reset_confirm", "accept_invitation"}
# Of one's own second steps and sessions: tests/newsroom/test_second_step.py and test_sessions.py.
ELSEWHERE |= {"second_step_remove", "account_sessions_end"}

# With POST alone: tests/newsroom/test_webhooks.py.
ELSEWHERE |= {"newsroom_webhookdelivery_resend"}

# With POST, of many articles: tests/articles/test_article_list.py.
ELSEWHERE |= {"articles_article_bulk"}

# Whose names may be read by whom; each is one word that stands nowhere else.
READS = {
    **{f"{kind} headline": roles[0] for kind, roles in ARTICLES.items()},
    **{f"{kind} headline": [R, E, M, A] for kind in ("own published", "published", "withdrawn")},
    **{f"{kind} body": roles[0] for kind, roles in ARTICLES.items()},
    **{f"{kind} body": [R, E, M, A] for kind in ("own published", "published")},
    **{f"{kind} message": [M, A] for kind in COMMENTS},
    "published message": [R, E, M, A],
    "under a draft message": [E, M, A],
    **{f"{kind} email": [M, A] for kind in COMMENTS},
    "report words": [M, A],
    "report email": [M, A],
    "rule pattern": [M, A],
    "note words": [M, A],
    "saved reply words": [E, M, A],
    "account email": [A],
    "invited email": [A],
    "task words": [A],
    "attempt name": [A],
    "token system": [A],
}


def word(what):
    """A word for what, which no page holds by chance."""
    return "zq" + re.sub(r"\W", "", what).lower() + "qz"


class House:
    """One of everything, as it stands for the account that looks at it."""

    def __init__(self, looker, make_article, make_comment):
        colleague = account("Reporter", email=f"{word('account email')}@example.org")
        now = timezone.now()
        day = timedelta(days=1)
        states = {
            "own draft": {"published_at": None, "created_by": looker},
            "own published": {"created_by": looker},
            "draft": {"published_at": None, "created_by": colleague},
            "submitted": {"published_at": None, "submitted_at": now, "submitted_by": colleague},
            "scheduled": {"published_at": now + day},
            "published": {},
            "withdrawn": {"withdrawn_at": now, "withdrawal_reason": "Wrong."},
        }
        articles = {
            kind: make_article(
                headline=f"On {word(f'{kind} headline')}",
                slug=word(f"{kind} headline"),
                body=f"<p>{word(f'{kind} body')}</p>",
                **state,
            )
            for kind, state in states.items()
        }
        self.rows = {("articles.article", kind): article for kind, article in articles.items()}
        section = articles["published"].section
        person = colleague.person
        topic = Topic.objects.create(name="Tides", slug="tides")
        for article in articles.values():
            article.topics.add(topic)
            Byline.objects.create(article=article, person=person)
            Source.objects.create(article=article, title="A source")
            self.rows["comments.discussion", article_kind(articles, article)] = Discussion.objects.get(article=article)
            Article.objects.filter(pk=article.pk).update(standfirst="Changed.")
            article.refresh_from_db()
            article.save()
        for kind in COMMENTS:
            under_draft = kind.endswith("under a draft")
            comment = make_comment(
                articles["draft" if under_draft else "published"],
                name="Grace",
                email=f"{word(f'{kind} email')}@example.org",
                message=word(f"{kind} message"),
                status={"under a draft": "published", "withdrawn comment": "withdrawn"}.get(kind, kind.split()[0]),
            )
            self.rows["comments.comment", kind] = comment
            self.rows["comments.publishedcomment", kind] = comment
        published = self.rows["comments.comment", "published"]
        report = Report(
            comment=published,
            reason="unlawful",
            name="Li",
            words=word("report words"),
            email=f"{word('report email')}@example.org",
        )
        report.save()
        Note.objects.create(comment=published, text=word("note words"), made_by=colleague)
        bursts = {"burst": "published", "burst under a draft": "draft"}
        for kind, article in bursts.items():
            self.rows["comments.ratingquarantine", kind] = RatingQuarantine.objects.create(
                discussion=self.rows["comments.discussion", article],
                **dict.fromkeys(["began_at", "noticed_at"], now),
                **dict.fromkeys(["ratings", "networks", "new_addresses"], 3),
            )
        rule = Rule.objects.create(kind="words", pattern=word("rule pattern"), effect="hold", made_by=colleague)
        token = IntakeToken(system=word("token system"), responsible=colleague, created_by=colleague)
        token.issue()
        token.save()
        page = Page.objects.first()
        webhook = Webhook.objects.create(name="Our app", url="https://app.example/", secret="whsec_YWJj")
        self.rows |= {
            ("articles.section", "section"): section,
            ("articles.topic", "topic"): topic,
            ("articles.person", "person"): person,
            ("articles.image", "own picture"): make_picture(uploaded_by=looker),
            ("articles.image", "picture"): make_picture(uploaded_by=colleague),
            ("articles.page", "page"): page,
            ("articles.frontpage", "front page"): put_bands_in_place(),
            ("articles.disclosureevent", "event"): DisclosureEvent.objects.first(),
            ("articles.intaketoken", "token"): token,
            ("auth.user", "user"): colleague,
            ("auth.group", "group"): Group.objects.create(name="Interns"),
            ("django_tasks_database.dbtaskresult", "task"): _task(),
            ("axes.accessattempt", "attempt"): _attempt(),
            ("web.siteprofile", "the site"): SiteProfile.objects.create(),
            ("newsroom.accountevent", "sign-in"): AccountEvent.objects.latest("pk"),
            ("newsroom.invitation", "invitation"): Invitation.objects.create(
                email=f"{word('invited email')}@example.org", name="Ada", role=Group.objects.get(name="Reporter")
            ),
            ("newsroom.movebatch", "move"): MoveBatch.objects.create(
                sources=[{"path": "posts.xml", "format": "WordPress"}], fingerprint="f", ai_use="none"
            ),
            ("newsroom.webhook", "webhook"): webhook,
            ("newsroom.webhookdelivery", "sent webhook"): WebhookDelivery.objects.create(
                webhook=webhook, message_id="msg_1", event="article.published", body="{}", state="delivered"
            ),
            ("newsroom.redirect", "redirect"): Redirect.objects.create(old_path="/old", target="/about/"),
            ("newsroom.unknownaddress", "unknown address"): UnknownAddress.objects.create(
                address="/none", times=1, first_at=now, last_at=now
            ),
            ("newsroom.subscription", "subscription"): Subscription.objects.create(
                email=f"{word('subscribed email')}@example.org"
            ),
            ("newsroom.edition", "letter"): Edition.objects.create(pace="daily", until=now),
            ("comments.commentperiod", "period"): CommentPeriod.objects.create(section=section, days=3),
            ("comments.report", "report"): report,
            ("comments.rule", "rule"): rule,
            ("comments.savedreply", "saved reply"): SavedReply.objects.create(
                name="Thanks", text=word("saved reply words")
            ),
            ("comments.sectionpolicy", "section policy"): SectionPolicy.objects.create(section=section, policy="all"),
        }
        # The account once changed each of them, when it had more rights.
        if looker:
            for (label, _kind), row in self.rows.items():
                if label not in ("articles.disclosureevent", "newsroom.accountevent"):
                    LogEntry.objects.create(
                        user=looker,
                        content_type=ContentType.objects.get_for_model(row),
                        object_id=row.pk,
                        object_repr=str(row)[:200],
                        action_flag=ADDITION,
                        change_message="[]",
                    )


def article_kind(articles, article):
    return next(kind for kind, each in articles.items() if each is article)


def _task():
    from django_tasks_db.models import DBTaskResult

    return DBTaskResult.objects.create(
        task_path="comments.mail.deliver",
        args_kwargs={"args": [word("task words")], "kwargs": {}},
        backend_name="default",
        priority=0,
        queue_name="default",
        run_after=timezone.now(),
    )


def _attempt():
    from axes.models import AccessAttempt

    return AccessAttempt.objects.create(
        username=word("attempt name"),
        ip_address="fd00::1",
        path_info="/admin/login/",
        failures_since_start=1,
        attempt_time=timezone.now(),
    )


def addresses(patterns=None, prefix="/admin/"):
    """Each address of the admin: (name, route)."""
    for pattern in admin.site.get_urls() if patterns is None else patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern.url_patterns, route)
        else:
            yield pattern.name, route


def expected(role):
    """(name of the address, label of the model, kind of row, whether role may open it) of every page at the desk."""
    for name, _route in addresses():
        if name in ELSEWHERE:
            continue
        if name in PAGES:
            yield name, None, None, role in PAGES[name]
            continue
        if name in ROW_PAGES:
            label, kinds = ROW_PAGES[name]
            for kind, roles in kinds.items():
                yield name, label, kind, role in roles
            continue
        view = name.rpartition("_")[2]
        label = next((each for each in OPENS if name == f"{each.replace('.', '_')}_{view}"), None)
        assert label, f"Say in these tables who may open {name}."
        assert view in ("changelist", "add", "change", "history", "delete"), f"Say who may open {name}."
        if view == "add":
            yield name, label, None, role in ADDS.get(label, [])
        elif view == "changelist":
            yield name, label, None, any(role in roles for roles, _deletes in OPENS[label].values())
        else:
            for kind, (opens, deletes) in OPENS[label].items():
                yield name, label, kind, role in (deletes if view == "delete" else opens)


def keys_in(name, row):
    """What the address of a page names: the row, and one of its versions."""
    if row and name.endswith(("_version", "_restore")):
        return [row.pk, type(row).history.filter(id=row.pk).first().pk]
    return [row.pk] if row else []


def is_open(answer):
    if answer.status_code == 302:
        return not answer.url.startswith("/admin/login/") and answer.url != "/admin/"
    return answer.status_code == 200


def everything_in(answer):
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return body.decode() + " ".join(f"{name}: {value}" for name, value in answer.items())


@pytest.fixture(params=ROLES)
def role(request):
    return request.param


@pytest.fixture
def looker(role):
    if role == ANONYMOUS:
        return None
    if role == NOBODY:
        return User.objects.create_user("nobody", password="correct horse", is_staff=True)
    return account(role)


@pytest.fixture
def desk(looker):
    return signed_in(looker) if looker else Client()


@pytest.fixture
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def house(looker, make_article, make_comment, media):
    return House(looker, make_article, make_comment)


@pytest.fixture
def names_read(role):
    """Fails where an answer holds a name that the role may not read."""
    hidden = {word(what): what for what, roles in READS.items() if role not in roles}

    def check(answer, what):
        text = everything_in(answer).lower()
        found = [meaning for name, meaning in hidden.items() if name in text]
        assert found == [], f"{role} reads {found} at {what}"

    return check


def test_every_page_of_the_desk_opens_to_those_it_is_meant_for_and_names_nothing_else(desk, house, role, names_read):
    faults = []
    for name, label, kind, opens in expected(role):
        row = house.rows[label, kind] if kind else None
        page = reverse(f"admin:{name}", args=keys_in(name, row))
        varied = name.endswith(("_add", "_change", "_delete"))
        # The admin's own templates leave ``_to_field`` out where it is empty; an address that is cut short has it.
        for query in ("?_to_field=", "?_popup=1&_changelist_filters=q%3Dx&_to_field=id") if varied else ("",):
            answer = desk.get(page + query)
            names_read(answer, page + query)
            if "_to_field=id" in query and answer.status_code == 400:
                continue
            if is_open(answer) != opens:
                faults.append(f"{name}{query} of {kind}: {answer.status_code}")
            if is_open(answer) or answer.status_code != 302:
                continue
            names_read(desk.get(answer.url), f"{page}{query}, afterwards")
        if not opens and name not in ("logout", "login"):
            answer = desk.post(page, {"post": "yes", "_outcome": "counted"})
            names_read(answer, f"POST {page}")
            if is_open(answer):
                faults.append(f"POST {name} of {kind}: {answer.status_code}")
    assert faults == []


def test_no_list_names_what_the_account_may_not_open_however_it_is_asked(desk, house, role, names_read):
    for name, _route in addresses():
        if name and name.endswith("_changelist"):
            for query in ("?all=", "?_facets=True", "?o=1", "?q=zq", "?list=all&q=zq"):
                names_read(desk.get(reverse(f"admin:{name}") + query), name + query)
    for article in Article.objects.all():
        answer = desk.get(f"/admin/comments/comment/?list=all&article={article.pk}")
        names_read(answer, f"the queue of article {article.pk}")


def test_no_choice_that_is_offered_names_what_the_account_may_not_open(desk, house, role, names_read):
    from django.apps import apps

    asked = 0
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.get_fields():
            if field.is_relation and not field.auto_created:
                for term in ("", "zq"):
                    query = {
                        "app_label": model._meta.app_label,
                        "model_name": model._meta.model_name,
                        "field_name": field.name,
                        "term": term,
                    }
                    answer = desk.get(f"{reverse('admin:autocomplete')}?{urlencode(query)}")
                    assert answer.status_code in (200, 302, 403, 404)
                    names_read(answer, query)
                    asked += 1
    assert asked > 50


def test_the_way_to_the_site_is_open_for_rows_that_the_account_may_open(desk, house, role, names_read):
    for (_label, kind), row in house.rows.items():
        label = row._meta.label_lower  # of a published comment, the comment's
        kind_of_row = ContentType.objects.get_for_model(row, for_concrete_model=False)
        answer = desk.get(reverse("admin:view_on_site", args=[kind_of_row.pk, row.pk]))
        names_read(answer, f"view on site of {label}, {kind}")
        if is_open(answer):
            assert role in OPENS[label][kind][0]
    for odd in ("x", "0", "9" * 30, "-1"):
        assert desk.get(f"/admin/r/{odd}/{odd}/").status_code in (302, 404)


def test_pages_of_a_whole_app_and_unknown_addresses_name_nothing(desk, house, role, names_read):
    for app in ("articles", "comments", "auth", "axes", "django_tasks_database"):
        names_read(desk.get(f"/admin/{app}/"), app)
    for (label, _kind), row in house.rows.items():
        names_read(desk.get(f"/admin/{label.replace('.', '/')}/{row.pk}/"), label)
        names_read(desk.get(f"/admin/{label.replace('.', '/')}/{row.pk}/history/1/", follow=True), label)


def test_a_deletion_page_names_nothing_that_the_account_may_not_open(make_article):
    """A group of the house's own making may delete people without opening articles."""
    from django.contrib.auth.models import Permission

    user = User.objects.create_user("clerk", is_staff=True)
    user.user_permissions.add(
        *Permission.objects.filter(codename__in=["delete_person", "view_person", "delete_section"])
    )
    user.user_permissions.add(*Permission.objects.filter(codename="view_section"))
    checker = Person.objects.create(name="Ada", slug="ada")
    draft = make_article(published_at=None, headline="Zqsecretqz", ai_use="generated")
    draft.review(by=checker, scope=["facts"])
    draft.save()
    desk = signed_in(user)
    for page in (f"person/{checker.pk}", f"section/{draft.section_id}"):
        answer = desk.get(f"/admin/articles/{page}/delete/")
        assert answer.status_code == 200
        assert "Zqsecretqz" not in answer.text
    assert Section.objects.exists()


def test_a_row_that_is_gone_has_no_history_for_those_who_could_not_open_it(make_article):
    reporter = account("Reporter")
    draft = make_article(published_at=None, headline="Zqsecretqz")
    history = reverse("admin:articles_article_history", args=[draft.pk])
    draft.delete()
    answer = signed_in(reporter).get(history, follow=True)
    assert "Zqsecretqz" not in answer.text
    assert PublishedComment  # a proxy has pages of its own, which the tables above name
