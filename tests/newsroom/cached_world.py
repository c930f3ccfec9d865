"""A small newspaper with every kind of reader page that may be kept, for the tests of what is kept."""

from datetime import timedelta
from types import SimpleNamespace

from django.utils import timezone

from articles.models import Article, Byline, Correction, Image, Page, Person, Section, Source, Topic
from comments.models import Comment, CommentPeriod, SectionPolicy

LONG_AGO = timezone.now().replace(microsecond=0) - timedelta(days=45)  # ages stand still while a test runs

PAGES = {
    "front": "/",
    "section": "/sections/science/",
    "topic": "/topics/tides/",
    "person": "/people/ada/",
    "archive": "/archive/",
    "archive month": f"/archive/{LONG_AGO:%Y}/{LONG_AGO.month}/",
    "archive day": f"/archive/{LONG_AGO:%Y}/{LONG_AGO.month}/{LONG_AGO.day}/",
    "chosen": "/?made=human",
    "article": "/articles/tides/",
    "related": "/articles/moon/",
    "comments": "/articles/tides/comments/",
    "comments by stars": "/articles/tides/comments/?order=highest",
    "replies": "/comments/{thread}/replies/",
    "comments feed": "/articles/tides/comments.atom",
    "feed": "/feed.atom",
    "json feed": "/feed.json",
    "section feed": "/sections/science/feed.atom",
    "topic feed": "/topics/tides/feed.atom",
    "topic json feed": "/topics/tides/feed.json",
    "person feed": "/people/ada/feed.atom?made=human",
    "corrections": "/corrections/",
    "corrections feed": "/corrections/feed.atom",
    "ninjs": "/articles/tides.json",
    "about": "/about/",
    "house rules": "/house-rules/",
    "privacy": "/privacy/",
    "api: articles": "/api/articles",
    "api: article": "/api/articles/tides",
    "api: comments": "/api/articles/tides/comments",
    "api: sections": "/api/sections",
    "api: topics": "/api/topics",
    "api: people": "/api/people",
    "api: description": "/api/openapi.json",
}


def build():
    """The rows, by name. Cards show stars from one rating on: RATING_MINIMUM is the caller's to set."""
    Page.objects.update(updated_at=LONG_AGO)
    section = Section.objects.create(name="Science", slug="science", position=1)
    other = Section.objects.create(name="Culture", slug="culture", position=2)
    period = CommentPeriod.objects.create(section=section, days=400)
    policy = SectionPolicy.objects.create(section=section, policy="open", premoderated_after=400)
    person = Person.objects.create(name="Ada", slug="ada", bio="Writes.")
    topic = Topic.objects.create(name="Tides", slug="tides")
    (image,) = Image.objects.bulk_create(
        [
            Image(
                file="images/a.jpg",
                width=1,
                height=1,
                digest="d",
                alternative_text="The sea",
                caption="The sea at noon",
                digital_source_type=Image.DigitalSourceType.CAPTURE,
            )
        ]
    )
    rest = {"section": section, "ai_use": "none", "published_at": LONG_AGO}
    article = Article.objects.create(headline="Tides", slug="tides", body="<p>Text.</p>", lead_image=image, **rest)
    related = Article.objects.create(headline="Moon", slug="moon", body="<p>Text.</p>", **rest)
    draft = Article.objects.create(headline="Draft", slug="draft", body="<p>Text.</p>", section=section, ai_use="none")
    byline = Byline.objects.create(article=article, person=person)
    article.topics.add(topic)
    source = Source.objects.create(article=article, title="Almanac")
    correction = Correction.objects.create(article=article, text="Ebb, not flood.", made_at=LONG_AGO)
    thread = say(article, "Well put.", stars=4)
    reply = say(article, "Is it?", parent=thread)
    waiting = say(article, "Wait.", stars=1, status="pending")
    return SimpleNamespace(**locals())


def say(article, message, status="published", **facts):
    number = Comment.objects.count()
    return Comment.objects.create(
        article=article,
        message=message,
        name=f"Reader {number}",
        email=f"{number}@example.org",
        status=status,
        created_at=LONG_AGO + timedelta(minutes=number),
        **facts,
    )
