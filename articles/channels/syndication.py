"""What leaves the site whole: feeds of articles and of corrections, and single articles for other newsrooms."""

from typing import TypeVar

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.html import linebreaks
from django.utils.http import http_date
from django.utils.translation import gettext as _

from articles.channels.disclosure_header import disclose_in_header
from articles.channels.feeds import ArticleFeed, AtomFeed, CorrectionsFeed, Feed, JsonFeed
from articles.channels.full_content import label_paragraph
from articles.channels.ninjs import ninjs, withdrawn_ninjs
from articles.disclosure.chosen_level import as_chosen, chosen_level
from articles.models import Article, Correction, Person, Section, Topic
from articles.models.article_queryset import ArticleQuerySet
from articles.pictures.body_pictures import pictures_within
from articles.reading.reader_page import cached_page, public_answer
from web.absolute_urls import absolute
from web.identity.current_site import current_site

ENTRIES = 30
FeedKind = TypeVar("FeedKind", bound=Feed)
FORMATS: dict[str, type[ArticleFeed]] = {"atom": AtomFeed, "json": JsonFeed}


@cached_page
def site_feed(request: HttpRequest, form: str) -> HttpResponse:
    return _article_feed(request, form, Article.objects.for_feed(), name="articles", of="", home=reverse("front"))


@cached_page
def section_feed(request: HttpRequest, slug: str, form: str) -> HttpResponse:
    section = get_object_or_404(Section, slug=slug)
    articles = Article.objects.for_feed().filter(section=section)
    return _article_feed(
        request,
        form,
        articles,
        name=f"section-{section.pk}",
        of=section.name,
        about=section.description,
        home=section.get_absolute_url(),
    )


@cached_page
def topic_feed(request: HttpRequest, slug: str, form: str) -> HttpResponse:
    topic = get_object_or_404(Topic.objects.in_public(), slug=slug)
    articles = Article.objects.for_feed().listed_under(topic=topic)
    return _article_feed(
        request, form, articles, name=f"topic-{topic.pk}", of=topic.name, home=topic.get_absolute_url()
    )


@cached_page
def person_feed(request: HttpRequest, slug: str, form: str) -> HttpResponse:
    person = get_object_or_404(Person.objects.in_public(), slug=slug)
    articles = Article.objects.for_feed().listed_under(person=person)
    return _article_feed(
        request, form, articles, name=f"person-{person.pk}", of=person.name, home=person.get_absolute_url()
    )


@cached_page
def corrections_feed(request: HttpRequest) -> HttpResponse:
    title = f"{current_site().name}: {_('Corrections')}"
    feed = _new_feed(request, CorrectionsFeed, name="corrections", title=title, home=reverse("corrections"))
    for correction in Correction.objects.shown()[:ENTRIES]:
        feed.add_item(
            title=f"{correction.get_kind_display()}: {correction.article.headline}",
            link=absolute(f"{correction.article.get_absolute_url()}#corrections"),
            description=label_paragraph(correction.article) + linebreaks(correction.full_text, autoescape=True),
            unique_id=feed.identifiers.of_entry(f"correction-{correction.pk}", correction.made_at),
            pubdate=correction.made_at,
            updateddate=correction.made_at,
        )
    return feed_answer(request, feed)


@cached_page
def article_for_newsrooms(request: HttpRequest, slug: str) -> HttpResponse:
    """The article as ninjs; 410 and a notice not to use it any more where it was withdrawn."""
    article = Article.objects.for_page().filter(slug=slug).first()
    if article is None:
        raise Http404
    if article.is_withdrawn:
        response = JsonResponse(withdrawn_ninjs(article), status=410)
    else:
        response = JsonResponse(ninjs(article))
        disclose_in_header(response, article)
    return public_answer(request, response)


def _article_feed(
    request: HttpRequest, form: str, articles: ArticleQuerySet, *, name: str, of: str, home: str, about: str = ""
) -> HttpResponse:
    """name: for its identifier, the same permanently. of, about: what a part of the site is called, and what it is."""
    level = chosen_level(request)
    title = f"{current_site().name}: {of}" if of else current_site().name
    if level:
        name, title, home = f"{name}-{level.key}", f"{title} ({level.choice})", f"{home}?made={level.key}"
    feed = _new_feed(request, FORMATS[form], name=name, title=title, home=home, about=about)
    chosen = as_chosen(request, articles)[:ENTRIES]
    pictures = pictures_within(*(article.body for article in chosen))
    for article in chosen:
        feed.add_article(article, pictures)
    return feed_answer(request, feed)


def _new_feed(
    request: HttpRequest, kind: type[FeedKind], *, name: str, title: str, home: str, about: str = ""
) -> FeedKind:
    level = chosen_level(request)
    return kind(
        name=name,
        title=title,
        link=absolute(home),
        description="",
        subtitle=about or current_site().tagline or _("Every article says how it was made."),
        language=settings.LANGUAGE_CODE,
        author_name=current_site().name,
        author_link=absolute("/"),
        feed_url=absolute(f"{request.path}?made={level.key}" if level else request.path),
    )


def feed_answer(request: HttpRequest, feed: Feed, *, about: Article | None = None) -> HttpResponse:
    """feed as it leaves the site; 304 where the asker has it."""
    response = HttpResponse(feed.writeString("utf-8"), content_type=feed.content_type)
    response["Last-Modified"] = http_date(feed.latest_post_date().timestamp())
    if hub := feed.feed["hub"]:
        response["Link"] = f'<{hub}>; rel="hub", <{feed.feed["feed_url"]}>; rel="self"'
    return public_answer(request, response, about=about)
