"""Names and addresses that pretend: letters of one alphabet in the place of another's, or a name of the newsroom.

Source: Unicode Technical Standard 39, sections 4 (skeletons) and 5 (mixed scripts); the lookalikes are those of letters
that people know, not its whole table.
"""

import re
import unicodedata
from functools import lru_cache

from django.conf import settings
from django.utils.translation import gettext as _

from articles.models import Person
from articles.models.prepared import Prepared
from comments.text import folded, has_phrase, on_one_line

_LOOKALIKES = (
    str.maketrans("авгекмнопрстухьіјѕһԁԛԝԍӏєґөүқ", "abrekmhonpctyxbijshdqwgleroyk")  # Cyrillic
    | str.maketrans("αβγεηικνορστυχωμζ", "abyenikvopotuxwuz")
    | str.maketrans("օոսհցզյ", "onuhgqj")  # Armenian
    | str.maketrans("ıłøđħŧɑɡɩ", "ilodhtagi")
    | str.maketrans("ᴀʙᴄᴅᴇɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢ", "abcdeghijklmnoprstuvwyz")
    | str.maketrans("013457@$|!", "oleastasll")
)
_MISTAKEN = {"LATIN", "CYRILLIC", "GREEK", "COPTIC", "ARMENIAN", "CHEROKEE"}  # alphabets whose letters look alike
_PEOPLE = Prepared(lambda: Person.objects.order_by().values_list("name", flat=True))
_WORD = re.compile(r"[^\W\d_]+")


def mixes_alphabets(text: str) -> bool:
    """Whether a word of text is put together from alphabets whose letters look alike."""
    words = _WORD.findall(unicodedata.normalize("NFKC", text))
    return any(len({unicodedata.name(letter, "").split(" ")[0] for letter in word} & _MISTAKEN) > 1 for word in words)


def is_mistaken_for_staff(name: str) -> bool:
    """Whether name looks like that of somebody in a byline, like the site's own, or like an office in the newsroom."""
    looks = skeleton(name)
    # Translators: the offices of a newsroom, separated by commas, under which no reader may write.
    offices = _("editor, editors, editorial, moderator, moderators, administrator, admin, newsroom, staff").split(",")
    claimed = filter(None, map(_skeleton_of_staff, [*offices, settings.SITE_NAME]))
    if any(has_phrase(looks, office) or looks.replace(" ", "") == office.replace(" ", "") for office in claimed):
        return True
    whole = looks.replace(" ", "")
    return any(_skeleton_of_staff(person).replace(" ", "") == whole for person in _PEOPLE.run())


def skeleton(text: str) -> str:
    """What text looks like: words of plain letters, the same for texts that are easily taken for each other."""
    plain = "".join(
        letter for letter in unicodedata.normalize("NFKD", folded(text)) if not unicodedata.combining(letter)
    )
    plain = "".join(letter if letter.isalnum() else " " for letter in plain.translate(_LOOKALIKES))
    return on_one_line(plain).replace("rn", "m").replace("vv", "w").replace("i", "l")


# Every reader's name is compared with all of them.
_skeleton_of_staff = lru_cache(maxsize=10_000)(skeleton)
