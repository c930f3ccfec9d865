"""What can be done with many articles at once, each as on its own page: who may, what is refused, and why.

A verb says of each article what will happen, or why it is skipped: before anyone confirms, and once more when it is
done, with the article locked.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.admin.article_rights import may_publish
from articles.admin.bulk import bulk_forms
from articles.models import Article
from articles.models.states import State
from articles.workflow.verbs import Verb
from web.times.moment import moment_words

Said = dict[str, Any]


@dataclass(frozen=True)
class BulkVerb:
    """key: in addresses and of the action. title: on its page. button: that confirms.

    refusal(article, said): why it is skipped, or nothing. will(article, said): what will happen to it.
    do(article, said, account): the change in memory, which the caller saves. said: what the form says, and in
    ``waved_through`` the sentences of the checklist that account left as they are.
    readers_see_it_at(articles, said): the moment for which the checklist looks at the articles; None: it does not.
    """

    key: str
    action: str | Promise
    title: str | Promise
    button: str | Promise
    form: type[forms.Form]
    refusal: Callable[[Article, Said], str]
    will: Callable[[Article, Said], str]
    do: Callable[[Article, Said, Any], None]
    publishers_only: bool = True
    readers_see_it_at: Callable[[Iterable[Article], Said], datetime] | None = None

    def is_open_to(self, account: Any) -> bool:
        return may_publish(account) if self.publishers_only else account.has_perm("articles.change_article")


def _cannot_publish(article: Article) -> str:
    if article.copy_of_id:
        return _("It is a working copy. Publish its changes on its own page.")
    if article.state == State.PUBLISHED:
        return _("Readers can read it already.")
    if article.state == State.WITHDRAWN:
        return _("It was withdrawn. Publish it again on its own page.")
    return ""


def _cannot_schedule(article: Article, said: Said) -> str:
    at = said.get("publish_at")
    if article.state == State.SCHEDULED and article.published_at == at:
        return _("It is scheduled for this moment already.")
    return _cannot_publish(article)


def _cannot_withdraw(article: Article, said: Said) -> str:
    return "" if article.state == State.PUBLISHED else _("Only a published article can be withdrawn.")


def _cannot_move(article: Article, said: Said) -> str:
    section = said.get("section")
    return _("It is in this section already.") if section and article.section_id == section.pk else ""


def _cannot_add_topic(article: Article, said: Said) -> str:
    topic = said.get("topic")
    return _("It has this topic already.") if topic and topic in article.topics.all() else ""


def _cannot_drop_topic(article: Article, said: Said) -> str:
    topic = said.get("topic")
    return _("It does not have this topic.") if topic and topic not in article.topics.all() else ""


def _will_publish(article: Article, said: Said) -> str:
    if article.state == State.SCHEDULED and article.published_at:
        return _("Published now, and not on %(moment)s") % {"moment": moment_words(article.published_at)}
    return _("Published now")


def _will_schedule(article: Article, said: Said) -> str:
    at = said.get("publish_at")
    return _("Published on %(moment)s") % {"moment": moment_words(at)} if at else _("Scheduled")


def _will_move(article: Article, said: Said) -> str:
    section = said.get("section")
    if section is None:
        return _("Now in %(section)s") % {"section": article.section}
    return _("From %(old)s to %(new)s") % {"old": article.section, "new": section}


def _will_add_topic(article: Article, said: Said) -> str:
    return _in_words([*article.topics.all(), *([said["topic"]] if "topic" in said else [])])


def _will_drop_topic(article: Article, said: Said) -> str:
    return _in_words([topic for topic in article.topics.all() if topic != said.get("topic")])


def _in_words(topics: list[Any]) -> str:
    return _("Topics: %(topics)s") % {"topics": ", ".join(map(str, topics)) or _("none")}


def _now(articles: Iterable[Article], said: Said) -> datetime:
    return timezone.now()


def _later(articles: Iterable[Article], said: Said) -> datetime:
    """The moment that was given; before that, the first for which all could be scheduled."""
    embargoes = [article.embargo_until for article in articles if article.embargo_until]
    return said.get("publish_at") or max([timezone.now() + timedelta(minutes=1), *embargoes])


def _publish(article: Article, said: Said, account: Any) -> None:
    article.publish(by=account, waved_through=said["waved_through"])


def _schedule(article: Article, said: Said, account: Any) -> None:
    article.publish(by=account, at=said["publish_at"], waved_through=said["waved_through"])


def _withdraw(article: Article, said: Said, account: Any) -> None:
    article.withdraw(account, said["withdrawal_reason"], said["kind"])


def _move(article: Article, said: Said, account: Any) -> None:
    article.section = said["section"]
    article.record(Verb.SAVE, account)


def _add_topic(article: Article, said: Said, account: Any) -> None:
    article.topics.add(said["topic"])
    article.record(Verb.SAVE, account)


def _drop_topic(article: Article, said: Said, account: Any) -> None:
    article.topics.remove(said["topic"])
    article.record(Verb.SAVE, account)


def _all(verbs: Iterable[BulkVerb]) -> dict[str, BulkVerb]:
    return {verb.key: verb for verb in verbs}


BULK_VERBS = _all(
    [
        BulkVerb(
            "publish",
            gettext_lazy("Publish now…"),
            gettext_lazy("Publish these articles now?"),
            gettext_lazy("Publish them now"),
            bulk_forms.NothingToSay,
            lambda article, said: _cannot_publish(article),
            _will_publish,
            _publish,
            readers_see_it_at=_now,
        ),
        BulkVerb(
            "schedule",
            gettext_lazy("Schedule…"),
            gettext_lazy("Schedule these articles?"),
            gettext_lazy("Schedule them"),
            bulk_forms.ScheduleForm,
            _cannot_schedule,
            _will_schedule,
            _schedule,
            readers_see_it_at=_later,
        ),
        BulkVerb(
            "withdraw",
            gettext_lazy("Withdraw…"),
            gettext_lazy("Withdraw these articles?"),
            gettext_lazy("Withdraw them"),
            bulk_forms.WithdrawForm,
            _cannot_withdraw,
            lambda article, said: _("Withdrawn: readers see the reason at its address"),
            _withdraw,
        ),
        BulkVerb(
            "section",
            gettext_lazy("Move to a section…"),
            gettext_lazy("Move these articles to a section?"),
            gettext_lazy("Move them"),
            bulk_forms.SectionForm,
            _cannot_move,
            _will_move,
            _move,
            publishers_only=False,
        ),
        BulkVerb(
            "add_topic",
            gettext_lazy("Add a topic…"),
            gettext_lazy("Add a topic to these articles?"),
            gettext_lazy("Add the topic"),
            bulk_forms.TopicForm,
            _cannot_add_topic,
            _will_add_topic,
            _add_topic,
            publishers_only=False,
        ),
        BulkVerb(
            "drop_topic",
            gettext_lazy("Take a topic off…"),
            gettext_lazy("Take a topic off these articles?"),
            gettext_lazy("Take the topic off"),
            bulk_forms.TopicForm,
            _cannot_drop_topic,
            _will_drop_topic,
            _drop_topic,
            publishers_only=False,
        ),
    ]
)
