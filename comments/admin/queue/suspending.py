"""Suspending or banning the person who wrote a comment: a rule about the address, for a time or for good."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from comments.models import Comment, Rule
from comments.moderation.rule import address_patterns
from web.times.durations import duration_in_words

SPANS = [timedelta(days=1), timedelta(days=7), timedelta(days=30)]
FOR_GOOD = "0"


def choices() -> Iterator[tuple[str, str]]:
    """For the field ``_suspend``: the days, and the words on the button."""
    for span in SPANS:
        yield str(span.days), _("For %(time)s") % {"time": duration_in_words(span)}
    yield FOR_GOOD, _("For good")


def suspend(request: HttpRequest, comment: Comment) -> None:
    """Refuse what the address of comment sends from now on, also where it was for another time. Field ``_suspend``: of
    choices.
    """
    days = request.POST["_suspend"]
    made = rules_about({comment.email_key}).get(comment.email_key) if comment.email else None
    needed = "comments.change_rule" if made else "comments.add_rule"
    if not request.user.has_perm(needed) or days not in dict(choices()) or not comment.email:
        raise PermissionDenied
    moderator = cast(User, request.user)
    until = None if days == FOR_GOOD else timezone.now() + timedelta(days=int(days))
    Rule.objects.update_or_create(
        kind=Rule.Kind.ADDRESS,
        pattern=made.pattern if made else comment.email_key,
        defaults={"effect": Rule.Effect.REFUSE, "until": until},
        create_defaults={
            "effect": Rule.Effect.REFUSE,
            "until": until,
            "made_by": moderator,
            "note": _("For comment %(number)d.") % {"number": comment.pk},
        },
    )
    words: dict[str, Any] = {"name": comment.name}
    if until is None:
        said = _("The address of %(name)s is banned. What it sends goes to the spam.") % words
    else:
        words["day"] = date_format(timezone.localtime(until), "DATETIME_FORMAT")
        said = _("The address of %(name)s is suspended until %(day)s. What it sends goes to the spam.") % words
    messages.success(request, said)


def lift(request: HttpRequest, comment: Comment) -> None:
    """End what is in force about the address of comment. The rule stays for a while, with its end."""
    if not request.user.has_perm("comments.change_rule") or not comment.email:
        raise PermissionDenied
    rules = Rule.objects.in_force().filter(kind=Rule.Kind.ADDRESS, pattern__in=address_patterns(comment.email_key))
    if rules.update(until=timezone.now()):
        said = _("The suspension is lifted: %(name)s may comment again.") % {"name": comment.name}
        messages.success(request, said)
    else:
        messages.info(request, _("Nothing to lift: the suspension is over."))


def rules_about(keys: set[str]) -> dict[str, Rule]:
    """The rules about addresses, in force or ended, by the address's key."""
    key_of = {pattern: key for key in keys for pattern in address_patterns(key)}
    rules = Rule.objects.filter(kind=Rule.Kind.ADDRESS, pattern__in=key_of)
    return {key_of[rule.pattern]: rule for rule in rules.order_by(F("until").asc(nulls_last=True))}
