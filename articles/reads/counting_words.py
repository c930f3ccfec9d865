"""Where reads are counted, in a sentence for readers and staff."""

from django.conf import settings
from django.utils.translation import gettext


def where_counted() -> str:
    if settings.READS_COUNTED_FROM == "log":
        return gettext("Reads are counted from the log of the cache in front of this site.")
    return gettext(
        "Reads are counted by this site as it delivers pages. What a cache in front of it answers by itself is not"
        " counted."
    )
