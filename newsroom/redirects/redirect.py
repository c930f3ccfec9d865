"""Addresses of a former site, and where each leads now."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import pgtrigger
from django.core.exceptions import ValidationError
from django.db import connection, models, transaction
from django.db.models import Q
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone
from django.utils.encoding import iri_to_uri
from django.utils.translation import gettext_lazy as _

from articles.models import Article
from newsroom.redirects.addresses import LONGEST, address_of_target, old_address, target_address
from web.database.prepared import Parameter, Prepared

# Writers of redirects wait for one another until the end of their transactions: two could close a circle otherwise.
ADVISORY_LOCK = 5120264907
ARTICLE = re.compile(r"/articles/(?P<slug>[-a-zA-Z0-9_]+)/?")
# The address that a target leads to, as ``old_path`` would write it.
_LED_TO = r"regexp_replace(split_part(NEW.target, '#', 1), '(.)/+(\?|$)', '\1\2')"


class RedirectQuerySet(models.QuerySet["Redirect"]):
    def for_address(self, address: str) -> Redirect | None:
        """The redirect of a requested address, in one query."""
        return next(iter(redirects_of(address)), None)

    def lead(self, old: str, to: Article | str) -> Redirect:
        """Lead old to an article, or to a path of this site. What old led to before, it no longer does.

        old: a path or a whole address, as the former site wrote it. ValidationError where one of both cannot be, where
        old is an address of this site itself, or where the redirect would close a circle.
        """
        old_path = old_address(old)
        with transaction.atomic():
            wait_for_writers()
            redirect = self.filter(old_path=old_path).first() or Redirect(old_path=old_path)
            redirect.lead_to(to)
            redirect.clean()
            redirect.refuse_circle()
            redirect.save()
        return redirect


class Redirect(models.Model):
    """A former address. It leads to an article, whatever that is called now, or to a path of this site.

    Triggers flatten chains: no row leads to the former address of another. They refuse circles, whoever writes.
    The article is no constraint of the database, so code that does not know this table can delete articles.
    """

    old_path = models.CharField(
        _("old address"),
        max_length=LONGEST,
        unique=True,
        help_text=_("Path on the former site, such as /2019/05/title/ or /?p=123. A host before it is left out."),
    )
    target = models.CharField(_("leads to"), max_length=LONGEST, blank=True)
    article = models.ForeignKey(
        Article,
        verbose_name=_("article"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        db_constraint=False,
        related_name="+",
    )
    # The path of ``target`` as ``old_path`` would write it. A trigger fills it in.
    target_path = models.CharField(max_length=LONGEST, blank=True, editable=False, db_default="")
    made_at = models.DateTimeField(_("made at"), default=timezone.now, editable=False)

    objects = RedirectQuerySet.as_manager()

    class Meta:
        verbose_name = _("redirect")
        verbose_name_plural = _("redirects")
        ordering = ["old_path"]
        constraints = [
            models.CheckConstraint(
                name="redirect_leads_to_one_place",
                condition=Q(target="", article__isnull=False) | (~Q(target="") & Q(article=None)),
                violation_error_message=_("A redirect leads either to an article or to a path."),
            ),
            models.CheckConstraint(
                name="redirect_begins_with_a_path",
                condition=Q(old_path__regex=r"^/([^/]|\Z)") & ~Q(old_path="/") & ~Q(old_path__regex=r"./(\?|\Z)"),
                violation_error_message=_("An old address begins with a slash, such as /2019/05/title/."),
            ),
            models.CheckConstraint(
                name="redirect_stays_on_this_site",
                condition=Q(target="") | (Q(target__regex=r"^/([^/\\]|\Z)") & ~Q(target__regex=r"[\x01-\x20\x7f\\]")),
                violation_error_message=_("A redirect leads to a page of this site."),
            ),
        ]
        indexes = [models.Index(name="redirects_by_target", fields=["target_path"], condition=~Q(target=""))]
        triggers = [
            pgtrigger.Trigger(
                name="redirect_writers_wait",
                level=pgtrigger.Statement,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                when=pgtrigger.Before,
                func=f"PERFORM pg_advisory_xact_lock({ADVISORY_LOCK}); RETURN NULL;",
            ),
            pgtrigger.Trigger(
                name="redirect_chain_is_flattened",
                operation=pgtrigger.Insert | pgtrigger.Update,
                when=pgtrigger.Before,
                declare=[("next", "newsroom_redirect%ROWTYPE"), ("led", "text")],
                func=f"""
                    NEW.target_path = '';
                    IF NEW.target = '' THEN RETURN NEW; END IF;
                    led = {_LED_TO};
                    IF NEW.old_path NOT IN (led, split_part(led, '?', 1)) THEN
                        SELECT * INTO next FROM newsroom_redirect
                        WHERE old_path IN (led, split_part(led, '?', 1)) AND id <> NEW.id
                        ORDER BY length(old_path) DESC LIMIT 1;
                        IF FOUND THEN
                            NEW.target = next.target;
                            NEW.article_id = next.article_id;
                            led = {_LED_TO};
                        END IF;
                    END IF;
                    IF NEW.target <> '' AND NEW.old_path IN (led, split_part(led, '?', 1)) THEN
                        RAISE EXCEPTION 'redirect_is_no_circle: % leads back to itself', NEW.old_path
                        USING ERRCODE = 'check_violation', CONSTRAINT = 'redirect_is_no_circle';
                    END IF;
                    NEW.target_path = split_part(led, '?', 1);
                    RETURN NEW;
                """,  # noqa: S608 (our own words)
            ),
            pgtrigger.Trigger(
                name="redirects_to_it_are_flattened",
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("old_path"),
                when=pgtrigger.After,
                func="""
                    UPDATE newsroom_redirect SET target = target
                    WHERE id <> NEW.id AND target <> '' AND target_path = split_part(NEW.old_path, '?', 1);
                    RETURN NULL;
                """,
            ),
        ]

    def __str__(self) -> str:
        return self.old_path

    def lead_to(self, to: Article | str, articles: Mapping[str, Article] | None = None) -> None:
        """A path of an article becomes that article, so a changed slug is followed. ValidationError.

        articles: by slug, where the caller has fetched those that to may name.
        """
        if isinstance(to, Article):
            self.article, self.target = to, ""
            return
        self.target, self.article = target_address(to), None
        if own := ARTICLE.fullmatch(self.target):
            slug = own["slug"]
            if articles is None:
                articles = {each.slug: each for each in Article.objects.filter(slug=slug, copy_of=None)}
            if slug in articles:
                self.article, self.target = articles[slug], ""

    def clean(self) -> None:
        if self.old_path:
            try:
                self.old_path = old_address(self.old_path)
                refuse_own_page(self.old_path)
            except ValidationError as fault:
                raise ValidationError({"old_path": fault}) from None

    def refuse_circle(self) -> None:
        """ValidationError where a redirect leads back to where it begins. It holds until the end of a transaction.

        The caller has begun that. The trigger refuses the same, less kindly.
        """
        wait_for_writers()
        if not self.target:
            return
        address = address_of_target(self.target)
        leads_through = [address]
        following = next((each for each in redirects_of(address) if each.pk != self.pk), None)
        if following and following.target:
            leads_through.append(address_of_target(following.target))
        if any(self.old_path in (each, each.partition("?")[0]) for each in leads_through):
            fault = ValidationError(
                _("This would lead back to the old address: %(address)s."),
                code="circle",
                params={"address": self.old_path},
            )
            raise ValidationError({"target": fault})

    @property
    def leads_to(self) -> str:
        """The path as an editor types it, whether readers can read what is there or not; empty for what was deleted."""
        article: Any = self.article if self.article_id else None
        return self.target or (article.get_absolute_url() if article else "")

    @property
    def destination(self) -> str | None:
        """The path that it leads to now; None where readers cannot read its article."""
        if self.article_id is None:
            return iri_to_uri(self.target)
        article: Any = self.article
        if article is None or not (article.is_visible or article.withdrawn_at):
            return None
        return article.get_absolute_url()


_OF_ADDRESS = Prepared(
    lambda: (
        Redirect.objects.filter(old_path__in=[Parameter("address"), Parameter("path")])
        .select_related("article")
        .only(
            "old_path", "target", "article__slug", "article__published_at", "article__withdrawn_at", "article__copy_of"
        )
        .order_by()
    )
)


def redirects_of(address: str) -> list[Redirect]:
    """The redirects of a requested address, up to two. One with its query goes before one of its path alone."""
    found = _OF_ADDRESS.run(address=address, path=address.partition("?")[0])
    return sorted(found, key=lambda each: len(each.old_path), reverse=True)


def wait_for_writers() -> None:
    """Until the end of the transaction, no one else writes a redirect."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ADVISORY_LOCK])


def refuse_own_page(old_path: str) -> None:
    """ValidationError where old_path is a page of this site: what is there now goes before what was."""
    path, _mark, query = old_path.partition("?")
    if query and path == "/":
        return
    for spelling in (path, f"{path}/"):
        try:
            match = resolve(spelling)
        except Resolver404:
            continue
        captured: dict[str, Any] = match.captured_kwargs  # type: ignore[attr-defined]
        is_fixed = not captured and not match.args
        at_desk = spelling.startswith(reverse("admin:index"))
        slug = captured.get("slug")
        is_article = match.url_name == "article" and Article.objects.published().filter(slug=slug).exists()
        if is_fixed or at_desk or is_article:
            raise ValidationError(
                _("This site has a page at %(address)s, so that address cannot lead elsewhere."),
                code="own_page",
                params={"address": spelling},
            )
