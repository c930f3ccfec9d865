"""Every setting, read from the environment in this one place. docs/OPERATIONS.md lists the variables.

The defaults are those of a production site. Only the embedded start (no ``DATABASE_URL``) fills gaps by itself: it
keeps a generated ``SECRET_KEY`` under ``var/`` and answers on loopback.
"""

import hashlib
import re
from datetime import timedelta
from email.utils import formataddr
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django_prose_editor.config import html_tags
from django_recaptcha.constants import TEST_PRIVATE_KEY, TEST_PUBLIC_KEY
from js_asset import static_lazy

from newsroom.logs.error_reports import report_errors_to
from newsroom.start import embedded_postgres
from newsroom.start.environment import Environment, is_loopback
from newsroom.start.secret_key import generated_secret_key

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"

env = Environment()
env.read_env(BASE_DIR / ".env")

# The engine and the secret -------------------------------------------------------------------------------------------

EMBEDDED = not env.str("DATABASE_URL", "")
if EMBEDDED:
    DATABASES = {"default": embedded_postgres.server.database_settings()}
    SECRET_KEY = env.str("SECRET_KEY", "") or generated_secret_key(VAR_DIR / "secret_key")
else:
    DATABASES = {"default": env.postgres("DATABASE_URL")}
    SECRET_KEY = env.str("SECRET_KEY", "")
    if not SECRET_KEY:
        raise ImproperlyConfigured(
            "Set SECRET_KEY: a site with a DATABASE_URL has to bring a secret of its own, 50 characters or more."
        )
DATABASES["default"]["CONN_MAX_AGE"] = None
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
# PostgreSQL parses and plans a query once on each connection, and then receives its values alone.
DATABASES["default"]["OPTIONS"] = {
    "server_side_binding": True,
    "prepare_threshold": 5,  # runs of a query on one connection before psycopg prepares it
    **DATABASES["default"].get("OPTIONS", {}),
}
# How long a cached page is served without an answer of the database that it still holds; 0: never.
SERVE_STALE = env.number("SERVE_STALE", 3600)  # seconds
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Where the site stands -----------------------------------------------------------------------------------------------

DEBUG = env.bool("DEBUG", False)
SITE_NAME = env.str("SITE_NAME", "Newsroom")
PORT = env.number("PORT", 8000, at_least=1, at_most=65535)
HOST = env.str("HOST", "127.0.0.1")
_OWN_ADDRESS = "127.0.0.1" if HOST in ("0.0.0.0", "::") else f"[{HOST}]" if ":" in HOST else HOST  # noqa: S104
SITE_URL = env.site_url("SITE_URL", f"http://{_OWN_ADDRESS}:{PORT}")
# Readers come to it: what is good enough to try the site out is refused here.
IN_PRODUCTION = not DEBUG and not is_loopback(urlsplit(SITE_URL).hostname or "")
ALLOWED_HOSTS = env.list(
    "ALLOWED_HOSTS", default=[urlsplit(SITE_URL).hostname, _OWN_ADDRESS, "127.0.0.1", "localhost", "[::1]"]
)
# Addresses and networks whose X-Forwarded-For and X-Forwarded-Proto are believed.
TRUSTED_PROXIES = env.networks("TRUSTED_PROXIES")

# Folders of the site's own, outside the program: what is in them wins over ours. See docs/THEMING.md.
SITE_TEMPLATES = env.folder("SITE_TEMPLATES")
SITE_STATIC = env.folder("SITE_STATIC")

ROOT_URLCONF = "newsroom.urls"
INSTALLED_APPS = [
    "newsroom",
    "comments",
    "articles",
    "web",
    "newsroom.apps.DeskConfig",
    "django.forms",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "csp",
    "django_altcha",
    "django_prose_editor",
    "django_recaptcha",
    "django_tasks",
    "django_tasks_db",
    "js_asset",
    "pgtrigger",
    "simple_history",
]
MIDDLEWARE = [
    "web.client_address.ClientAddressMiddleware",
    "newsroom.logs.request_log.RequestLogMiddleware",
    "newsroom.pages.health.HealthMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "newsroom.pages.errors.ErrorPagesMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "axes.middleware.AxesMiddleware",
    "allauth.account.middleware.AccountMiddleware",  # allauth wants it; it reads no session and sets nothing
    "newsroom.redirects.answering.RedirectsMiddleware",
    "articles.slugs.redirects.OldAddressesMiddleware",
]
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [*([SITE_TEMPLATES] if SITE_TEMPLATES else []), BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "newsroom.pages.site_identity.site_identity",
            ],
        },
    },
]
if DEBUG:  # a template that is changed shows at once: gunicorn reloads for Python's files alone
    _LOADERS = ("filesystem.Loader", "app_directories.Loader")
    TEMPLATES[0] |= {"APP_DIRS": False}
    TEMPLATES[0]["OPTIONS"]["loaders"] = [f"django.template.loaders.{loader}" for loader in _LOADERS]
