"""The guide for staff under ``/docs/``: ``docs/EDITORS.md`` with its pictures; and the chapter about each page."""

from django.conf import settings
from django.contrib import admin
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import path
from django.views.decorators.http import require_safe

DOCS = settings.BASE_DIR / "docs"
PICTURES = DOCS / "pictures"
# By the last part of the address. A link from one document to another works here as it does in the folder.
DOCUMENTS = {"": "EDITORS.md", "EDITORS.md": "EDITORS.md", "INTAKE.md": "INTAKE.md"}
PICTURES_LAST = 3600  # seconds in the browser
# By the beginning of a page's name in the URLconf, the longest first: the heading in the guide that is about it.
CHAPTERS = {
    "index": "the-first-page",
    "search": "finding-things",
    "account": "getting-in",
    "second_step": "getting-in",
    "password_change": "getting-in",
    "articles_article_changelist": "finding-things",
    "articles_article_publish_changes": "working-copies",
    "articles_article_discard": "working-copies",
    "articles_article_publish": "the-checklist",
    "articles_article_schedule": "the-checklist",
    "articles_article_send_back": "an-editors-day",
    "articles_article_withdraw": "the-buttons",
    "articles_article_delete": "the-buttons",
    "articles_article_preview": "preview",
    "articles_article_history": "history",
    "articles_article_version": "history",
    "articles_article_compare": "history",
    "articles_article_restore": "history",
    "articles_article_": "writing-an-article",
    "articles_image_": "pictures",
    "articles_disclosureevent_": "history",
    "articles_intaketoken_": "drafts-from-machines",
    "articles_section_": "an-administrators-day",
    "articles_readcount_": "readers",
    "articles_frontpage_": "the-front-page",
    "articles_": "who-may-do-what",
    "comments_discussion_": "who-may-comment",
    "comments_sectionpolicy_": "who-may-comment",
    "comments_commentperiod_": "who-may-comment",
    "comments_rule_": "blocked-words-and-senders",
    "comments_report_": "reports",
    "comments_ratingquarantine_": "frozen-ratings",
    "comments_publishedcomment_": "answering-readers",
    "comments_savedreply_": "answering-readers",
    "comments_": "moderating-comments",
    "web_siteprofile_": "an-administrators-day",
    "newsroom_": "an-administrators-day",
    "auth_": "an-administrators-day",
    "axes_": "getting-in",
    "django_tasks_database_": "an-administrators-day",
}


def chapter_about(page: str) -> str:
    """The anchor of the chapter about the page of that name; empty where there is none."""
    beginning = max((name for name in CHAPTERS if page.startswith(name)), key=len, default="")
    return CHAPTERS.get(beginning, "")


@require_safe
def guide(request: HttpRequest, name: str = "") -> HttpResponse:
    from newsroom.desk.guide_document import document  # a worker that shows no guide loads no Markdown

    if name not in DOCUMENTS:
        raise Http404
    shown = document(DOCUMENTS[name])
    context = {**admin.site.each_context(request), "title": shown.title, "document": shown}
    return TemplateResponse(request, "admin/guide.html", context)


@require_safe
def picture(request: HttpRequest, name: str) -> HttpResponse | FileResponse:
    try:
        response = FileResponse((PICTURES / f"{name}.webp").open("rb"), content_type="image/webp")
    except OSError:  # none of this name, or too long a name
        raise Http404 from None
    response["Cache-Control"] = f"private, max-age={PICTURES_LAST}"
    return response


urlpatterns = [
    path("", admin.site.admin_view(guide), name="guide"),
    path("<str:name>", admin.site.admin_view(guide), name="guide_document"),
    path("pictures/<slug:name>.webp", admin.site.admin_view(picture, cacheable=True), name="guide_picture"),
]
