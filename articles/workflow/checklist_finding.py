from dataclasses import dataclass
from hashlib import sha256


@dataclass(frozen=True)
class Finding:
    """One thing that the checklist found in an article.

    code: names the rule. field: of the article's form, or the prefix of its rows, where someone mends it. words: a
    sentence for staff. is_blocking: nobody can publish the article while it holds; otherwise it is advice. about: what
    was found, where the sentence also says something else that may change.
    """

    code: str
    field: str
    words: str
    is_blocking: bool = False
    about: str = ""

    @property
    def key(self) -> str:
        """The same for the same thing found again, so a form can say what its page showed."""
        return f"{self.code}-{sha256((self.about or self.words).encode()).hexdigest()[:10]}"


def unseen(findings: list[Finding], keys: list[str]) -> list[Finding]:
    """Those of findings that a page with keys did not show."""
    return [finding for finding in findings if finding.key not in keys]
