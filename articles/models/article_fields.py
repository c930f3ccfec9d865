"""An article's fields, declared once, with each place that has them.

Import, intake, conflict page, history, cards and the benchmarks' generator read this table. The test
``tests/articles/test_article_fields.py`` looks into each place that an entry names. A new text in a file, a draft, a
conflict, the history and the benchmarks needs no more than its entry. Forms and cards need a line of their own.
"""

from dataclasses import dataclass

MOST_READ_ALSO = 4  # articles that the page of another leads to


@dataclass(frozen=True)
class ArticleField:
    """Where a field of ``Article`` is found.

    name: the model's. in_file, in_intake: its key in an article's file, and in a machine's draft; empty for none.
    own_code: of "file" and "intake", those where code of its own stores it, since it is no plain value. is_text: people
    read it as words, so the history marks its changes word by word. in_conflict: an editor, whose save would overwrite
    a colleague's change of it, sees that first. in_history: the history has it. on_card: cards show it. in_benchmarks:
    the generator fills it. not_by_people: why no person writes it; empty where people do.
    """

    name: str
    in_file: str = ""
    in_intake: str = ""
    own_code: tuple[str, ...] = ()
    is_text: bool = False
    in_conflict: bool = False
    in_history: bool = True
    on_card: bool = False
    in_benchmarks: bool = True
    not_by_people: str = ""


# In the order in which the conflict page shows them.
ARTICLE_FIELDS = (
    ArticleField("headline", "headline", "headline", is_text=True, in_conflict=True, on_card=True),
    ArticleField("slug", "slug", own_code=("file",), in_conflict=True, on_card=True),
    ArticleField("kicker", "kicker", is_text=True, in_conflict=True, on_card=True),
    ArticleField("standfirst", "standfirst", "standfirst", is_text=True, in_conflict=True, on_card=True),
    # In a file the body is below the keys.
    ArticleField("body", in_intake="body", own_code=("intake",), is_text=True, in_conflict=True),
    ArticleField("section", "section", "section", own_code=("file", "intake"), in_conflict=True, on_card=True),
    ArticleField("people", "bylines", own_code=("file",), in_history=False),
    ArticleField("topics", "topics", own_code=("file",), in_conflict=True, in_history=False),
    ArticleField("lead_image", "image", "pictures", own_code=("file", "intake"), in_conflict=True, on_card=True),
    ArticleField("lead_alternative_text", is_text=True, in_conflict=True, in_benchmarks=False),
    ArticleField("lead_is_decorative", in_conflict=True, in_benchmarks=False),
    ArticleField("language", "language", in_conflict=True, on_card=True),
    ArticleField("leads_front", in_conflict=True),
    # Slugs, one on each line.
    ArticleField("read_also", "read_also", is_text=True, in_conflict=True, in_benchmarks=False),
    ArticleField("ai_use", "ai_use", "ai_use", own_code=("intake",), in_conflict=True, on_card=True),
    ArticleField("ai_system", "ai_system", "system", own_code=("intake",), in_conflict=True),
    ArticleField("ai_note", "ai_note", "note", is_text=True, in_conflict=True),
    ArticleField("without_sources", in_conflict=True, in_benchmarks=False),
    ArticleField("embargo_until", "embargo", in_conflict=True, in_benchmarks=False),
    ArticleField("published_at", "published", on_card=True),
    ArticleField("updated_at", "updated"),
    ArticleField("withdrawal_reason", is_text=True),
    ArticleField("reviewed_by", not_by_people="Article.review writes the whole check"),
    ArticleField("reviewed_at", not_by_people="Article.review writes the whole check"),
    ArticleField("review_scope", not_by_people="Article.review writes the whole check"),
    ArticleField("reviewed_digest", not_by_people="Article.review writes the whole check"),
    ArticleField("generated_by", not_by_people="a trigger writes the account that made the article a generated one"),
    ArticleField("withdrawn_at", not_by_people="Article.withdraw writes the time"),
    ArticleField("withdrawal_kind", not_by_people="Article.withdraw writes the kind"),
    ArticleField("merged_into", not_by_people="Article.withdraw writes the article"),
    ArticleField("copy_of", in_history=False, not_by_people="start_copy names the live article"),
    ArticleField("sent_back_at", not_by_people="Article.send_back writes the time"),
    ArticleField("sent_back_to", not_by_people="Article.send_back writes the account"),
    ArticleField("submitted_at", not_by_people="Article.submit writes the time"),
    ArticleField("submitted_by", not_by_people="Article.submit writes the account"),
    ArticleField("published_by", not_by_people="Article.publish writes the account"),
    ArticleField("created_by", not_by_people="the desk or the intake writes the account"),
    ArticleField("created_at", not_by_people="the time at which the row began"),
    ArticleField("id", not_by_people="the database gives it"),
    ArticleField("imported_digest", in_history=False, not_by_people="the import writes it, to know an unchanged file"),
    ArticleField("modified_at", in_history=False, not_by_people="a trigger writes it"),
    ArticleField("version", in_history=False, not_by_people="a trigger counts it"),
    ArticleField("search", in_history=False, not_by_people="the database makes it from the texts"),
)
WITHOUT_COLUMN = {"people", "topics"}
NOT_IN_HISTORY = [field.name for field in ARTICLE_FIELDS if not field.in_history and field.name not in WITHOUT_COLUMN]
