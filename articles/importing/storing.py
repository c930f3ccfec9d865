"""What an article's file says, put into the database."""

from typing import Any

from django.core.files.base import ContentFile
from django.utils.translation import gettext as _

from articles.disclosure.levels import claims_less_ai, claims_less_ai_in_picture
from articles.importing.article_file import ArticleFile, Picture
from articles.importing.merging import BODY, digests, facts_of, keys_to_change
from articles.importing.model_rules import FIELDS, refuse_invalid
from articles.importing.named_rows import Names
from articles.importing.outcome import Faults, RefusedError, Result
from articles.importing.own_article import stored_path
from articles.models import Article, Byline, Correction, Image, ImportedFile, Person, Section, Source, Topic
from articles.workflow.verbs import Verb


def store(
    file: ArticleFile,
    article: Article | None,
    names: Names,
    faults: Faults,
    *,
    dry_run: bool = False,
    checks_database: bool = True,
) -> Result:
    """Make article, a new one where there is none, say what file says. Raises RefusedError with every fault.

    faults: found already, about the file's address; those of the file come on top.
    dry_run: the caller takes back what is written to the database; no picture is written at all.
    asks_first: whether the database is asked about its rules before anything is written. IntegrityError where it is not
    asked, and one is hurt.
    """
    is_new = article is None
    article = article or Article(slug=file.slug)
    origin: ImportedFile | None = getattr(article, "imported_file", None)
    has_no_address = bool(faults.found) or not file.slug
    if not is_new and article.imported_digest == file.digest:
        if origin is None or (origin.path, origin.slug) != (stored_path(file.path), file.slug):
            # Another path than before, or imported before paths were recorded: nothing but that is put down.
            said, _sources, _corrections = _said(file, names, Faults())
            last_import = origin.last_import if origin else digests(facts_of(article, is_new=False) | said)
            _record(file, article, last_import)
        return Result.UNCHANGED

    faults.found += file.faults
    said, sources, corrections = _said(file, names, faults)
    now = facts_of(article, is_new=is_new)
    last_import = origin.last_import if origin else {}
    changing = keys_to_change(said, now, last_import, file.lines, faults)
    if "ai_use" in changing and claims_less_ai(article.ai_use, said["ai_use"]):
        words = _(
            "The article says “%(now)s”. An import cannot state that less AI took part: an editor does, at the desk."
        )
        faults.add(f"ai_use: {words % {'now': article.ai_use}}", file.lines.get("ai_use"))
    for key in changing & {*FIELDS}:
        setattr(article, FIELDS[key], said[key])
    if BODY in changing:
        article.body = said[BODY]
    if "section" in changing:
        article.section_id = said["section"]
    image = article.lead_image
    if "image" in changing:
        with faults.gathered():
            image = _image(file.picture, article, file) if file.picture else None

    # Everything is held to its rules before the picture is written: a file is not taken back with a transaction.
    with faults.gathered():
        refuse_invalid(
            article, file, checks_database=checks_database, besides=_known_to_be_faulty(file, article, has_no_address)
        )
    for key, parts in (("sources", sources), ("corrections", corrections), ("image", [image] if image else [])):
        for part in parts:
            with faults.gathered():
                refuse_invalid(part, file, key, checks_database=checks_database)
    faults.refuse()

    if "image" in changing and not dry_run:
        if image:
            image.save()
        article.lead_image = image
    article.imported_digest = file.digest
    setattr(article, "_change_reason", _("Imported"))  # noqa: B010, read by simple_history
    article.record(Verb.SAVE, None, note=_("Imported"))
    if "published" in changing and article.published_at:
        verb = Verb.SCHEDULE if article.is_scheduled else Verb.PUBLISH
        article.record(verb, None, note=_("Imported"), moment=article.published_at)
    article.save()
    if "bylines" in changing:
        _set_bylines(article, said["bylines"], is_new=is_new)
    if "topics" in changing:
        article.topics.add(*said["topics"]) if is_new else article.topics.set(said["topics"])
    if "sources" in changing:
        _set_sources(article, sources, is_new=is_new)
    if "corrections" in file.values:
        _set_corrections(article, corrections, is_new=is_new)
    _record(file, article, digests(now | said) if is_new else last_import | digests(said))
    return Result.CREATED if is_new else Result.UPDATED


