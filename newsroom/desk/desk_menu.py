"""The desk's menu: what an account may open, grouped by what people do, in an editor's words."""

from typing import Any, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Group(NamedTuple):
    """key: in classes and tests. apps: of Django, whose models are here unless ``PLACES`` says otherwise."""

    key: str
    title: str | Promise
    apps: tuple[str, ...] = ()


WRITING = Group("writing", _("Writing"), ("articles",))
PICTURES = Group("pictures", _("Pictures"))
COMMENTS = Group("comments", _("Comments"), ("comments",))
SITE = Group("site", _("Site"), ("newsroom",))
PEOPLE = Group("people", _("People & access"), ("auth", "axes", "account", "mfa", "usersessions"))
SYSTEM = Group("system", _("System"))  # and whatever no other group has
GROUPS = (WRITING, PICTURES, COMMENTS, SITE, PEOPLE, SYSTEM)

# By model: its group and its words, in the order of the menu. Any other comes after these, under its own name.
PLACES: dict[str, tuple[Group, str | Promise]] = {
    "articles.article": (WRITING, _("Articles")),
    "articles.frontpage": (WRITING, _("Front page")),
    "articles.readcount": (WRITING, _("Readers")),
    "articles.topic": (WRITING, _("Topics")),
    "articles.person": (WRITING, _("Writers")),
    "articles.disclosureevent": (WRITING, _("How articles were made")),
    "articles.image": (PICTURES, _("All pictures")),
    "comments.comment": (COMMENTS, _("Queue")),
    "comments.publishedcomment": (COMMENTS, _("Published comments")),
    "comments.report": (COMMENTS, _("Readers’ reports")),
    "comments.ratingquarantine": (COMMENTS, _("Frozen ratings")),
    "comments.discussion": (COMMENTS, _("Open and closed discussions")),
    "comments.rule": (COMMENTS, _("Blocked words and senders")),
    "comments.sectionpolicy": (COMMENTS, _("Which comments appear at once")),
    "comments.savedreply": (COMMENTS, _("Saved replies")),
    "comments.commentperiod": (COMMENTS, _("How long comments are open")),
    "web.siteprofile": (SITE, _("Name, look and contact")),
    "articles.page": (SITE, _("Pages about us")),
    "articles.section": (SITE, _("Sections")),
    "newsroom.movebatch": (SITE, _("Moves from other sites")),
    "newsroom.redirect": (SITE, _("Redirects from old addresses")),
    "newsroom.unknownaddress": (SITE, _("Addresses that were not found")),
    "newsroom.subscription": (SITE, _("Who gets the letter")),
    "newsroom.edition": (SITE, _("Letters sent")),
    "auth.user": (PEOPLE, _("Accounts")),
    "newsroom.invitation": (PEOPLE, _("Invitations")),
    "auth.group": (PEOPLE, _("Roles")),
    "newsroom.accountevent": (PEOPLE, _("Sign-ins and changes of rights")),
    "axes.accessattempt": (PEOPLE, _("Failed sign-ins")),
    "axes.accesslog": (PEOPLE, _("Sign-ins")),
    "axes.accessfailurelog": (PEOPLE, _("All failed sign-ins")),
    "articles.intaketoken": (SYSTEM, _("Machines that hand in drafts")),
    "newsroom.webhook": (SYSTEM, _("Webhooks")),
    "newsroom.webhookdelivery": (SYSTEM, _("What webhooks were sent")),
    "django_tasks_database.dbtaskresult": (SYSTEM, _("Mails and other tasks")),
}


def desk_menu(app_list: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Django's list of apps, grouped: each group with its ``models``, which have ``words``. Empty groups are left out.

    app_list: of ``AdminSite.get_app_list``, so of what the account may open alone.
    """
    order = list(PLACES)
    entries = [entry for app in app_list for entry in app["models"] if entry["admin_url"]]
    entries.sort(key=lambda entry: order.index(_label(entry)) if _label(entry) in order else len(order))
    by_group: dict[str, list[dict[str, Any]]] = {group.key: [] for group in GROUPS}
    for entry in entries:
        group, words = PLACES.get(_label(entry)) or (_group_of(entry["model"]._meta.app_label), entry["name"])
        by_group[group.key].append({**entry, "words": words})
    return [
        {"key": group.key, "title": group.title, "models": by_group[group.key]}
        for group in GROUPS
        if by_group[group.key]
    ]


def _label(entry: dict[str, Any]) -> str:
    return entry["model"]._meta.label_lower


def _group_of(app_label: str) -> Group:
    return next((group for group in GROUPS if app_label in group.apps), SYSTEM)
