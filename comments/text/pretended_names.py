"""Names that pretend: letters of one alphabet in the place of another's, or a name of the newsroom."""

from functools import lru_cache

from django.utils.translation import gettext as _

from articles.models import Person
from comments.text.lookalikes import skeleton
from comments.text.typed_text import has_phrase
from web.database.prepared import Prepared
from web.identity.current_site import current_site

_PEOPLE = Prepared(lambda: Person.objects.order_by().values_list("name", flat=True))


def is_mistaken_for_staff(name: str) -> bool:
    """Whether name looks like that of someone in a byline, like the site's own, or like an office in the newsroom."""
    looks = skeleton(name)
    # Translators: the offices of a newsroom, separated by commas, under which no reader may write.
    offices = _("editor, editors, editorial, moderator, moderators, administrator, admin, newsroom, staff").split(",")
    claimed = filter(None, map(_skeleton_of_staff, [*offices, current_site().name]))
    if any(has_phrase(looks, office) or looks.replace(" ", "") == office.replace(" ", "") for office in claimed):
        return True
    whole = looks.replace(" ", "")
    return any(_skeleton_of_staff(person).replace(" ", "") == whole for person in _PEOPLE.run())


# Every reader's name is compared with all of them.
_skeleton_of_staff = lru_cache(maxsize=10_000)(skeleton)