def _known_to_be_faulty(file: ArticleFile, article: Article, has_no_address: bool) -> set[str]:
    """The fields of article about which there is a fault already."""
    return {
        *(field for key, field in FIELDS.items() if key in file.faulty),
        *([] if file.values.get("headline") else ["headline"]),
        *(["slug"] if has_no_address else []),
        *(["body"] if not file.body else []),
        *(["section"] if not article.section_id else []),
    }


def _said(file: ArticleFile, names: Names, faults: Faults) -> tuple[dict[str, Any], list[Source], list[Correction]]:
    """What file says by key, as ``facts_of`` has it, and the rows for what belongs to an article."""
    values = file.values
    said: dict[str, Any] = {key: values[key] for key in FIELDS if key in values}
    if file.body:
        said[BODY] = file.body
    if values.get("section"):
        with faults.gathered():
            said["section"] = names.number_of(Section, values["section"], file, "section")
    for key, model in (("bylines", Person), ("topics", Topic)):
        if key in values:
            numbers = []
            for name in values[key]:
                with faults.gathered():
                    numbers.append(names.number_of(model, name, file, key))
            said[key] = list(dict.fromkeys(numbers))
    if "topics" in said:
        said["topics"].sort()
    sources = [Source(position=position, **words) for position, words in enumerate(values.get("sources", ()))]
    if "sources" in values:
        said["sources"] = [[source.title, source.publisher, source.address] for source in sources]
    if "image" in values:
        said["image"] = file.picture and [
            file.picture.digest,
            *(file.picture.words[name] for name in ("alternative_text", "caption", "credit", "digital_source_type")),
        ]
    return said, sources, [Correction(**words) for words in values.get("corrections", ())]


def _record(file: ArticleFile, article: Article, last_import: dict[str, str]) -> None:
    """Put down which file the article is, and what it said."""
    facts = {"path": stored_path(file.path), "slug": file.slug, "last_import": last_import}
    origin: ImportedFile | None = getattr(article, "imported_file", None)
    if origin is None:
        ImportedFile.objects.bulk_create([ImportedFile(article=article, **facts)])  # one statement, unlike create()
        return
    for field, value in facts.items():
        setattr(origin, field, value)
    origin.save()


def _image(picture: Picture, article: Article, file: ArticleFile) -> Image:
    """The picture with its words: the article's own where it is the same one and no other article has it, else an equal
    one, else a new one."""
    current = article.lead_image
    if current and current.digest == picture.digest:
        if not Article.objects.filter(lead_image=current).exclude(pk=article.pk).exists():
            for field, value in picture.words.items():
                setattr(current, field, value)
            return current  # whose own rules see whether less AI is stated than before
        if claims_less_ai_in_picture(current.digital_source_type, picture.words["digital_source_type"]):
            words = _("An import cannot state that less AI took part in a picture: an editor does, at the desk.")
            raise RefusedError(f"image: {words}", file.lines.get("image"))
    return Image.objects.filter(digest=picture.digest, **picture.words).first() or Image(
        file=ContentFile(picture.path.read_bytes(), picture.path.name), **picture.words
    )


# What belongs to an article. A new one has nothing yet, so nothing is asked about it. ---------------------------------


def _set_bylines(article: Article, people: list[int], *, is_new: bool) -> None:
    if not is_new:
        article.byline_set.all().delete()
    Byline.objects.bulk_create(
        Byline(article=article, person_id=person, position=position) for position, person in enumerate(people)
    )


def _set_sources(article: Article, sources: list[Source], *, is_new: bool) -> None:
    if not is_new:
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
