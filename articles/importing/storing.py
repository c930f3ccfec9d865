"""What an article's file says, put into the database. The models' own rules decide what is refused."""

from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.core.files.base import ContentFile
from django.db import models
from django.utils.translation import gettext as _

from articles.disclosure import claims_less_ai
from articles.importing.article_file import ArticleFile, Picture
from articles.importing.outcome import RefusedError, Result
from articles.models import Article, Byline, Correction, Image, Person, Section, Source, Topic
from articles.slugs import propose_slug

# The fields of Article, by the key that states them.
FIELDS = {
    "headline": "headline",
    "standfirst": "standfirst",
    "kicker": "kicker",
    "language": "language",
    "published": "published_at",
    "updated": "updated_at",
    "ai_use": "ai_use",
    "ai_system": "ai_system",
    "ai_note": "ai_note",
}
KEYS = {field: key for key, field in FIELDS.items()} | {"lead_image": "image"}


def article_at(slug: str) -> Article | None:
    """The article with that slug now or, where no other has taken it, before; locked until the transaction ends."""
    articles = Article.objects.select_for_update(of=("self",))
    return articles.filter(slug=slug).first() or articles.filter(old_addresses__slug=slug).first()


def store(file: ArticleFile, article: Article | None, *, dry_run: bool = False, asks_first: bool = True) -> Result:
    """Make article, a new one where there is none, say what file says. Raises RefusedError.

    dry_run: the caller takes back what is written to the database; no picture is written at all.
    asks_first: whether the database is asked about its constraints before anything is written. IntegrityError where it
    is not asked, and one is hurt.
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
    values |= {"body": file.body, "section": _named(Section, file, "section", file.values["section"])}
    for field, value in values.items():
        setattr(article, field, value)
    people = list(dict.fromkeys(_named(Person, file, "bylines", name) for name in file.values.get("bylines", ())))
    topics = [_named(Topic, file, "topics", name) for name in file.values.get("topics", ())]
    sources = [Source(position=position, **words) for position, words in enumerate(file.values.get("sources", ()))]
    corrections = [Correction(**words) for words in file.values.get("corrections", ())]
    image = _image(file.picture, article.lead_image) if file.picture else None

    # Everything is held to its rules before the picture is written: a file is not taken back with a transaction.
    _refuse_invalid(article, file, asks_first=asks_first)
    for key, parts in (("sources", sources), ("corrections", corrections), ("image", [image] if image else [])):
        for part in parts:
            _refuse_invalid(part, file, key, asks_first=asks_first)

    if image and not dry_run:
        image.save()
    if "image" in file.values and not dry_run:
        article.lead_image = image
    article.imported_digest = file.digest
    setattr(article, "_change_reason", _("Imported"))  # noqa: B010, read by simple_history
    article.save()
    if "bylines" in file.values:
        _set_bylines(article, people)
    if "topics" in file.values:
        article.topics.set(topics)
    if "sources" in file.values:
        _set_sources(article, sources)
    if "corrections" in file.values:
        _set_corrections(article, corrections)
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


def _set_bylines(article: Article, people: list[Person]) -> None:
    if people != [byline.person for byline in article.byline_set.select_related("person")]:
        article.byline_set.all().delete()
        Byline.objects.bulk_create(
            Byline(article=article, person=person, position=position) for position, person in enumerate(people)
        )


def _set_sources(article: Article, sources: list[Source]) -> None:
    def said(source: Source) -> tuple[str, str, str]:
        return source.title, source.publisher, source.address

    if list(map(said, sources)) != list(map(said, article.sources.all())):
        article.sources.all().delete()
        for source in sources:
            source.article = article
        Source.objects.bulk_create(sources)


def _set_corrections(article: Article, corrections: list[Correction]) -> None:
    """Those that staff made at the desk carry a name, and stay."""
    imported = article.corrections.filter(made_by=None)

    def said(correction: Correction) -> tuple[Any, ...]:
        return correction.kind, correction.text, correction.cause, correction.made_at

    before = {said(correction): correction for correction in imported}
    for correction in corrections:
        if before.pop(said(correction), None) is None:
            correction.article = article
            correction.save()
    for correction in before.values():
        correction.delete()


def _named(model: type[Any], file: ArticleFile, key: str, name: str) -> Any:
    """The section, topic or person of that name, whichever case it is written in; made where there is none."""
    if (found := model.objects.filter(name__iexact=name).order_by("pk").first()) is not None:
        return found
    instance = model(name=name, slug=propose_slug(name, model))
    _refuse_invalid(instance, file, key)
    instance.save()
    return instance


def _refuse_invalid(instance: models.Model, file: ArticleFile, key: str = "", *, asks_first: bool = True) -> None:
    """Hold instance to its model's rules. key: of the front matter that it comes from, where that is one."""
    try:
        instance.full_clean(exclude={"article"}, validate_unique=asks_first, validate_constraints=asks_first)
    except ValidationError as fault:
        reasons = []
        lines = []
        for field, messages in fault.message_dict.items():
            name = key or KEYS.get(field, field)
            lines += [file.lines[name]] if name in file.lines else []
            reasons += messages if field == NON_FIELD_ERRORS else [f"{name}: {' '.join(messages)}"]
        raise RefusedError(" ".join(reasons), min(lines, default=None)) from fault
