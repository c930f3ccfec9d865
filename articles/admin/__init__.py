"""The editors' desk: each file registers what it is named for."""

from articles.admin import disclosure_log_admin, image_admin, intake_token_admin, named_admin, page_admin
from articles.admin.article import article_admin

__all__ = ["article_admin", "disclosure_log_admin", "image_admin", "intake_token_admin", "named_admin", "page_admin"]
