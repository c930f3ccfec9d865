"""A machine's draft, put into the database: as a draft, signed by the person who answers for the token."""

import base64
import binascii
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.core.files.base import ContentFile
from django.db import IntegrityError, models, transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from articles.disclosure.levels import IPTC
from articles.intake.draft import WORDS, Draft, PictureOfADraft
from articles.intake.problems import Place, Problem, error_at
from articles.models import Article, FormerSlug, Image, IntakeAnswer, IntakeToken, MachineDraft, Section, Source
from articles.models.article_fields import ARTICLE_FIELDS
from articles.slugs.proposed_slug import propose_slug
from articles.text.article_text import from_html, from_markdown
from articles.workflow.verbs import Verb
from web.signed_writes import signed

# What a machine calls the fields of the models, where that is something else.
NAMES = {field.name: field.in_intake for field in ARTICLE_FIELDS if field.in_intake} | {
    "ai_system_version": "version",
    "alternative_text": "alt",
}


def receive(token: IntakeToken, draft: Draft, key: str, request_digest: str) -> tuple[dict[str, Any], bool]:
    """What the machine is answered, and whether that had been said before. Raises Problem, and then nothing is kept.

    key: under which the answer is kept, or empty. request_digest: of the request's body.
    """
    pictures: list[Image] = []
    try:
        with signed(token.responsible):
            kept = IntakeAnswer.objects.claim(token, key, request_digest) if key else None
            if kept and kept.request_digest != request_digest:
                words = _("This Idempotency-Key was used with another request. Take a new key for each draft.")
                raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, words)
            if kept and kept.content:
                return kept.content, True
            content = _receipt(_store(token, draft, pictures))
            if kept:
                kept.content = content
                kept.save()
            return content, False
    except BaseException:
        for picture in pictures:  # files are not taken back with a transaction
            picture.delete_files()
        raise


def _receipt(machine_draft: MachineDraft) -> dict[str, Any]:
    article = machine_draft.article
    return {
        "id": article.pk,
        "state": article.state.value,
        "level": article.level.key if article.level else "",
        "desk": settings.SITE_URL + reverse("admin:articles_article_change", args=[article.pk]),
        "received_at": machine_draft.received_at.isoformat(),
    }


class _Faults:
    """Gathers all that is wrong with a draft, so a machine need not find out one by one."""

    def __init__(self) -> None:
        self.errors: list[dict[str, str]] = []

    def add(self, place: Place, words: Any) -> None:
        self.errors.append(error_at(place, words))

    def check(self, part: models.Model, place: tuple[str | int, ...], exclude: set[str]) -> None:
        """Hold part, which the machine named at place, to its model's rules."""
        try:
            part.full_clean(exclude=exclude)
        except ValidationError as fault:
            for field, messages in fault.message_dict.items():
                name = () if field == NON_FIELD_ERRORS else (NAMES.get(field, field),)
                for words in messages:
                    self.add((*place, *name), words)

    def refuse(self) -> None:
        if self.errors:
            raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, _("The draft was not taken; errors says why."), self.errors)


def _store(token: IntakeToken, draft: Draft, pictures: list[Image]) -> MachineDraft:
    faults = _Faults()
    system, version = _system(token, draft, faults)
    section = FormerSlug.objects.present(Section.objects.all(), draft.section)
    if section is None:
        slugs = ", ".join(Section.objects.values_list("slug", flat=True))
        faults.add(["section"], _("There is no such section. There are: %(slugs)s.") % {"slugs": slugs})
    article = Article(
        **{name: getattr(draft, key) for name, key in WORDS.items()},
        slug=propose_slug(draft.headline, Article),
        body=_body(draft, faults),
        section=section,
        ai_use=draft.ai_use,
        ai_system=f"{system} {version}".strip(),
        created_by=token.responsible,
        generated_by=token.responsible,
    )
    faults.check(article, (), exclude={"section", "body"})
    sources = [Source(position=number, **source.model_dump()) for number, source in enumerate(draft.sources)]
    for number, source in enumerate(sources):
        faults.check(source, ("sources", number), exclude={"article"})
    prepared = [_picture(picture, number, faults) for number, picture in enumerate(draft.pictures)]
    faults.refuse()

    # The pictures first: from the article's row on, the log of the disclosure waits for this transaction.
    for picture in filter(None, prepared):
        picture.uploaded_by = token.responsible
        picture.save()
        pictures.append(picture)
    article.lead_image = pictures[0] if pictures else None
    _save_under_a_free_slug(article, token)
    for source in sources:
        source.article = article
    Source.objects.bulk_create(sources)
    machine_draft = MachineDraft.objects.create(
        article=article,
        token=token,
        system=system,
        version=version,
        prompt_digest=draft.prompt_digest,
        generated_at=draft.generated_at,
    )
    machine_draft.pictures.set(pictures)
    return machine_draft


def _system(token: IntakeToken, draft: Draft, faults: _Faults) -> tuple[str, str]:
    """System and version: those of the token, and the version that the draft names where the token leaves it open."""
    for name, said, is_bound_to in (
        ("system", draft.system, token.system),
        ("version", draft.version, token.version),
    ):
        if said and is_bound_to and said != is_bound_to:
            faults.add([name], _("The token is bound to “%(name)s”.") % {"name": is_bound_to})
    return token.system, token.version or draft.version


def _body(draft: Draft, faults: _Faults) -> str:
    text = from_html(draft.body) if draft.body_format == "html" else from_markdown(draft.body)
    for fault in (*text.faults, *text.losses):
        line = _("Line %(line)d: ") % {"line": fault.line} if fault.line else ""
        faults.add(["body"], f"{line}{fault.words}")
    if not text.html and not text.losses:
        faults.add(["body"], _("Nothing is left of the text once it is cleaned."))
    return text.html


def _picture(picture: PictureOfADraft, number: int, faults: _Faults) -> Image | None:
    place = ("pictures", number)
    try:
        data = base64.b64decode(picture.file, validate=True)
    except (binascii.Error, ValueError):
        faults.add([*place, "file"], _("This is not base64."))
        return None
    image = Image(
        file=ContentFile(data, "picture"),
        alternative_text=picture.alt,
        caption=picture.caption,
        credit=picture.credit,
        digital_source_type=IPTC + picture.digital_source_type.value,
        ai_system=picture.system,
        ai_system_version=picture.version,
    )
    faults.check(image, place, exclude=set())
    return image


def _save_under_a_free_slug(article: Article, token: IntakeToken) -> None:
    """Two machines may write the same headline at the same moment."""
    came_from = _("Handed in by a machine")
    vars(article).update(_history_user=token.responsible, _change_reason=came_from)
    article.record(Verb.SAVE, token.responsible, note=came_from)
    while True:
        try:
            with transaction.atomic():
                article.save()
            return
        except IntegrityError:
            taken, article.slug = article.slug, propose_slug(article.headline, Article)
            if article.slug == taken:
                raise
