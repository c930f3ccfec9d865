from __future__ import annotations

import re
from datetime import datetime
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.expressions import RawSQL
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from comments.models.comment import Comment
from comments.text.email_key import NotAnAddressError, email_key, exact_address
from comments.text.links import hosts_in, in_ascii
from comments.text.lookalikes import INTO, TRANSLATED, plain_letters
from comments.text.typed_text import folded, has_phrase
from web.database.prepared import Parameter, Prepared

_ERASED_ADDRESS = "erased:"  # begins the pattern of a rule about an address that was erased
_HOST = re.compile(r"(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}", re.IGNORECASE)


class RuleQuerySet(models.QuerySet["Rule"]):
    def in_force(self, now: datetime | Parameter | None = None) -> RuleQuerySet:
        return self.filter(models.Q(until=None) | models.Q(until__gt=now or timezone.now()))

    def suspensions(self) -> RuleQuerySet:
        """Addresses whose comments are refused now, those whose time ends first in front, banned ones last."""
        refused = self.in_force().filter(kind=Rule.Kind.ADDRESS, effect=Rule.Effect.REFUSE)
        return refused.order_by(models.F("until").asc(nulls_last=True), "pk")

    def that_may_be_about(self) -> RuleQuerySet:
        """Those that the parameters text, plain_text, address_patterns, domains and network leave."""
        return self.filter(
            RawSQL(
                """CASE kind
                    WHEN 'words' THEN strpos(%s, pattern) > 0 OR strpos(%s, translate(pattern, %s, %s)) > 0
                    WHEN 'address' THEN pattern = ANY(%s)
                    WHEN 'domain' THEN pattern = ANY(%s)
                    WHEN 'network' THEN pattern::inet >>= %s::inet
                END""",
                [
                    Parameter("text"),
                    Parameter("plain_text"),
                    TRANSLATED,
                    INTO,
                    Parameter("address_patterns"),
                    Parameter("domains"),
                    Parameter("network"),
                ],
                output_field=models.BooleanField(null=True),
            )
        )


class Rule(models.Model):
    """What a comment is held or refused for: words, an address, a domain, a network."""

    class Kind(models.TextChoices):
        WORDS = "words", _("Word or phrase")
        ADDRESS = "address", _("E-mail address")
        DOMAIN = "domain", _("Domain")
        NETWORK = "network", _("Network")

    class Effect(models.TextChoices):
        HOLD = "hold", _("Hold: a moderator reads it first")
        REFUSE = "refuse", _("Refuse: it goes to the spam, and its sender reads that it is held")

    kind = models.CharField(_("kind"), max_length=7, choices=Kind.choices, default=Kind.WORDS)
    pattern = models.CharField(
        _("what"),
        max_length=254,
        help_text=_(
            "A word or phrase, found as whole words in names and messages, whatever its case; an e-mail address,"
            " with all its +tags; a domain such as example.org, found with its subdomains in e-mail addresses and"
            " links; a network address such as 198.51.100.7 or 2001:db8::/48."
        ),
    )
    effect = models.CharField(_("effect"), max_length=6, choices=Effect.choices, default=Effect.HOLD)
    until = models.DateTimeField(
        _("until"), null=True, blank=True, help_text=_("The end of a suspension. Empty: for good, which is a ban.")
    )
    note = models.CharField(_("note"), max_length=300, blank=True, help_text=_("Why, for your colleagues."))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("made by"),
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    made_at = models.DateTimeField(_("made at"), default=timezone.now, editable=False)

    objects = RuleQuerySet.as_manager()

    class Meta:
        verbose_name = _("rule")
        verbose_name_plural = _("rules")
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="rule_kind_is_known", condition=models.Q(kind__in=["words", "address", "domain", "network"])
            ),
            models.CheckConstraint(name="rule_effect_is_known", condition=models.Q(effect__in=["hold", "refuse"])),
            models.CheckConstraint(name="rule_is_about_something", condition=~models.Q(pattern="")),
            models.UniqueConstraint(
                name="rule_said_once",
                fields=["kind", "pattern"],
                violation_error_message=_("There is a rule about this. Change that one."),
            ),
        ]

    def __str__(self) -> str:
        return self.found

    def clean_fields(self, exclude: Any = None) -> None:
        super().clean_fields(exclude=exclude)
        if "pattern" not in (exclude or ()):
            self.pattern = pattern_of(self.kind, self.pattern)

    @staticmethod
    def about(comment: Comment, address: str = "") -> list[Rule]:
        """The rules in force that comment falls under, found in one query. address: the network it comes from now.

        The database leaves out the words that do not occur at all; whether they are there as words is seen here.
        """
        candidates = _CANDIDATES.run(
            now=timezone.now(),
            text=f"{folded(comment.name)} {folded(comment.message)}",
            plain_text=f"{plain_letters(comment.name)} {plain_letters(comment.message)}",
            address_patterns=address_patterns(comment.email_key),
            domains=_domains_of(comment),
            network=_plain_address(address),
        )
        return [rule for rule in candidates if rule.kind == Rule.Kind.NETWORK or rule.catches(comment)]

    @property
    def is_suspension(self) -> bool:
        """Whether it is a suspension or ban of an address, present or past."""
        return self.kind == self.Kind.ADDRESS and self.effect == self.Effect.REFUSE

    @property
    def is_in_force(self) -> bool:
        return self.until is None or self.until > timezone.now()

    @property
    def found(self) -> str:
        """What a moderator reads beside a comment. It names no address and no network, which are not to be spread."""
        if self.kind in (self.Kind.WORDS, self.Kind.DOMAIN):
            return self.pattern
        return f"{self.get_kind_display()} ({_('rule')} {self.pk})"

    def catches(self, comment: Comment) -> bool:
        """Whether comment falls under the rule; of a network never, since a comment does not say where it came from."""
        if self.kind == self.Kind.WORDS:
            plain = plain_letters(self.pattern)
            return any(
                has_phrase(folded(text), self.pattern) or has_phrase(plain_letters(text), plain)
                for text in (comment.name, comment.message)
            )
        if self.kind == self.Kind.ADDRESS:
            return self.pattern in address_patterns(comment.email_key)
        return self.kind == self.Kind.DOMAIN and self.pattern in _domains_of(comment)


