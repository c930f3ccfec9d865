"""The site as WXR 1.2, which WordPress's importer reads, with the pictures' files beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from email.utils import format_datetime
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from articles.models import Image, Page, Person, Section, Topic
from newsroom.moving_out.export_files import copy_out
from newsroom.moving_out.formats.articles_out import articles_out
from newsroom.moving_out.formats.wxr_articles import Numbers, article_item, page_item, picture_item
from newsroom.moving_out.formats.wxr_xml import END, HEAD, cdata, element
from web.identity.current_site import current_site

WXR, MEDIA = "site.xml", "media"
_AT_ONCE = 200


def write_wxr(folder: Path, step: Callable[[int], object], *, with_addresses: bool) -> tuple[int, list[str]]:
    """Returns how many articles there are, and the names of pictures that are missing. In ``one_moment``."""
    count, missing = 0, []
    numbers = Numbers()
    staff_id = (Person.objects.order_by("-pk").values_list("pk", flat=True).first() or 0) + 1
    with (folder / WXR).open("w", encoding="utf-8") as file:
        file.write(HEAD)
        file.writelines(_channel(staff_id))
        for image in Image.objects.order_by("pk").iterator(_AT_ONCE):
            file.writelines(picture_item(image, numbers))
            if copy_out(str(image.file.name), folder / MEDIA / str(image.file.name)) is None:
                missing.append(str(image.file.name))
            step(1)
        for page in Page.objects.order_by("pk"):
            file.writelines(page_item(page, numbers))
        for article in articles_out():
            file.writelines(article_item(article, numbers, with_addresses=with_addresses, staff_id=staff_id))
            count += 1
            step(1)
        file.write(END)
    return count, missing


def _channel(staff_id: int) -> Iterator[str]:
    site = current_site()
    yield element("title", site.name)
    yield element("link", settings.SITE_URL)
    yield element("description", site.tagline)
    yield element("pubDate", format_datetime(timezone.now()))
    yield element("language", settings.LANGUAGE_CODE)
    yield element("wp:wxr_version", "1.2")
    yield element("wp:base_site_url", settings.SITE_URL)
    yield element("wp:base_blog_url", settings.SITE_URL)
    for person in Person.objects.order_by("pk").iterator(_AT_ONCE):
        yield _author(person.pk, person.slug, person.name)
    yield _author(staff_id, f"desk-{staff_id}", site.name)
    for section in Section.objects.order_by("pk"):
        yield "<wp:category>\n"
        yield element("wp:term_id", section.pk)
        yield cdata("wp:category_nicename", section.slug)
        yield element("wp:category_parent", "")
        yield cdata("wp:cat_name", section.name)
        yield cdata("wp:category_description", section.description)
        yield "</wp:category>\n"
    last = Section.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    for topic in Topic.objects.order_by("pk").iterator(_AT_ONCE):
        yield "<wp:tag>\n"
        yield element("wp:term_id", last + topic.pk)
        yield cdata("wp:tag_slug", topic.slug)
        yield cdata("wp:tag_name", topic.name)
        yield "</wp:tag>\n"


def _author(number: int, login: str, name: str) -> str:
    """Without an address: what the site knows of its people is for its own desk."""
    return (
        "<wp:author>\n"
        + element("wp:author_id", number)
        + cdata("wp:author_login", login)
        + cdata("wp:author_email", "")
        + cdata("wp:author_display_name", name)
        + cdata("wp:author_first_name", "")
        + cdata("wp:author_last_name", "")
        + "</wp:author>\n"
    )
