"""Every kind of page that the site has, as addresses of the archive that is measured. A page that is missing here is
not measured: the person who adds a kind of page adds it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from html import unescape
from random import Random
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.urls import reverse

READER, STAFF = "reader", "staff"
EDITOR, REPORTER = "editor", "reporter"  # the client for a page of the staff
ONE_ROW = ("web.SiteProfile", "articles.FrontPage")


@dataclass(frozen=True)
class PageKind:
    """addresses: asked for in turn. account: of the staff who ask, or empty. status: what is answered.

    last_by: the parameter that numbers the pages of a list of which the last page is meant; empty where it is not.
    """

    name: str
    addresses: list[str]
    account: str = ""
    status: int = 200
    last_by: str = ""

    def requested_by(self, client: Any) -> "PageKind":
        """The kind with the address of its last page, as client finds it."""
        if not self.last_by:
            return self
        return replace(self, addresses=[last_page(self.addresses[0], self.last_by, client)])

    @property
    def audience(self) -> str:
        return STAFF if self.account else READER


def page_kinds() -> list[PageKind]:
    return [*_readers_pages(), *_commenters_pages(), *_staff_pages()]


def _readers_pages() -> Iterator[PageKind]:
    from articles.models import Article, Page, Person, PreviewLink, Section, Topic

    some = _some_articles()
    section, topic, person = Section.objects.first(), Topic.objects.get(pk=1), Person.objects.get(pk=1)
    assert section
    newest = Article.objects.published().newest_first().first()
    assert newest and newest.published_at
    month = reverse("archive_month", args=[newest.published_at.year, newest.published_at.month])
    lists = {
        "front": reverse("front"),
        "section": section.get_absolute_url(),
        "topic": topic.get_absolute_url(),
        "person": person.get_absolute_url(),
        "month of the archive": month,
        "best rated": reverse("best_rated"),
        "corrections": reverse("corrections"),
    }
    for name, address in lists.items():
        yield PageKind(name, [address])
        yield PageKind(f"{name}, last page", [address], last_by="page")
    for level in ("human", "ai_generated"):
        yield PageKind(f"front, ?made={level}", [f"/?made={level}"])
        yield PageKind(f"section, ?made={level}", [f"{lists['section']}?made={level}"])
        yield PageKind(f"person, ?made={level}", [f"{lists['person']}?made={level}"])
    yield PageKind("archive", [reverse("archive")])
    yield PageKind("article", [article.get_absolute_url() for article in some])
    yield PageKind("article, ninjs", [reverse("article_for_newsrooms", args=[article.slug]) for article in some])
    yield PageKind("article, former address", [_former_address()], status=301)
    yield PageKind("article, unknown", ["/articles/there-is-no-such-article/"], status=404)
    yield PageKind("article, withdrawn", [_withdrawn().get_absolute_url()], status=410)
    draft = Article.objects.filter(published_at=None).latest("pk")
    link = PreviewLink.lasting(draft, days=7, by=None)
    link.save()
    yield PageKind("preview of a draft", [urlsplit(link.address).path])
    yield PageKind("feed, Atom", [reverse("feed_atom")])
    yield PageKind("feed, JSON", [reverse("feed_json")])
    yield PageKind("feed, ?made=ai_generated", [f"{reverse('feed_atom')}?made=ai_generated"])
    yield PageKind("feed of a section", [reverse("section_feed_atom", args=[section.slug])])
    yield PageKind("feed of a section, JSON", [reverse("section_feed_json", args=[section.slug])])
    for place in ("topic", "person"):
        yield PageKind(f"feed of a {place}", [f"{lists[place]}feed.atom"])
        yield PageKind(f"feed of a {place}, ?made=human", [f"{lists[place]}feed.json?made=human"])
    yield PageKind("feed of corrections", [reverse("corrections_feed")])
    yield PageKind("sitemap", [reverse("sitemap")])
    yield PageKind("sitemap, a file", [reverse("sitemap_articles", args=[1])])
    yield PageKind("sitemap of lists", [reverse("sitemap_lists")])
    yield PageKind("sitemap of news", [reverse("news_sitemap")])
    for name, words in (("", "lighthouse"), (", two words", "bridge harbour"), (", nothing found", "zeppelinesque")):
        yield PageKind(f"search{name}", [f"{reverse('search')}?{urlencode({'q': words})}"])
    yield PageKind("search, newest first", [f"{reverse('search')}?q=bridge&order=newest"])
    yield PageKind("search, in a section", [f"{reverse('search')}?q=bridge&section={section.slug}"])
    yield PageKind("search, of a year and a way of making", [f"{reverse('search')}?q=bridge&since=year&made=human"])
    yield PageKind("search, by a person", [f"{reverse('search')}?q=bridge&by={lists['person'].split('/')[-2]}"])
    yield PageKind("search, with a typing error", [f"{reverse('search')}?q=lighthuose"])
    yield PageKind("search, suggestions", [f"{reverse('search_suggestions')}?q=br"])
    yield PageKind("share card", [f"/share/{article.pk}.jpg" for article in some], status=302)
    yield PageKind("search, last page", [f"{reverse('search')}?q=bridge"], last_by="page")
    texts = ("robots", "manifest", "security_contact", "transparency", "transparency_json", "transparency_csv")
    for name in dict.fromkeys((*texts, *Page.Slug.values)):
        if name not in lists:
            yield PageKind(name.replace("_", ", "), [reverse(name)])
    yield PageKind("no page", ["/there/is/no/such/page/"], status=404)


def _commenters_pages() -> Iterator[PageKind]:
    from comments.models import Comment
    from comments.own.signed_links import manage_url

    hot = _hot_article()
    threads = Comment.objects.published().filter(article=hot.pk, parent=None)
    newest, oldest = threads.newest_first().first(), threads.oldest_first().first()
    assert newest and oldest
    comments = reverse("comments", args=[hot.slug])
    yield PageKind("article that all talk about", [hot.get_absolute_url()])
    for order in ("newest", "oldest", "highest", "lowest"):
        address = f"{comments}?order={order}"
        yield PageKind(f"all comments, {order}", [address])
        yield PageKind(f"all comments, {order}, last page", [address], last_by="page")
    yield PageKind("all comments, ?stars=4", [f"{comments}?stars=4"])
    yield PageKind("all comments, ?stars=4, last page", [f"{comments}?stars=4"], last_by="page")
    yield PageKind("all comments, ?stars=4, highest", [f"{comments}?stars=4&order=highest"])
    yield PageKind("link to the newest comment", [reverse("comment", args=[newest.pk])], status=302)
    yield PageKind("link to the oldest comment", [reverse("comment", args=[oldest.pk])], status=302)
    replied = min(thread.pk for thread in threads.counting_replies().order_by("created_at", "pk")[:20])
    yield PageKind("replies", [reverse("replies", args=[replied])])
    yield PageKind("replies, last page", [reverse("replies", args=[replied])], last_by="page")
    yield PageKind("report a comment", [reverse("report_comment", args=[oldest.pk])])
    yield PageKind("form without script", [reverse("new_comment", args=[hot.slug])])
    yield PageKind("thanks for a report", [reverse("comment_reported", args=[hot.slug])])
    yield PageKind("form's token", [reverse("form_token", args=[hot.pk])])
    yield PageKind("feed of all comments", [reverse("all_comments_feed")])
    yield PageKind("feed of an article's comments", [reverse("article_comments_feed", args=[hot.slug])])
    yield PageKind("ask for links", [reverse("request_links")])
    busy = Comment.objects.filter(email="reader0@example.org").newest_first().first()
    assert busy
    # Some readers wrote once, some more often: several are asked for.
    for name, some in (("", threads.newest_first()[:5]), (", of who writes most", [busy])):
        managed_by = [manage_url(comment).partition("8000")[2] for comment in some]
        yield PageKind(f"manage page{name}", managed_by)
        yield PageKind(f"own data{name}", [f"{managed}data.json" for managed in managed_by])
    managed = manage_url(newest).partition("8000")[2]
    yield PageKind("withdraw, asked first", [f"{managed}withdraw/"])
    yield PageKind("erase, asked first", [f"{managed}erase/"])


def _staff_pages() -> Iterator[PageKind]:
    from comments.models import Comment

    hot = _hot_article()
    articles, comments = reverse("admin:articles_article_changelist"), reverse("admin:comments_comment_changelist")
    log = reverse("admin:articles_disclosureevent_changelist")
    yield PageKind("desk", [reverse("admin:index")], EDITOR)
    yield PageKind("desk of a reporter", [reverse("admin:index")], REPORTER)
    yield PageKind("desk, another week", [f"{reverse('admin:index')}?week=2026-01-01"], EDITOR)
    for name, words in (("", "lighthouse"), (", nothing found", "zeppelinesque")):
        yield PageKind(f"search at the desk{name}", [f"{reverse('admin:search')}?{urlencode({'q': words})}"], EDITOR)
    yield PageKind("articles", [articles], EDITOR)
    yield PageKind("articles, for me", [f"{articles}?state=mine"], EDITOR)
    yield PageKind("articles of a reporter", [articles], REPORTER)
    yield PageKind("articles, last page", [articles], EDITOR, last_by="p")
    for state in ("draft", "submitted", "scheduled", "published", "withdrawn"):
        yield PageKind(f"articles, {state}", [f"{articles}?state={state}"], EDITOR)
    yield PageKind("articles, ?made=ai_generated", [f"{articles}?made=ai_generated"], EDITOR)
    yield PageKind("articles, not stated", [f"{articles}?made=unstated"], EDITOR)
    yield PageKind("articles of a section", [f"{articles}?section__id__exact=1"], EDITOR)
    yield PageKind("articles, searched", [f"{articles}?q=lighthouse"], EDITOR)
    yield PageKind("articles, searched for what is not there", [f"{articles}?q=zeppelinesque"], EDITOR)
    some = _some_articles()
    for name, view in (("article's form", "change"), ("article's history", "history")):
        pages = [reverse(f"admin:articles_article_{view}", args=[article.pk]) for article in some]
        yield PageKind(name, pages, EDITOR)
    yield PageKind("withdraw an article", [reverse("admin:articles_article_withdraw", args=[some[0].pk])], EDITOR)
    yield PageKind("log of disclosure", [log], EDITOR)
    yield PageKind("log of disclosure, last page", [log], EDITOR, last_by="p")
    yield PageKind("log of disclosure, of a kind", [f"{log}?kind__exact=published"], EDITOR)
    yield PageKind("log of disclosure, of an article", [f"{log}?article={hot.pk}"], EDITOR)
    for name in ("section", "topic", "person", "image", "page"):
        yield PageKind(f"list of each {name}", [reverse(f"admin:articles_{name}_changelist")], EDITOR)
    lookup = reverse("admin:autocomplete")
    for name, model, field in (
        ("topics", "article", "topics"),
        ("pictures", "article", "lead_image"),
        ("people", "byline", "person"),
        ("accounts", "person", "account"),
    ):
        parameters = f"app_label=articles&model_name={model}&field_name={field}&term=bridge"
        yield PageKind(f"{name} while typing", [f"{lookup}?{parameters}"], EDITOR)
    for chosen in ("pending", "late", "objections", "published", "rejected", "spam", "withdrawn", "all"):
        yield PageKind(f"queue, {chosen}", [f"{comments}?list={chosen}"], EDITOR)
    yield PageKind("queue, last page", [f"{comments}?list=all"], EDITOR, last_by="page")
    yield PageKind("queue of an article", [f"{comments}?list=all&article={hot.pk}"], EDITOR)
    yield PageKind("queue of a section", [f"{comments}?list=all&section=1"], EDITOR)
    yield PageKind("queue, two stars", [f"{comments}?list=all&stars=2"], EDITOR)
    last = Comment.objects.latest("created_at")
    days = f"sent_from={last.created_at - timedelta(days=1):%Y-%m-%d}&sent_until={last.created_at:%Y-%m-%d}"
    yield PageKind("queue, days", [f"{comments}?list=published&{days}"], EDITOR)
    yield PageKind("queue, waiting and searched", [f"{comments}?q=bridge"], EDITOR)
    yield PageKind("queue, all searched", [f"{comments}?list=all&q=zeppelinesque"], EDITOR)
    yield PageKind("one comment", [reverse("admin:comments_comment_change", args=[last.pk])], EDITOR)
    busy = Comment.objects.filter(email="reader0@example.org").newest_first().first()
    assert busy
    yield PageKind("one comment of who writes most", [reverse("admin:comments_comment_change", args=[busy.pk])], EDITOR)
    published = reverse("admin:comments_publishedcomment_changelist")
    yield PageKind("published comments", [published], EDITOR)
    yield PageKind("published comments, five stars", [f"{published}?stars=5"], EDITOR)
    yield PageKind("published comments, by the staff", [f"{published}?is_staff_reply__exact=1"], EDITOR)
    yield PageKind("published comments of a section", [f"{published}?section__id__exact=1"], EDITOR)
    yield PageKind("published comments, searched", [f"{published}?q=zeppelinesque"], EDITOR)
    first = Comment.objects.published().first()
    assert first
    yield PageKind(
        "one published comment", [reverse("admin:comments_publishedcomment_change", args=[first.pk])], EDITOR
    )
    discussions = reverse("admin:comments_discussion_changelist")
    yield PageKind("discussions", [discussions], EDITOR)
    yield PageKind("discussions, locked", [f"{discussions}?state__exact=locked"], EDITOR)
    yield PageKind("discussions of a section", [f"{discussions}?article__section__id__exact=1"], EDITOR)
    yield PageKind("discussions, searched", [f"{discussions}?q=zeppelinesque"], EDITOR)
    reports = reverse("admin:comments_report_changelist")
    yield PageKind("reports", [reports], EDITOR)
    yield PageKind("reports, all", [f"{reports}?list=all"], EDITOR)
    yield PageKind("rules", [reverse("admin:comments_rule_changelist")], EDITOR)
    yield PageKind("bursts of ratings", [reverse("admin:comments_ratingquarantine_changelist")], EDITOR)
    yield PageKind("reports, answered", [f"{reports}?list=answered"], EDITOR)
    yield PageKind("reports, searched", [f"{reports}?list=all&q=zeppelinesque"], EDITOR)
    for name in ("styleguide", "intake_docs", "intake_openapi"):
        yield PageKind(name.replace("_", ", "), [reverse(name)], EDITOR)
    yield PageKind("notices to a moderator", [reverse("admin:comments_notices")], EDITOR)
    yield from _pages_of_each_model()


def _pages_of_each_model() -> Iterator[PageKind]:
    """What the admin renders for every model: its list, a blank form, and form, history and deletion of a row."""
    from django.contrib import admin
    from django.contrib.auth.models import User
    from django.test import RequestFactory

    request = RequestFactory().get("/admin/")
    request.user = User(is_active=True, is_staff=True, is_superuser=True)
    for model, pages in admin.site._registry.items():
        opts, row = model._meta, pages.get_queryset(request).order_by("pk").first()
        name, start = str(opts.verbose_name), f"admin:{opts.app_label}_{opts.model_name}"
        status = 302 if opts.label in ONE_ROW else 200  # the list leads to the one row that there is
        yield PageKind(f"admin: {name}", [reverse(f"{start}_changelist")], EDITOR, status)
        if pages.has_add_permission(request):
            yield PageKind(f"admin: {name}, blank", [reverse(f"{start}_add")], EDITOR)
            yield PageKind(f"admin: {name}, in a window", [f"{reverse(f'{start}_add')}?_popup=1"], EDITOR)
        if row is not None:
            yield PageKind(f"admin: {name}, form", [reverse(f"{start}_change", args=[row.pk])], EDITOR)
            yield PageKind(f"admin: {name}, history", [reverse(f"{start}_history", args=[row.pk])], EDITOR)
            if pages.has_delete_permission(request, row):
                yield PageKind(f"admin: {name}, deletion", [reverse(f"{start}_delete", args=[row.pk])], EDITOR)


# What there is to ask for ---------------------------------------------------------------------------------------------


def _some_articles() -> list[Any]:
    """Twenty, from all years, the same whenever they are asked for."""
    from articles.models import Article

    last = Article.objects.latest("pk").pk
    chance = Random(last)
    keys = chance.sample(range(1, last * 9 // 10), 20)
    return list(Article.objects.published().filter(pk__in=keys))


def _hot_article() -> Any:
    from comments.models import Discussion

    readable = Discussion.objects.filter(article__withdrawn_at=None)
    return readable.select_related("article").latest("comment_count").article


def _withdrawn() -> Any:
    from articles.models import Article

    return Article.objects.filter(withdrawn_at__isnull=False).latest("pk")


def _former_address() -> str:
    from articles.models import OldAddress

    former = OldAddress.objects.latest("pk")
    return reverse("article", args=[former.slug])


def last_page(address: str, parameter: str, client: Any) -> str:
    """The address of the last page that the list at address offers, found as people find it: by its links."""
    content = unescape(client.get(address).content.decode())
    numbers = [int(number) for number in re.findall(rf'href="\?(?:[^"]*[;&])?{parameter}=(\d+)', content)]
    return f"{address}{'&' if '?' in address else '?'}{parameter}={max(numbers)}" if numbers else address
