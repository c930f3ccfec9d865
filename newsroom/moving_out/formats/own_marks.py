"""What a Newsroom writes into another program's format for itself, and reads again if it comes back."""

from __future__ import annotations

import re

META_PREFIX = "newsroom_"
AI_USE_KEY = f"{META_PREFIX}ai_use"
KICKER_KEY = f"{META_PREFIX}kicker"
LANGUAGE_KEY = f"{META_PREFIX}language"
# Around what is added to a text. A Newsroom takes it away again, since its own page says it anew.
BEGIN_OF_OWN_WORDS, END_OF_OWN_WORDS = "<!-- newsroom: added -->", "<!-- newsroom: end -->"
_OWN_WORDS = re.compile(f"{re.escape(BEGIN_OF_OWN_WORDS)}.*?{re.escape(END_OF_OWN_WORDS)}", re.DOTALL)


def without_own_words(html: str) -> str:
    return _OWN_WORDS.sub("", html)