# A cached part of a template may read only the values that it is cached by: another name is an error, and not empty.
STRICT_FRAGMENTS = DEBUG
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# Language and time ---------------------------------------------------------------------------------------------------

LANGUAGES = [
    ("ar", "العربية"),
    ("de", "Deutsch"),
    ("en", "English"),
    ("en-gb", "English (United Kingdom)"),
    ("en-us", "English (United States)"),
    ("es", "Español"),
    ("fr", "Français"),
    ("uk", "Українська"),
]
LANGUAGE_CODE = env.language("LANGUAGE_CODE", [code for code, _name in LANGUAGES], "en")
# American spellings apart: where Python looks for plain English, it would find those of America as well.
AMERICAN_SPELLING = BASE_DIR / "locale" / "american"
LOCALE_PATHS = [BASE_DIR / "locale", *([AMERICAN_SPELLING] if LANGUAGE_CODE == "en-us" else [])]
TIME_ZONE = env.str("TIME_ZONE", "UTC")
USE_TZ = True
FORMAT_MODULE_PATH = ["newsroom.formats"]

# How articles were made ----------------------------------------------------------------------------------------------

# The sentence above articles that people wrote, such as "Written by our staff, no AI". Empty: nothing is said.
HUMAN_LABEL = env.str("HUMAN_LABEL", "")
# Drafts of standards, one switch each.
AI_DISCLOSURE_HEADER = env.bool("AI_DISCLOSURE_HEADER", True)
AI_DISCLOSURE_META = env.bool("AI_DISCLOSURE_META", True)
AI_DISCLOSURE_FEED_EXTENSION = env.bool("AI_DISCLOSURE_FEED_EXTENSION", True)
# Off: validators call an attribute that HTML does not know an error. `data-ai-disclosure` is always there.
AI_DISCLOSURE_ATTRIBUTE = env.bool("AI_DISCLOSURE_ATTRIBUTE", False)

# Files ---------------------------------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [*([SITE_STATIC] if SITE_STATIC else []), BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "newsroom.start.style_sheet.StyleSheetFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
]
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR_DIR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000  # bytes of a form without its files: an article's body, many times over
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1_000

# The body's editor ---------------------------------------------------------------------------------------------------

PLACES_IN_TEXT = ["p", "h2", "h3", "h4", "li", "dt", "dd", "blockquote"]  # that links within a text may lead to
DJANGO_PROSE_EDITOR_EXTENSIONS = [
    {"js": [static_lazy("desk/pasted.js")], "extensions": {"PastedHTML": html_tags([])}},
    {
        "js": [static_lazy("desk/pictures-in-text.js")],
        "extensions": {"DecorativePictures": html_tags([], {"img": ["data-decorative"]})},
    },
    {
        "js": [static_lazy("desk/body-extensions.js")],
        "extensions": {
            "DefinitionList": html_tags(["dl", "dt", "dd"]),
            "PlacesInText": html_tags([], {tag: ["id"] for tag in PLACES_IN_TEXT}),
        },
    },
    {"js": [static_lazy("desk/body-tools.js")], "extensions": {"BodyTools": html_tags([])}},
    {"js": [static_lazy("desk/footnotes.js")], "extensions": {"Footnotes": html_tags([])}},
    {"js": [static_lazy("desk/embed-card.js")], "extensions": {"EmbedCard": html_tags([], {"p": ["class"]})}},
    {"js": [static_lazy("desk/link-search.js")], "extensions": {"LinkSearch": html_tags([])}},
]

# Staff ---------------------------------------------------------------------------------------------------------------

AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
SESSION_ENGINE = "newsroom.sessions.session_store"
# Whether accounts that may publish or moderate need a second step at the sign-in.
SECOND_STEP_REQUIRED = env.bool("SECOND_STEP_REQUIRED", False)
MFA_ADAPTER = "newsroom.second_step.passkey_adapter.PasskeyAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_TOLERANCE = 1  # windows of 30 seconds before and after, for clocks that are off
MFA_ALLOW_UNVERIFIED_EMAIL = True
ACCOUNT_RATE_LIMITS = False  # they would count in the memory of one process; newsroom.second_step counts in PostgreSQL
ACCOUNT_EMAIL_VERIFICATION = "none"
PASSWORD_RESET_TIMEOUT = int(timedelta(days=1).total_seconds())
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"
AXES_HANDLER = "newsroom.desk.sign_in.Guard"
AXES_FAILURE_LIMIT = 5  # of one name from one network; newsroom.sign_in has the wider limits
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_ON_SUCCESS = True
# Or the person who goes on trying keeps the lock closed.
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_LOCKOUT_CALLABLE = "newsroom.desk.sign_in.locked_out"
AXES_CLIENT_IP_CALLABLE = "newsroom.desk.sign_in.counted_as"
AXES_DISABLE_ACCESS_LOG = True

