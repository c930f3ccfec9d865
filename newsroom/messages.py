"""The words that people are shown, and their translations: ``make messages`` brings ``locale/`` up to date.

Readers and staff have both sides of the site in its language; operators and programmers, whom OPERATORS names, have
English. Needs Babel, which only work on the texts needs: a site runs from the compiled catalogs, which are committed.
"""

from __future__ import annotations

import ast
import io
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from babel.messages import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.template.base import Lexer, TokenType
from django.utils.text import smart_split
from django.utils.translation import trim_whitespace

ROOT = Path(__file__).resolve().parent.parent
LANGUAGES = ("de", "es", "fr", "uk", "ar")
AMERICAN = "american/en_US"  # under locale/
# The sentences in the sources are in British spelling: how words of theirs, and what begins with them, are spelt there.
SPELLINGS = {
    "behaviour": "behavior",
    "cancelled": "canceled",
    "catalogue": "catalog",
    "centre": "center",
    "colour": "color",
    "favour": "favor",
    "grey": "gray",
    "honour": "honor",
    "licence": "license",
    "neighbour": "neighbor",
    "organis": "organiz",
    "programme": "program",
    "recognis": "recogniz",
    "summaris": "summariz",
}
# Babel's own rule for Arabic has its last two forms the other way round than CLDR, gettext and Django.
PLURAL_FORMS = {
    "ar": "nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5);",
}
FUNCTIONS = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy"}
FUNCTIONS_WITH_CONTEXT = {"pgettext", "pgettext_lazy", "npgettext"}
# What only those read who run the site, or write programs for it.
OPERATORS = (
    "articles/importing/",
    "articles/intake/intake_answer.py",
    "articles/intake/intake_token.py",
    "articles/intake/machine_draft.py",
    "articles/management/",
    "comments/management/",
    "newsroom/management/",
    "newsroom/pages/health.py",
    "newsroom/settings.py",
    "newsroom/styleguide",
    "templates/articles/intake_docs.html",
    "templates/styleguide",
)
# What only staff read. All else is the readers', and the tests look there for words that nothing marks.
STAFF = (
    *OPERATORS,
    "articles/admin/",
    "articles/apps.py",
    "articles/models/article.py",
    "articles/disclosure/disclosure_event.py",
    "articles/models/states.py",
    "articles/pictures/provenance/",
    "articles/pictures/upload_check.py",
    "articles/text/article_text.py",
    "articles/text/body.py",
    "articles/text/body_tools.py",
    "articles/text/losses.py",
    "articles/text/template_tags.py",
    "articles/reading/preview_link.py",
    "articles/versions/",
    "articles/workflow/",
    "comments/admin/",
    "comments/apps.py",
    "comments/models/comment_policy.py",
    "comments/spam/finding.py",
    "comments/moderation/notice_preference.py",
    "comments/totals/rating_quarantine.py",
    "comments/moderation/rule.py",
    "comments/spam/",
    "newsroom/accounts/",
    "newsroom/admin.py",
    "newsroom/desk/desk_menu.py",
    "newsroom/desk/desk_names.py",
    "newsroom/desk/desk_site.py",
    "newsroom/desk/front/",
    "newsroom/desk/password_forms.py",
    "newsroom/desk/saved_views.py",
    "newsroom/desk/search/",
    "newsroom/desk/unsaved/",
    "newsroom/desk/sign_in.py",
    "newsroom/identity/",
    "newsroom/record/",
    "newsroom/second_step/",
    "newsroom/sessions/",
    "web/admin/editors_words.py",
    "web/apps.py",
    "web/identity/site_profile.py",
    "templates/accounts/",
    "templates/admin/",
    "templates/auth/",
    "web/times/moment.py",
)


@dataclass(frozen=True)
class InContext:
    """A text that means another thing elsewhere, and may so be another word, or in another form, in a language.

    text: a text, or its singular and its plural.
    """

    context: str
    text: str | tuple[str, str]

    def __str__(self) -> str:
        return str(self.text)


