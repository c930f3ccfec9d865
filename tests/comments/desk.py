"""What a moderator's browser sends."""

from comments.models import Comment

QUEUE = "/admin/comments/comment/"


def page_of(comment):
    return f"{QUEUE}{comment.pk}/change/"


def status_of(comment):
    return Comment.objects.values_list("status", flat=True).get(pk=comment.pk)


def seen(comment):
    """The comment as a page shows it now."""
    return f"{comment.pk} {Comment.objects.get(pk=comment.pk).version}"


def decide(desk, button, *comments, address=f"{QUEUE}?list=all", **typed):
    fields = {"_decide": button, "seen": [seen(comment) for comment in comments], **typed}
    return desk.post(address, fields, follow=True)


def names(page):
    return [card.comment.name for card in page.context["cards"]]
