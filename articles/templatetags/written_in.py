from django import template
from django.conf.locale import LANG_INFO
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def written_in(language: str) -> SafeString:
    """The attributes ``lang`` and ``dir`` of an element with the newsroom's own words.

    language: a code such as ``ar`` or ``pt-BR``. It tells the direction, and not the first word, which may be a name
    in other letters; only where Django knows no such language do the words decide.
    """
    known = LANG_INFO.get(language.lower()) or LANG_INFO.get(language.lower().split("-")[0])
    direction = "auto" if known is None else "rtl" if known.get("bidi") else "ltr"
    return format_html('lang="{}" dir="{}"', language, direction)
