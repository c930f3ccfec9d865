"""Numbers as people of the site's language write them."""

from django.utils.formats import number_format


def grouped(number: int) -> str:
    """With the language's sign between thousands: 12,345 in English, 12.345 in German."""
    return str(number_format(number, use_l10n=True, force_grouping=True))
