"""The site's addresses: what the newsroom says, what readers say, and the staff's desk."""

from django.contrib import admin
from django.urls import include, path, re_path

from newsroom.announcing.key_file import indexnow_key
from newsroom.pages import root_icons, transparency
from newsroom.pages.health import readiness_for_staff
from newsroom.pages.manifest import manifest
from newsroom.pages.privacy import privacy
from newsroom.pages.security_contact import security_contact
from newsroom.redirects.former_feeds import FORMER_FEEDS
from newsroom.styleguide import views as styleguide

urlpatterns = [
    path("admin/", admin.site.urls),
    path("site.webmanifest", manifest, name="manifest"),
    path("favicon.ico", root_icons.favicon, name="favicon"),
    path("apple-touch-icon.png", root_icons.touch_icon, name="touch_icon"),
    path("api/", include("newsroom.pages.figures_api")),
    path("api/", include("comments.reading.comments_api")),
    path("api/", include("articles.read_api.api_urls")),
    path("api/", include("articles.intake.urls")),
    path(".well-known/security.txt", security_contact, name="security_contact"),
    path("letter/", include("newsroom.newsletter.letter_pages")),
    path("privacy/", privacy, name="privacy"),
    path("styleguide/", styleguide.styleguide, name="styleguide"),
    path("styleguide/moments/<slug:name>/", styleguide.moment, name="styleguide_moment"),
    path("styleguide/mails/<slug:name>.<slug:form>", styleguide.mail, name="styleguide_mail"),
    path("transparency/", transparency.page, name="transparency"),
    path("transparency.csv", transparency.csv_file, name="transparency_csv"),
    path("transparency.json", transparency.json_file, name="transparency_json"),
    path("docs/", include("newsroom.desk.guide")),
    path("readyz", readiness_for_staff),
    path("look/", include("newsroom.identity.look_sheet")),
    path("media/", include("newsroom.pages.media")),
    re_path(r"^(?P<key>[A-Za-z0-9-]{8,128})\.txt$", indexnow_key, name="indexnow_key"),
    *FORMER_FEEDS,
    path("", include("comments.urls")),
    path("", include("articles.urls")),
]

handler400 = "newsroom.pages.errors.bad_request"
handler403 = "newsroom.pages.errors.forbidden"
handler404 = "newsroom.pages.errors.not_found"
handler500 = "newsroom.pages.errors.server_error"
