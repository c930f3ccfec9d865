from django.utils.translation import gettext_lazy as _

from comments.models.comment import Comment


class PublishedComment(Comment):
    """Comment, as staff see it who may answer it, but not learn who wrote it."""

    class Meta:
        proxy = True
        default_permissions = ("view",)
        verbose_name = _("published comment")
        verbose_name_plural = _("published comments")
        permissions = [("answer_comment", _("Can answer comments for the newsroom"))]
