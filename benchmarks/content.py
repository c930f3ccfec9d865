"""The page that is measured: an article of 480 words with 20 comments, among forty others of its section."""

from datetime import timedelta

from django.utils import timezone

from articles.models import Article, Byline, Correction, Person, Section, Source, Topic
from comments.models import Comment

SLUG = "measured"
COMMENTED = "other-1"  # takes the comments that are posted, so the measured page stays as it is
WORDS = 480
COMMENTS = 20
SENTENCE = (
    "The harbour master writes down the height of the water each morning before the first ferry leaves. "  # 17 words
)


def build() -> None:
    """Write it into an empty database; from one that was measured before, take what was posted meanwhile."""
    if Article.objects.filter(slug=SLUG).exists():
        Comment.objects.exclude(status="published").delete()
        return
    sections = [Section.objects.create(name=f"Section {n}", slug=f"section-{n}", position=n) for n in range(8)]
    person = Person.objects.create(name="Ada Byron", slug="ada-byron", role="Science editor", bio="Writes about water.")
    topics = [Topic.objects.create(name=f"Topic {n}", slug=f"topic-{n}") for n in range(3)]
    paragraphs = "".join(f"<p>{number + 1}. {SENTENCE * 4}</p>" for number in range(WORDS // (4 * 17)))
    now = timezone.now()
    for number in range(41):
        article = Article.objects.create(
            slug=SLUG if number == 0 else f"other-{number}",
            headline=f"What the tide tables say, part {number}",
            standfirst=SENTENCE.strip(),
            kicker="Water",
            body=paragraphs,
            section=sections[number % 4 if number else 0],
            ai_use="assisted",
            ai_system="A large language model",
            ai_note="AI shortened the text.",
            published_at=now - timedelta(days=40 + number),
        )
        Byline.objects.create(article=article, person=person)
        article.topics.set(topics)
        Source.objects.create(article=article, title="Tide tables", publisher="Harbour", address="https://example.org/")
    measured = Article.objects.get(slug=SLUG)
    Correction.objects.create(article=measured, text="The ferry leaves at seven.", made_at=now - timedelta(days=39))
    for number in range(COMMENTS):
        Comment.objects.create(
            article=measured,
            name=f"Reader {number}",
            email=f"reader{number}@example.org",
            message=f"Number {number}. {SENTENCE * 2}",
            stars=number % 5 + 1,
            status="published",
            created_at=now - timedelta(days=38, minutes=number),
        )
