"""The editors' desk: each file registers what it is named for."""

from articles.admin import article, image, names, page

__all__ = ["article", "image", "names", "page"]
