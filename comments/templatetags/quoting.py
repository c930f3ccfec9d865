from django import template

register = template.Library()


@register.filter
def quoted(text: str) -> str:
    """text for a mail in plain text, each line marked as someone else's words."""
    return "\n".join(f"> {line}".rstrip() for line in text.splitlines())
