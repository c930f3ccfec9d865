"""The marks on the words of a text, such as bold and links: which are wanted, and which are written and still open."""

from django.utils.translation import gettext as _

MOST_MARKS = 12  # at once on the same words; each block repeats them
_ONCE = ("strong", "em", "s", "code")  # what is marked so already is not marked once more
Mark = tuple[str, str]  # the name of a tag, and its attributes as they are written


class Marks:
    """now: on the words that come. written: whose tags are open. left_out: names of those beyond ``MOST_MARKS``."""

    def __init__(self) -> None:
        self.now: list[Mark] = []
        self.written: list[Mark] = []
        self.left_out: set[str] = set()

    def open(self, tag: str, attributes: str) -> int:
        """The number of marks that are to be closed again."""
        if tag in _ONCE and any(tag == open_tag for open_tag, _attributes in self.now):
            return 0
        if len(self.now) >= MOST_MARKS:
            self.left_out.add(tag)
            return 0
        self.now.append((tag, attributes))
        return 1

    def close(self, number: int) -> None:
        if number:
            del self.now[-number:]

    def tags_to(self, wanted: list[Mark]) -> list[str]:
        """The tags that lead from what is written to wanted."""
        same = 0
        for one, other in zip(self.written, wanted, strict=False):
            if one != other:
                break
            same += 1
        tags = [f"</{tag}>" for tag, _attributes in reversed(self.written[same:])]
        tags += [f"<{tag}{attributes}>" for tag, attributes in wanted[same:]]
        self.written = list(wanted)
        return tags


def too_many_marks(names: frozenset[str]) -> str:
    words = _("More than %(limit)d marks are on the same words; these were left out there, the words stay: %(names)s.")
    return words % {"limit": MOST_MARKS, "names": ", ".join(f"<{name}>" for name in sorted(names))}
