"""What an article's file says, put into the database."""

from typing import Any

from django.core.files.base import ContentFile
from django.db import connection
from django.utils.translation import gettext as _

from articles.disclosure import claims_less_ai
from articles.importing.article_file import ArticleFile, Picture
from articles.importing.names import Names
from articles.importing.outcome import RefusedError, Result
from articles.importing.rules import FIELDS, refuse_invalid
from articles.models import Article, Byline, Correction, Image, Person, Section, Source, Topic

# For most files the answer is none: Django would take ten times as long to write this as PostgreSQL to answer it.
_AT = """
    SELECT id FROM articles_article WHERE slug = %(slug)s
    UNION ALL SELECT article_id FROM articles_oldaddress WHERE slug = %(slug)s
"""


def article_at(slug: str) -> Article | None:
    """The article with that slug now or, where no other has taken it, before; locked until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(_AT, {"slug": slug})
        numbers = [number for (number,) in cursor.fetchall()]
    articles = Article.objects.select_for_update(of=("self",)).filter(pk__in=numbers) if numbers else ()
    return max(articles, key=lambda article: article.slug == slug, default=None)


def store(
    file: ArticleFile, article: Article | None, names: Names, *, dry_run: bool = False, asks_first: bool = True
) -> Result:
    """Make article, a new one where there is none, say what file says. Raises RefusedError.

    dry_run: the caller takes back what is written to the database; no picture is written at all.
    asks_first: whether the database is asked about its rules before anything is written. IntegrityError where it is not
    asked, and one is hurt.
    """
    if article is not None and article.imported_digest == file.digest:
        return Result.UNCHANGED
    result = Result.UPDATED if article else Result.CREATED
    article = article or Article(slug=file.slug)
    values = {FIELDS[key]: value for key, value in file.values.items() if key in FIELDS}
    if claims_less_ai(article.ai_use, values.get("ai_use", article.ai_use)):
        words = _(
            "The article says “%(now)s”. An import cannot state that less AI took part: an editor does, at the desk."
        )
        raise RefusedError(f"ai_use: {words % {'now': article.ai_use}}", file.lines.get("ai_use"))
    section = names.number_of(Section, file.values["section"], file, "section")
    values |= {"body": file.body, "section_id": section}
    for field, value in values.items():
        setattr(article, field, value)
    people = [names.number_of(Person, name, file, "bylines") for name in file.values.get("bylines", ())]
    topics = [names.number_of(Topic, name, file, "topics") for name in file.values.get("topics", ())]
    sources = [Source(position=position, **words) for position, words in enumerate(file.values.get("sources", ()))]
    corrections = [Correction(**words) for words in file.values.get("corrections", ())]
    image = _image(file.picture, article.lead_image) if file.picture else None

    # Everything is held to its rules before the picture is written: a file is not taken back with a transaction.
    refuse_invalid(article, file, asks_first=asks_first)
    for key, parts in (("sources", sources), ("corrections", corrections), ("image", [image] if image else [])):
        for part in parts:
            refuse_invalid(part, file, key, asks_first=asks_first)

    if image and not dry_run:
        image.save()
    if "image" in file.values and not dry_run:
        article.lead_image = image
    article.imported_digest = file.digest
    setattr(article, "_change_reason", _("Imported"))  # noqa: B010, read by simple_history
    article.save()
    is_new = result is Result.CREATED
    if "bylines" in file.values:
        _set_bylines(article, list(dict.fromkeys(people)), is_new=is_new)
    if "topics" in file.values:
        article.topics.add(*topics) if is_new else article.topics.set(topics)
    if "sources" in file.values:
        _set_sources(article, sources, is_new=is_new)
    if "corrections" in file.values:
        _set_corrections(article, corrections, is_new=is_new)
    return result


def _image(picture: Picture, current: Image | None) -> Image:
    """The picture with its words: the current one where it is the same picture, else an equal one, else a new one."""
    if current is None or current.digest != picture.digest:
        current = Image.objects.filter(digest=picture.digest, **picture.words).first() or Image(
            file=ContentFile(picture.path.read_bytes(), picture.path.name)
        )
    for field, words in picture.words.items():
        setattr(current, field, words)
    return current


# What belongs to an article. A new one has nothing yet, so nothing is asked about it. ---------------------------------


def _set_bylines(article: Article, people: list[int], *, is_new: bool) -> None:
    before = [] if is_new else list(article.byline_set.values_list("person", flat=True))
    if people != before:
        if before:
            article.byline_set.all().delete()
        Byline.objects.bulk_create(
            Byline(article=article, person_id=person, position=position) for position, person in enumerate(people)
        )


def _set_sources(article: Article, sources: list[Source], *, is_new: bool) -> None:
    def said(source: Source) -> tuple[str, str, str]:
        return source.title, source.publisher, source.address

    before = [] if is_new else list(article.sources.all())
    if list(map(said, sources)) != list(map(said, before)):
        if before:
            article.sources.all().delete()
        for source in sources:
            source.article = article
        Source.objects.bulk_create(sources)


def _set_corrections(article: Article, corrections: list[Correction], *, is_new: bool) -> None:
    """Those that staff made at the desk carry a name, and stay."""

    def said(correction: Correction) -> tuple[Any, ...]:
        return correction.kind, correction.text, correction.cause, correction.made_at

    imported = [] if is_new else list(article.corrections.filter(made_by=None))
    before = {said(correction): correction for correction in imported}
    for correction in corrections:
        if before.pop(said(correction), None) is None:
            correction.article = article
            correction.save()
    for correction in before.values():
        correction.delete()