Message = str | tuple[str, str] | InContext
"""A text, its singular and its plural, or a text in a context."""


def is_for_readers(path: Path) -> bool:
    return not path.relative_to(ROOT).as_posix().startswith(STAFF)


def reader_templates() -> list[Path]:
    return [path for path in _templates() if is_for_readers(path)]


def reader_modules() -> list[Path]:
    return [path for path in _modules() if is_for_readers(path)]


def _templates() -> list[Path]:
    return sorted((ROOT / "templates").rglob("*.*"))


def _modules() -> list[Path]:
    paths = [path for app in ("web", "articles", "comments", "newsroom") for path in sorted((ROOT / app).rglob("*.py"))]
    return [path for path in paths if "migrations" not in path.parts]


def messages_in(path: Path) -> Iterator[Message]:
    source = path.read_text(encoding="utf-8")
    if path.suffix == ".py":
        return module_messages(source)
    return template_messages(source)


def messages() -> dict[Message, list[str]]:
    """Every text for readers and staff, and the files that hold it."""
    found: dict[Message, list[str]] = {}
    for path in (*_templates(), *_modules()):
        if path.relative_to(ROOT).as_posix().startswith(OPERATORS):
            continue
        for message in messages_in(path):
            places = found.setdefault(message, [])
            name = path.relative_to(ROOT).as_posix()
            if name not in places:
                places.append(name)
    return found


# Templates -----------------------------------------------------------------------------------------------------------

_UNDERSCORE = re.compile(r"""_\((?:"([^"]*)"|'([^']*)')\)""")


def template_messages(source: str) -> Iterator[Message]:
    tokens = iter(Lexer(source).tokenize())
    for token in tokens:
        if token.token_type not in (TokenType.BLOCK, TokenType.VAR):
            continue
        for double, single in _UNDERSCORE.findall(token.contents):
            yield double or single
        words = list(smart_split(token.contents))
        if token.token_type is TokenType.BLOCK and words[0] in ("translate", "trans") and words[1][0] in "\"'":
            text = words[1][1:-1]
            yield InContext(words[words.index("context") + 1][1:-1], text) if "context" in words else text
        elif token.token_type is TokenType.BLOCK and words[0] in ("blocktranslate", "blocktrans"):
            singular, plural = _block(tokens)
            if "trimmed" in words:
                singular, plural = trim_whitespace(singular), trim_whitespace(plural)
            yield (singular, plural) if plural else singular


def _block(tokens: Iterator) -> tuple[str, str]:
    """Singular and plural of a ``{% blocktranslate %}``, whose contents follow."""
    texts = [""]
    for token in tokens:
        if token.token_type is TokenType.TEXT:
            texts[-1] += token.contents.replace("%", "%%")
        elif token.token_type is TokenType.VAR:
            texts[-1] += f"%({token.contents})s"
        elif token.contents.strip() == "plural":
            texts.append("")
        else:
            break
    return texts[0], texts[1] if len(texts) > 1 else ""


# Modules -------------------------------------------------------------------------------------------------------------


def module_messages(source: str) -> Iterator[Message]:
    return _calls(ast.parse(source))


def _calls(node: ast.AST) -> Iterator[Message]:
    if isinstance(node, ast.Call):
        name = getattr(node.func, "attr", "") or getattr(node.func, "id", "")
        texts = [each.value for each in node.args if isinstance(each, ast.Constant) and isinstance(each.value, str)]
        if name in FUNCTIONS and texts:
            yield (texts[0], texts[1]) if name.startswith("ngettext") else texts[0]
        if name in FUNCTIONS_WITH_CONTEXT and len(texts) > 1:
            context, singular, *plural = texts
            yield InContext(context, (singular, plural[0]) if name.startswith("n") else singular)
    for child in ast.iter_child_nodes(node):
        yield from _calls(child)


