"""The way of the demo content into an empty database: the importer's, the models' and the desk's own verbs."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, cast

import yaml
from django.utils import timezone
from slugify import slugify

from articles.importing.importer import import_articles
from articles.models import Article, Person, Section, Topic
from comments.models import Comment, Discussion, Finding, HeldBecause
from newsroom.demo.pictures import PICTURES

HERE = Path(__file__).parent
WRITTEN_AT = datetime(2026, 11, 20, 12, tzinfo=UTC)  # two hours after the newest article in the files
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
SLUG = re.compile(r"^slug: (.+)$", re.MULTILINE)
PUBLISHED = re.compile(r"^published: (.+)\n", re.MULTILINE)
UPDATED = re.compile(r"^updated: ", re.MULTILINE)
JPEG_QUALITY = 82
# How a brief was made, unless it says otherwise.
MADE = {
    "ai_system": "a large language model",
    "ai_note": "Wrote the whole text from general knowledge. No person checked it.",
}


def load_demo() -> Iterator[str]:
    """Put everything in; yields a sentence on each step as it begins. The caller holds the transaction."""
    house = yaml.safe_load((HERE / "house.yaml").read_text("utf-8"))
    yield "Opening the sections."
    for position, section in enumerate(house["sections"]):
        Section.objects.create(slug=slugify(section["name"]), position=position, **section)
    for person in house["people"]:
        Person.objects.create(slug=slugify(person["name"]), **person)
    with TemporaryDirectory() as folder:
        yield f"Drawing {len(PICTURES)} pictures."
        _draw_pictures(Path(folder))
        yield "Importing the articles."
        _write_articles(Path(folder))
        _check_before_publication(Path(folder), house["reviews"])
        _import(Path(folder))
    _work_at_the_desk(house)
    yield "Adding the comments."
    for slug, said in yaml.safe_load((HERE / "comments.yaml").read_text("utf-8")).items():
        article = Article.objects.get(slug=slug)
        for words in said:
            comment = _leave(article, words)
            for answer in words.get("replies", ()):
                _leave(article, answer, parent=comment)


def _draw_pictures(folder: Path) -> None:
    for name, draw in PICTURES.items():
        draw().finished().save(folder / name, quality=JPEG_QUALITY)


def _write_articles(folder: Path) -> None:
    """Every time in the files moves by the same span, so the newest article is always two hours old."""
    since = timezone.now().replace(microsecond=0) - WRITTEN_AT

    def moved(moment: re.Match[str]) -> str:
        return (datetime.fromisoformat(moment[0]) + since).isoformat()

    for file in (HERE / "articles").glob("*.md"):
        (folder / file.name).write_text(MOMENT.sub(moved, file.read_text("utf-8")), "utf-8")
    for brief in yaml.safe_load(MOMENT.sub(moved, (HERE / "briefs.yaml").read_text("utf-8"))):
        (folder / f"{brief['slug']}.md").write_text(_as_file(brief), "utf-8")


def _as_file(brief: dict[str, Any]) -> str:
    """A brief as an article's file; what briefs have in common is added."""
    use = brief.get("ai_use", "generated")
    made = {"ai_use": use, **({} if use == "none" else MADE)}
    source = dict(zip(("title", "publisher", "address"), brief.pop("source"), strict=True))
    body = brief.pop("body")
    keys = {"language": "en", "bylines": ["The Demonstration Desk"], **made, **brief, "sources": [source]}
    return f"---\n{yaml.safe_dump(keys, allow_unicode=True, sort_keys=False)}---\n\n{body}"


def _check_before_publication(folder: Path, reviews: list[dict[str, Any]]) -> None:
    """What was checked first comes in as a draft, is checked, and only then gets its date: so the log tells it, too."""
    files = {SLUG.findall(text := file.read_text("utf-8"))[0]: (file, text) for file in folder.glob("*.md")}
    for review in reviews:
        file, text = files[review["article"]]
        if UPDATED.search(text):
            continue
        file.write_text(PUBLISHED.sub("", text), "utf-8")
        _import(file)
        _review(review, at=datetime.fromisoformat(PUBLISHED.findall(text)[0]))
        file.write_text(text, "utf-8")


def _import(place: Path) -> None:
    for outcome in import_articles([place], new_sections=True):
        if outcome.faults:
            raise ValueError("\n".join(f"{outcome.place(fault)}: {fault.words}" for fault in outcome.faults))


def _review(review: dict[str, Any], at: datetime) -> None:
    article = Article.objects.get(slug=review["article"])
    article.review(by=Person.objects.get(name=review["by"]), scope=review["scope"], at=at)
    article.save()


def _work_at_the_desk(house: dict[str, Any]) -> None:
    for topic in house["topics"]:
        picture = Article.objects.get(slug=topic["picture_of"]).lead_image
        Topic.objects.filter(name=topic["name"]).update(description=topic["description"], picture=picture)
    for review in house["reviews"]:
        if updated_at := Article.objects.get(slug=review["article"]).updated_at:
            _review(review, at=updated_at)
    for withdrawal in house["withdrawals"]:
        article = Article.objects.get(slug=withdrawal["article"])
        article.withdrawn_at = _after_publication(article, days=withdrawal["days_later"])
        article.withdrawal_reason = withdrawal["reason"]
        article.save()
    for lock in house["locks"]:
        discussion = Discussion.objects.get(article__slug=lock["article"])
        discussion.state, discussion.state_reason = Discussion.State.LOCKED, lock["reason"]
        discussion.save()


def _findings(words: dict[str, Any]) -> list[Finding]:
    suspicions = [Finding(check, found) for check, found in words.get("held", {}).items()]
    return [*suspicions, Finding(HeldBecause.EVERY_COMMENT)]


def _leave(article: Article, words: dict[str, Any], parent: Comment | None = None) -> Comment:
    """One comment, as comments.yaml describes it, and the decision on it."""
    sent_at = _after_publication(article, hours=words["after"])
    status = words.get("status", Comment.Status.PUBLISHED)
    by_the_staff = words.get("staff", False)
    comment = Comment.objects.create(
        article=article,
        parent=parent,
        name=words["name"],
        email=words.get("email") or f"{slugify(words['name'])}@example.org",
        message=words["message"],
        stars=words.get("stars"),
        status=Comment.Status.WITHDRAWN if status == Comment.Status.WITHDRAWN else Comment.Status.PENDING,
        held_because=[] if by_the_staff else _findings(words),
        is_staff_reply=by_the_staff,
        created_at=sent_at,
        confirmed_at=sent_at + timedelta(minutes=5) if words.get("confirmed", True) else None,
    )
    verbs: dict[str, Callable[..., None]] = {
        "published": comment.publish,
        "rejected": comment.reject,
        "spam": comment.mark_spam,
    }
    decide = verbs.get(status)
    if decide:
        decide(**{key: words[key] for key in ("reason", "words") if key in words})
    return comment


def _after_publication(article: Article, **span: float) -> datetime:
    return cast(datetime, article.published_at) + timedelta(**span)