# Security ------------------------------------------------------------------------------------------------------------

HTTPS = SITE_URL.startswith("https://")
# The header is there only if a trusted proxy sent it: newsroom.client_address drops it otherwise.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = HTTPS
HSTS_LASTS = timedelta(days=365)
SECURE_HSTS_SECONDS = int(HSTS_LASTS.total_seconds()) if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_TRUSTED_ORIGINS = [SITE_URL]
CSRF_FAILURE_VIEW = "newsroom.pages.errors.csrf_failure"
X_FRAME_OPTIONS = "DENY"
VIDEO_PLAYERS = ["https://www.youtube-nocookie.com", "https://player.vimeo.com"]  # in a frame, on a reader's click
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "frame-src": [*VIDEO_PLAYERS],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
PERMISSIONS_POLICY: dict[str, list[str]] = {
    feature: []
    for feature in (
        "accelerometer",
        "camera",
        "display-capture",
        "geolocation",
        "gyroscope",
        "magnetometer",
        "microphone",
        "midi",
        "payment",
        "usb",
    )
}

# Comments ------------------------------------------------------------------------------------------------------------

RECAPTCHA_PUBLIC_KEY = env.str("RECAPTCHA_PUBLIC_KEY", "")
RECAPTCHA_PRIVATE_KEY = env.str("RECAPTCHA_PRIVATE_KEY", "")
RECAPTCHA_DOMAIN = env.str("RECAPTCHA_DOMAIN", "www.google.com")
RECAPTCHA_VERIFY_REQUEST_TIMEOUT = 3  # seconds
CAPTCHA_PROVIDER = env.choice(
    "CAPTCHA_PROVIDER",
    ["recaptcha", "altcha", "none"],
    "recaptcha" if RECAPTCHA_PUBLIC_KEY and RECAPTCHA_PRIVATE_KEY else "altcha",
)
if CAPTCHA_PROVIDER == "recaptcha" and not (RECAPTCHA_PUBLIC_KEY and RECAPTCHA_PRIVATE_KEY):
    raise ImproperlyConfigured(
        "CAPTCHA_PROVIDER is recaptcha, which needs RECAPTCHA_PUBLIC_KEY and RECAPTCHA_PRIVATE_KEY."
    )
RECAPTCHA_IS_FOR_TESTS = CAPTCHA_PROVIDER == "recaptcha" and (
    RECAPTCHA_PUBLIC_KEY == TEST_PUBLIC_KEY or RECAPTCHA_PRIVATE_KEY == TEST_PRIVATE_KEY
)
if RECAPTCHA_IS_FOR_TESTS and IN_PRODUCTION:
    raise ImproperlyConfigured(
        "RECAPTCHA_PUBLIC_KEY or RECAPTCHA_PRIVATE_KEY is Google's public test key, which lets every program pass:"
        " get keys of your own, or leave both unset."
    )
# The library's own check is an error anywhere, and stops every command: the lines above and comments.W002 replace it.
SILENCED_SYSTEM_CHECKS = ["django_recaptcha.recaptcha_test_key_error"]
ALTCHA_HMAC_KEY = hashlib.sha256(f"altcha {SECRET_KEY}".encode()).hexdigest()
ALTCHA_JS_URL = "altcha/altcha.min.js"
# What a page with the comment form may load for its check, beyond the policy of every page.
CAPTCHA_SOURCES = {
    "recaptcha": {
        "script-src": [f"https://{RECAPTCHA_DOMAIN}/recaptcha/", "https://www.gstatic.com/recaptcha/"],
        "frame-src": [f"https://{RECAPTCHA_DOMAIN}/recaptcha/"],
    },
    "altcha": {
        "worker-src": [SELF, "blob:"],
        "style-src": ["'sha256-pg+oQARqMq4wCazyrsMt8HY89BJkXkEFkwNWxg2iPdg='"],
    },
    "none": {},
}
COMMENTS_MODERATION = env.choice("COMMENTS_MODERATION", ["all", "confirmed", "trusted", "open"], "all")
COMMENTS_RATE = env.number("COMMENTS_RATE", 20)
RATING_QUARANTINE = env.bool("RATING_QUARANTINE", True)
MODERATION_TARGET = env.number("MODERATION_TARGET", 24, at_least=1)  # hours
RATING_MINIMUM = env.number("RATING_MINIMUM", 3)
REPORTS_HIDE_AFTER = env.number("REPORTS_HIDE_AFTER", 5)
# None: those that tell no one else who writes what. comments.spam knows the names, and refuses others.
SPAM_CHECKS = env.words("SPAM_CHECKS")
AKISMET_KEY = env.str("AKISMET_KEY", "")
AKISMET_URL = env.str("AKISMET_URL", "https://rest.akismet.com/1.1/comment-check")
if not AKISMET_URL.startswith(("https://", "http://")):
    raise ImproperlyConfigured(f"AKISMET_URL is {AKISMET_URL!r}, but has to be an address such as https://….")

