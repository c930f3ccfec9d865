"""Articles and comments that are in no database, with all that a page or a mail renders of them."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from articles.models import Article, Byline, Correction, Person, Section, Source, Topic
from articles.models.article_parts import ArticleParts
from comments.models import Comment, Discussion

LONG_WORD = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
WORDS = (
    "These words are made up. They stand here to show how what a reader writes looks, and somebody may well disagree."
)
BODY = f"""<p>This article is made up. It shows what running text may hold: <strong>weight</strong>, <em>stress</em>,
<a href="#type">a link</a>, H<sub>2</sub>O, m<sup>2</sup> and a reference to a source.
<sup><a href="#source-1">1</a></sup></p>
<h2>A heading within the text</h2><p>A word that is wider than a phone breaks: {LONG_WORD}.</p>
<blockquote><p>A quotation: what somebody else said, at its length.</p></blockquote>
<blockquote class="pull-quote"><p>A pull quote is a line of the article itself, lifted out for display.</p></blockquote>
<h3>A smaller heading</h3><ul><li>One thing</li><li>Another thing</li></ul><ol><li>First</li><li>Second</li></ol>
<table><tbody><tr><th>Made up</th><th>Number</th></tr><tr><td>Apples</td><td>1,024</td></tr></tbody></table><hr>
<p>The last paragraph ends with the mark of the house.</p>"""


def made_up_section(number: int) -> Section:
    return Section(pk=10**9 + number, name=f"Section {number}", slug=f"made-up-{number}", description="Made up.")


def made_up_article(number: int, headline: str, **what_matters: Any) -> Article:
    now = timezone.now()
    rest = {
        "slug": f"made-up-{number}",
        "kicker": "Made up",
        "standfirst": "One or two sentences that say what the article is. This one is made up, and leads nowhere.",
        "body": BODY,
        "section": made_up_section(number),
        "ai_use": "generated",
        "ai_system": "a made-up system",
        "ai_note": "Nothing: this article does not exist.",
        "published_at": now - timedelta(days=number),
        "updated_at": now - timedelta(hours=3),
    }
    article = Article(pk=10**9 + number, headline=headline, **rest | what_matters)
    article.discussion = what_matters.get("discussion") or made_up_discussion(0, 1, 2, 8, 13)
    article.discussion.article = article
    person = Person(name="Somebody Made Up", slug="made-up", role="Reporter of nothing")
    article.fetched_parts = ArticleParts(
        article,
        bylines=[Byline(article=article, person=person)],
        topics=[Topic(name="Made up", slug="made-up"), Topic(name="Nothing", slug="nothing")],
        sources=[Source(title="A made-up source", publisher="Nobody", address="https://example.org/")],
        corrections=[
            Correction(article=article, kind=kind, text="Made up: what was wrong, and what is right.", made_at=now)
            for kind in Correction.Kind.values
        ],
    )
    return article


def made_up_discussion(*stars: int, frozen: bool = False, state: str = Discussion.State.OPEN) -> Discussion:
    names = ("one", "two", "three", "four", "five")
    counts = {f"{name}_star_count": count for name, count in zip(names, stars, strict=True)}
    return Discussion(
        state=state, comment_count=sum(stars), frozen_star_counts=list(stars) if frozen else None, **counts
    )


def made_up_comment(article: Article, number: int, **what_matters: Any) -> Comment:
    rest = {
        "name": "Made-up Reader",
        "message": WORDS,
        "stars": 4,
        "status": Comment.Status.PUBLISHED,
        "rating_counts": True,
    }
    return Comment(pk=10**9 + number, article=article, **rest | what_matters)
