"""The editors' desk: each file registers what it is named for."""

from articles.admin import article, disclosure_log, image, intake_token, names, page

__all__ = ["article", "disclosure_log", "image", "intake_token", "names", "page"]
