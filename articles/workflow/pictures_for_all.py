"""Whether those who cannot see an article's pictures are told what they show."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from articles.models import Article

# As the body's cleaner writes it: each value in double quotes, and none of those within.
_PICTURE = re.compile(r'<img(?: [a-z-]+="[^"]*")*>')
_SAYS_SOMETHING = re.compile(r' alt="[^"]*[^"\s][^"]*"')


def pictures_without_text(article: Article) -> tuple[bool, int]:
    """Whether the lead picture lacks an alternative text, and how many pictures in the text do."""
    lead = article.lead_image
    lacks = [picture for picture in _PICTURE.findall(article.body) if not _SAYS_SOMETHING.search(picture)]
    return bool(lead and not lead.alternative_text.strip()), len(lacks)
