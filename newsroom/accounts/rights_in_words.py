"""What a role may do, as sentences. Each sentence is one or more of Django's permissions, which belong together."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.contrib.auth.models import Permission
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from newsroom.desk.groups import ADMINISTRATOR

_WRITING = """
    articles.add_article articles.change_article articles.view_article
    articles.add_byline articles.change_byline articles.delete_byline articles.view_byline
    articles.add_source articles.change_source articles.delete_source articles.view_source
    articles.view_person articles.view_section
"""
# Heading, and under it sentences with the permissions that each is made of.
TABLE: list[tuple[Any, list[tuple[Any, str]]]] = [
    (
        _("Articles"),
        [
            (_("Write articles; change and submit their own drafts"), _WRITING),
            (_("Delete drafts"), "articles.delete_article"),
            (_("Open everyone’s articles; publish, schedule and withdraw them"), "articles.publish_article"),
            (_("Check articles before publication"), "articles.review_article"),
            (
                _("Publish corrections"),
                "articles.add_correction articles.change_correction articles.view_correction",
            ),
            (_("Delete corrections"), "articles.delete_correction"),
            (
                _("Arrange the front page"),
                "articles.view_frontpage articles.change_frontpage articles.view_frontband articles.change_frontband"
                " articles.view_frontpick articles.add_frontpick articles.change_frontpick articles.delete_frontpick",
            ),
            (_("Read how each article was made"), "articles.view_disclosureevent"),
            (_("See how often articles are read"), "articles.view_readcount"),
        ],
    ),
    (
        _("Pictures, topics and people"),
        [
            (_("Upload pictures and change them"), "articles.add_image articles.change_image articles.view_image"),
            (_("Delete pictures"), "articles.delete_image"),
            (_("Add topics"), "articles.add_topic articles.view_topic"),
            (_("Rename topics"), "articles.change_topic articles.view_topic"),
            (_("Delete topics"), "articles.delete_topic"),
            (
                _("Add and change people of the bylines"),
                "articles.add_person articles.change_person articles.view_person",
            ),
            (_("Delete people of the bylines"), "articles.delete_person"),
        ],
    ),
    (
        _("Readers’ comments"),
        [
            (
                _("Read comments that wait, and decide on them"),
                "comments.view_comment comments.change_comment comments.view_decision",
            ),
            (_("Answer readers"), "comments.view_publishedcomment comments.answer_comment"),
            (
                _("Open, lock and hide discussions"),
                "comments.view_discussion comments.change_discussion",
            ),
            (_("Read reports of comments"), "comments.view_report"),
            (
                _("Make rules that hold or refuse comments"),
                "comments.add_rule comments.change_rule comments.delete_rule comments.view_rule",
            ),
            (
                _("Set how long sections take comments"),
                "comments.add_commentperiod comments.change_commentperiod comments.delete_commentperiod"
                " comments.view_commentperiod",
            ),
            (
                _("Decide on sudden waves of ratings"),
                "comments.change_ratingquarantine comments.view_ratingquarantine",
            ),
        ],
    ),
    (
        _("The site"),
        [
            (
                _("Change the site’s name, look, contact and links"),
                "web.change_siteprofile web.view_siteprofile"
                " web.add_sitelink web.change_sitelink web.delete_sitelink web.view_sitelink",
            ),
            (_("Change the pages about the site"), "articles.view_page articles.change_page"),
            (
                _("Add and change sections"),
                "articles.add_section articles.change_section articles.view_section",
            ),
            (_("Delete sections"), "articles.delete_section"),
            (
                _("Let machines hand in drafts"),
                "articles.add_intaketoken articles.change_intaketoken articles.view_intaketoken",
            ),
            (
                _("See what moved in from other sites, and take it back"),
                "newsroom.view_movebatch newsroom.delete_movebatch",
            ),
            (
                _("Redirect old addresses, and see which addresses were not found"),
                "newsroom.add_redirect newsroom.change_redirect newsroom.delete_redirect newsroom.view_redirect"
                " newsroom.view_unknownaddress newsroom.delete_unknownaddress",
            ),
            (
                _("See who gets the letter by e-mail, and end a subscription"),
                "newsroom.view_subscription newsroom.delete_subscription newsroom.view_edition",
            ),
            (
                _("Tell other programs of articles and comments by webhook"),
                "newsroom.add_webhook newsroom.change_webhook newsroom.delete_webhook newsroom.view_webhook"
                " newsroom.view_webhookdelivery newsroom.change_webhookdelivery",
            ),
            (_("See mails that could not be sent"), "django_tasks_database.view_dbtaskresult"),
        ],
    ),
    (
        _("Colleagues"),
        [
            (
                _("Invite people"),
                "newsroom.add_invitation newsroom.change_invitation newsroom.view_invitation",
            ),
            (_("Change accounts and their roles"), "auth.change_user auth.view_user"),
            (_("Delete accounts"), "auth.add_user auth.delete_user"),
            (_("Make and change roles"), "auth.add_group auth.change_group auth.view_group"),
            (_("Delete roles"), "auth.delete_group"),
            (_("See sign-ins and changes of rights"), "newsroom.view_accountevent"),
            (_("See and delete locks of the sign-in"), "axes.view_accessattempt axes.delete_accessattempt"),
        ],
    ),
]


@dataclass(frozen=True)
class Right:
    """A sentence, and the permissions behind it as ``app.codename``."""

    words: Any
    permissions: frozenset[str]

    @property
    def key(self) -> str:
        return min(self.permissions)


def rights_by_heading() -> list[tuple[Any, list[Right]]]:
    """Everything that a role can be given at the desk, under headings."""
    table = [
        (heading, [Right(words, frozenset(names.split())) for words, names in rights]) for heading, rights in TABLE
    ]
    named = {name for _heading, rights in table for right in rights for name in right.permissions}
    others = sorted({f"{label}.{word}" for label, words in ADMINISTRATOR.items() for word in words.split()} - named)
    if others:
        table.append((_("More"), [Right(_fallback(name), frozenset([name])) for name in others]))
    return table


def held(right: Right, names: Collection[str]) -> bool:
    return right.permissions <= set(names)


def right_in_words(name: str) -> str:
    """The sentence for one permission."""
    for _heading, rights in rights_by_heading():
        for right in rights:
            if name in right.permissions:
                return str(right.words)
    return _fallback(name)


def names_of(permissions: Any) -> set[str]:
    """A queryset of permissions as ``app.codename``."""
    return {f"{app}.{code}" for app, code in permissions.values_list("content_type__app_label", "codename")}


def permissions_of(names: Iterable[str]) -> list[Permission]:
    """The permissions that names stand for; unknown ones are left out."""
    wanted = set(names)
    found = Permission.objects.select_related("content_type").filter(
        codename__in=[name.partition(".")[2] for name in wanted]
    )
    return [each for each in found if f"{each.content_type.app_label}.{each.codename}" in wanted]


def _fallback(name: str) -> str:
    app, _dot, codename = name.partition(".")
    verb, _underscore, model_name = codename.partition("_")
    words = {"add": _("Add: %s"), "change": _("Change: %s"), "delete": _("Delete: %s"), "view": _("See: %s")}
    try:
        model = apps.get_model(app, model_name)
    except LookupError:
        permission = Permission.objects.filter(content_type__app_label=app, codename=codename).first()
        return permission.name if permission else codename
    return str(words.get(verb, gettext("%s"))) % model._meta.verbose_name_plural
