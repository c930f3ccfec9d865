"""Addresses that readers requested and that no page has, each with how often. Nothing says who requested them."""

from __future__ import annotations

import re
import threading
import time
from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta

from django.core.signals import request_finished
from django.db import DatabaseError, InterfaceError, connection, models, transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from newsroom.redirects.addresses import requested_address
from newsroom.redirects.redirect import Redirect

LONGEST = 300  # characters; what is longer is no one's link
MOST = 2_000  # rows; those that were requested least make room
PATIENCE = "250ms"  # that a count may wait for another process
BATCH = 200  # different addresses that a process counts before it writes them
WRITTEN_AFTER = 2  # seconds
REMEMBERED = timedelta(days=90)  # after the last request
# What belongs to an address as its number, on former sites. All other parameters are dropped: they may be personal.
_NUMBERS = re.compile(r"(p|page_id|attachment_id|id|cat|post|article|story)=[0-9]{1,12}")
_OURS = re.compile(r"/(admin|api|comments|preview|static|media|styleguide|challenges|letter|\.well-known)(/|\Z)")
# What programs try on every site, to find one with a hole.
_NOISE = re.compile(
    r"/wp-(admin|includes|content/(plugins|themes)|json|config|cron|login|signup|trackback|mail|links-opml)"
    r"|xmlrpc\.php|/\.|\.(env|git|sql|bak|cgi|aspx?|jsp|do|action|ini|ya?ml|log|sh|exe|tar|t?gz|zip|swp)\Z"
    r"|/(cgi-bin|phpmyadmin|pma|vendor|autodiscover|owa|boaform|solr|actuator|console|administrator|telescope)(/|\Z)"
    r"|/(shell|admin|config|setup|install|phpinfo|info|test|adminer|eval-stdin|1|x|up|wso|alfa)\.php\Z"
    r"|/apple-touch-icon|/ads\.txt|/app-ads\.txt|/sellers\.json|/browserconfig\.xml|<|>|\.\./",
    re.IGNORECASE,
)
# A part that looks like an address of a person, or like a secret.
_PERSONAL = re.compile(r"@|%40|[A-Za-z0-9_-]{60,}|[A-Za-z0-9+=_-]{20,}:[A-Za-z0-9_-]{4,}")


def countable(path: str, query: str) -> str:
    """The address to count a request under; empty where it is a program's try, this site's own, or someone's."""
    telling = "&".join(part for part in query.split("&") if _NUMBERS.fullmatch(part))
    address = requested_address(path, telling)
    if address == "/" or len(address) > LONGEST or not address.isprintable():
        return ""
    if _OURS.match(address) or _NOISE.search(address) or _PERSONAL.search(address):
        return ""
    return address


class Tally:
    """What one process has counted and not written yet. It is written after a request, every WRITTEN_AFTER at most."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counts: Counter[str] = Counter()
        self._written_at = float("-inf")

    def add(self, address: str) -> None:
        with self._lock:
            if address in self._counts or len(self._counts) < BATCH:
                self._counts[address] += 1

    def after_request(self, **kwargs: object) -> None:
        """Receiver of ``request_finished``: whoever requested something has the answer already."""
        if self._counts and time.monotonic() - self._written_at >= WRITTEN_AFTER:
            self.write()

    def forget(self) -> None:
        """Begin anew, for tests: what was counted is no part of their transactions."""
        with self._lock:
            self._counts, self._written_at = Counter(), time.monotonic()

    def write(self) -> None:
        """Write what was counted. Where the database does not take it, it is lost: it is a count, and no more."""
        with self._lock:
            counts, self._counts = self._counts, Counter()
            self._written_at = time.monotonic()
        try:
            UnknownAddress.objects.count_all(counts)
        except (DatabaseError, InterfaceError):
            return


tally = Tally()
request_finished.connect(tally.after_request)


class UnknownAddressQuerySet(models.QuerySet["UnknownAddress"]):
    def count_all(self, counts: Mapping[str, int]) -> None:
        """Add to the numbers of each address, and let those go that were requested least. Sorted: no deadlock."""
        if not counts:
            return
        addresses = sorted(counts)
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT set_config('lock_timeout', %s, true)", [PATIENCE])
            cursor.execute(
                """
                INSERT INTO newsroom_unknownaddress AS known (address, times, first_at, last_at)
                SELECT address, times, %(now)s, %(now)s FROM unnest(%(addresses)s::text[], %(times)s::int[])
                    AS counted (address, times)
                ON CONFLICT (address) DO UPDATE SET times = least(known.times::bigint + EXCLUDED.times, 2147483647),
                    last_at = EXCLUDED.last_at
                """,
                {"now": timezone.now(), "addresses": addresses, "times": [counts[each] for each in addresses]},
            )
        spare = self.order_by("-times", "-last_at", "-pk").values("pk")[MOST : MOST + BATCH]
        self.filter(pk__in=list(spare.values_list("pk", flat=True))).delete()

    def unanswered(self) -> UnknownAddressQuerySet:
        """Those that no redirect answers yet."""
        return self.exclude(Exists(Redirect.objects.filter(old_path=OuterRef("address"))))

    def outlived(self) -> UnknownAddressQuerySet:
        before: datetime = timezone.now() - REMEMBERED
        return self.filter(last_at__lt=before)


class UnknownAddress(models.Model):
    address = models.CharField(_("address"), max_length=LONGEST, unique=True, editable=False)
    times = models.PositiveIntegerField(_("times"), editable=False)
    first_at = models.DateTimeField(_("first requested"), editable=False)
    last_at = models.DateTimeField(_("last requested"), editable=False)

    objects = UnknownAddressQuerySet.as_manager()

    class Meta:
        verbose_name = _("unknown address")
        verbose_name_plural = _("unknown addresses")
        ordering = ["-times", "-last_at", "-pk"]
        default_permissions = ("view", "delete")
        indexes = [models.Index(name="unknown_addresses_by_times", fields=["-times", "-last_at", "-id"])]

    def __str__(self) -> str:
        return self.address
