from dataclasses import dataclass

# Where the id is not that of a single input.
_ANCHORS = {"sources": "group-sources", "byline_set": "group-byline_set", "embargo_until": "id_embargo_until_0"}


@dataclass(frozen=True)
class Finding:
    """One thing that the checklist found in an article.

    code: names the rule. field: of the article's form, where someone mends it. words: a sentence for staff.
    is_blocking: nobody can publish the article while it holds; otherwise it is advice.
    """

    code: str
    field: str
    words: str
    is_blocking: bool = False

    @property
    def anchor(self) -> str:
        """The element of the article's form that has the field."""
        return _ANCHORS.get(self.field, f"id_{self.field}")
