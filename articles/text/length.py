"""How long a text is, for the people who write it. ``static/desk/writing.js`` counts the same while they type."""

from articles.text.structure.body_structure import plain_text

# Characters. The form advises while someone types, the checklist before publication.
ADVISED_LENGTHS = {
    "headline": 70,  # search engines and shared links cut off what is beyond
    "standfirst": 200,  # cards and feeds show about as much
}
WORDS_A_MINUTE = 238  # that adults read silently. Source: https://doi.org/10.1016/j.jml.2019.104047


def words_in(html: str) -> int:
    """Pieces between spaces that have a letter or a digit."""
    return sum(any(map(str.isalnum, piece)) for piece in plain_text(html).split())


def minutes_to_read(words: int) -> int:
    """Whole minutes, rounded up; 0 for no words."""
    return -(-words // WORDS_A_MINUTE)