_CANDIDATES = Prepared(lambda: Rule.objects.in_force(Parameter("now")).that_may_be_about())


def address_patterns(key: str) -> list[str]:
    """What a rule about the address with that key may say: the key, or after an erasure its keyed hash."""
    digest = salted_hmac("comments.rule", key, algorithm="sha256").hexdigest()
    return [key, f"{_ERASED_ADDRESS}{digest}"]


def pattern_of(kind: str, text: str) -> str:
    """text as a rule of kind keeps it. Raises ValidationError where it is none."""
    text = text.strip()
    if kind == Rule.Kind.ADDRESS and text.startswith(_ERASED_ADDRESS):
        return text
    if kind == Rule.Kind.WORDS:
        if words := folded(text):
            return words
        raise ValidationError({"pattern": _("Write a word or a phrase.")})
    if kind == Rule.Kind.ADDRESS:
        try:
            return email_key(exact_address(text))
        except NotAnAddressError as fault:
            raise ValidationError({"pattern": _("Write an e-mail address like name@example.org.")}) from fault
    if kind == Rule.Kind.DOMAIN:
        domain = in_ascii(text.rpartition("@")[2].removeprefix("*"))
        if _HOST.fullmatch(domain):
            return domain
        raise ValidationError({"pattern": _("Write a domain like example.org, without https:// and without a path.")})
    try:
        return str(ip_network(text, strict=False))
    except ValueError as fault:
        message = _("Write a network address like 198.51.100.7, or a network like 198.51.100.0/24 or 2001:db8::/48.")
        raise ValidationError({"pattern": message}) from fault


def _domains_of(comment: Comment) -> list[str]:
    """The domains of the comment's e-mail address and of its links, and those that they are part of."""
    hosts = {comment.email.rpartition("@")[2], *hosts_in(comment.name), *hosts_in(comment.message)}
    domains: set[str] = set()
    for host in hosts:
        labels = in_ascii(host).split(".")
        domains |= {".".join(labels[start:]) for start in range(len(labels))}
    return sorted(domains)


def _plain_address(address: str) -> str | None:
    """address as PostgreSQL reads it; None for what is none."""
    try:
        ip = ip_address(address)
    except ValueError:
        return None
    return str(ip.ipv4_mapped or IPv6Address(int(ip))) if isinstance(ip, IPv6Address) else str(ip)