# Intake for machines -------------------------------------------------------------------------------------------------

INTAKE_RATE = env.number("INTAKE_RATE", 60)

# Reads ---------------------------------------------------------------------------------------------------------------

# Where reads of articles are counted: by the site as it delivers pages, or from the log of a cache in front of it.
READS_COUNTED_FROM = env.choice("READS_COUNTED_FROM", ["process", "log"], "process")

# Privacy -------------------------------------------------------------------------------------------------------------

# Days, by what is kept: comments.upkeep.comment_retention and newsroom.database.retention say what each is.
RETENTION = {
    name: env.number(f"RETENTION_{name.upper()}", days, at_least=1)
    for name, days in {
        "network": 7,
        "unconfirmed": 90,
        "spam": 60,
        "unpublished": 180,
        "reports": 180,
        "notes": 365,
        "mail": 30,
        "tasks": 14,
        "sign_ins": 30,
    }.items()
}

# Mail and background work --------------------------------------------------------------------------------------------

if env.str("EMAIL_URL", ""):
    vars().update(env.mail("EMAIL_URL"))
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = VAR_DIR / "mail"
EMAIL_TIMEOUT = 10  # seconds
_MAIL_HOST = "localhost" if "[" in SITE_URL else urlsplit(SITE_URL).hostname
DEFAULT_FROM_EMAIL = env.sender("EMAIL_FROM", formataddr((SITE_NAME, f"newsroom@{_MAIL_HOST}")))
SERVER_EMAIL = DEFAULT_FROM_EMAIL
# The hub that tells the programs which follow our feeds of news (WebSub), and the key by which search engines are told
# of changed pages (IndexNow). Empty: nobody is told.
WEBSUB_HUB = env.str("WEBSUB_HUB", "")
if WEBSUB_HUB and not WEBSUB_HUB.startswith(("https://", "http://")):
    raise ImproperlyConfigured(f"WEBSUB_HUB is {WEBSUB_HUB!r}, but has to be an address such as https://….")
INDEXNOW_KEY = env.str("INDEXNOW_KEY", "")
if INDEXNOW_KEY and not re.fullmatch("[A-Za-z0-9-]{8,128}", INDEXNOW_KEY):
    raise ImproperlyConfigured("INDEXNOW_KEY has to be 8 to 128 letters, digits or hyphens.")
INDEXNOW_URL = "https://api.indexnow.org/indexnow"
# For receivers on this machine, to try webhooks out: plain http, and loopback alone.
WEBHOOKS_TO_LOOPBACK = env.bool("WEBHOOKS_TO_LOOPBACK", False)
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# Backups -------------------------------------------------------------------------------------------------------------

BACKUP_FOLDER = Path(env.str("BACKUP_FOLDER", "") or VAR_DIR / "backups").absolute()
# Those who can read backups: keys of age (age1…), or of GnuPG. Nobody: they are not encrypted.
BACKUP_ENCRYPT_TO = [recipient for recipient in env.words("BACKUP_ENCRYPT_TO") or [] if recipient]
BACKUP_IDENTITY = env.str("BACKUP_IDENTITY", "")  # the file of a key of age, which decrypts

# Logs ----------------------------------------------------------------------------------------------------------------

LOG_FORMAT = env.choice("LOG_FORMAT", ["plain", "json"], "plain")
LOG_LEVEL = env.choice("LOG_LEVEL", ["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"], "INFO")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {
            "()": "newsroom.logs.log_lines.Plain",
            "fmt": "{asctime} {levelname} {name} {message}",
            "style": "{",
        },
        "json": {
            "()": "newsroom.logs.log_lines.Json",
            "fmt": "{asctime}{levelname}{name}{message}",
            "style": "{",
        },
    },
    "filters": {"without_people": {"()": "newsroom.logs.log_lines.WithoutPeople"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": LOG_FORMAT, "filters": ["without_people"]}},
    "root": {"handlers": ["stderr"], "level": LOG_LEVEL},
    "loggers": {
        # Through the root alone, in the one format.
        "django": {"handlers": []},
        "django.server": {"handlers": [], "propagate": True, "level": "WARNING"},
        "gunicorn.error": {"handlers": [], "propagate": True},
        # Said by the request's own line already, or by no one who matters.
        "django.request": {"level": "ERROR"},
        "django.security": {"level": "CRITICAL"},
        "axes.apps": {"level": "WARNING"},
    },
}
report_errors_to(env.str("SENTRY_DSN", ""))