# Catalogs ------------------------------------------------------------------------------------------------------------


def catalog_path(language: str, kind: str = "po") -> Path:
    return ROOT / "locale" / language / "LC_MESSAGES" / f"django.{kind}"


def read_catalog(language: str) -> Catalog:
    path = catalog_path(language)
    if not path.exists():
        return Catalog(locale=language)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def refreshed(language: str) -> Catalog:
    """The catalog with exactly the messages of the sources; what was translated stays so."""
    old = read_catalog(language)
    new = Catalog(locale=language, header_comment="", project="Newsroom", version="1", fuzzy=False)
    if language in PLURAL_FORMS:
        new.mime_headers = [("Plural-Forms", PLURAL_FORMS[language])]
    for message, places in messages().items():
        context = message.context if isinstance(message, InContext) else None
        text = message.text if isinstance(message, InContext) else message
        known = old.get(text if isinstance(text, str) else text[0], context)
        string = known.string if known and known.pluralizable == isinstance(text, tuple) else ""
        flags = {"python-format"} if re.search(r"%\(\w+\)", str(message)) else set()
        new.add(text, string or None, [(place, 0) for place in places], flags=flags, context=context)
    return new


def as_po(catalog: Catalog) -> bytes:
    file = io.BytesIO()
    write_po(file, catalog, width=120, omit_header=False, sort_output=True, include_lineno=False)
    # Times and names of who ran the command would make each run a change.
    return re.sub(
        rb'"(?:POT-Creation-Date|PO-Revision-Date|Last-Translator|Language-Team|Generated-By|'
        rb"Report-Msgid-Bugs-To): .*\n",
        b"",
        file.getvalue(),
    )


def as_mo(catalog: Catalog) -> bytes:
    catalog.creation_date = catalog.revision_date = datetime(2000, 1, 1, tzinfo=UTC)  # or each run would be a change
    file = io.BytesIO()
    write_mo(file, catalog)
    return file.getvalue()


def untranslated(catalog: Catalog) -> list[str]:
    def is_missing(message) -> bool:
        strings = message.string if isinstance(message.string, (tuple, list)) else [message.string]
        return not all(strings) or (message.pluralizable and len(strings) != catalog.num_plurals)

    return [str(message.id) for message in catalog if message.id and is_missing(message)]


def in_american() -> Catalog:
    """The sentences that are spelt otherwise in America; all others stay as they are, which is British."""
    catalog = Catalog(locale="en_US", header_comment="", project="Newsroom", version="1", fuzzy=False)
    for message, places in messages().items():
        context = message.context if isinstance(message, InContext) else None
        text = message.text if isinstance(message, InContext) else message
        spelt = tuple(map(_american, text)) if isinstance(text, tuple) else _american(text)
        if spelt != text:
            flags = {"python-format"} if re.search(r"%\(\w+\)", str(message)) else set()
            catalog.add(text, spelt, [(place, 0) for place in places], flags=flags, context=context)
    return catalog


def _american(text: str) -> str:
    for british, american in SPELLINGS.items():
        text = re.sub(rf"\b{british}", american, text)
        text = re.sub(rf"\b{british.capitalize()}", american.capitalize(), text)
    return text


def main() -> None:
    for language in LANGUAGES:
        path = catalog_path(language)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(as_po(refreshed(language)))
        catalog = read_catalog(language)
        catalog_path(language, "mo").write_bytes(as_mo(catalog))
        sys.stdout.write(f"{language}: {len(catalog)} texts, {len(untranslated(catalog))} not translated\n")
    catalog_path(AMERICAN).parent.mkdir(parents=True, exist_ok=True)
    catalog_path(AMERICAN).write_bytes(as_po(in_american()))
    catalog_path(AMERICAN, "mo").write_bytes(as_mo(in_american()))


if __name__ == "__main__":
    main()
