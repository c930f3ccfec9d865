"""Every setting, read from the environment in this one place.

The defaults are those of a production site. Only the embedded start (no ``DATABASE_URL``) fills gaps by itself:
it keeps a generated ``SECRET_KEY`` under ``var/`` and answers on loopback. Source: docs/OPERATIONS.md lists each variable.
"""

from email.utils import parseaddr
from pathlib import Path
from urllib.parse import urlsplit

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from newsroom import embedded_postgres
from newsroom.secret_key import generated_secret_key

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"

env = environ.Env()
env.read_env(BASE_DIR / ".env")

# The engine and the secret -------------------------------------------------------------------------------------------

EMBEDDED = not env.str("DATABASE_URL", "")
if EMBEDDED:
    DATABASES = {"default": embedded_postgres.server.database_settings()}
    SECRET_KEY = env.str("SECRET_KEY", "") or generated_secret_key(VAR_DIR / "secret_key")
else:
    DATABASES = {"default": env.db("DATABASE_URL")}
    SECRET_KEY = env.str("SECRET_KEY", "")
    if not SECRET_KEY:
        raise ImproperlyConfigured(
            "Set SECRET_KEY: a site with a DATABASE_URL of its own has to bring its own secret of 50 characters or more."
        )
DATABASES["default"]["CONN_MAX_AGE"] = None
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Where the site stands -----------------------------------------------------------------------------------------------

DEBUG = env.bool("DEBUG", False)
SITE_NAME = env.str("SITE_NAME", "Newsroom")
PORT = env.int("PORT", 8000)
HOST = env.str("HOST", "127.0.0.1")
SITE_URL = env.str("SITE_URL", f"http://127.0.0.1:{PORT}").rstrip("/")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[urlsplit(SITE_URL).hostname, "127.0.0.1", "localhost", "[::1]"])
# Addresses and networks whose X-Forwarded-For and X-Forwarded-Proto are believed.
TRUSTED_PROXIES = env.list("TRUSTED_PROXIES", default=[])

ROOT_URLCONF = "newsroom.urls"
WSGI_APPLICATION = "newsroom.wsgi.application"
INSTALLED_APPS = [
    "newsroom",
    "comments",
    "articles",
    "django.contrib.admin",
    "django.forms",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sitemaps",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
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
    "newsroom.client_address.ClientAddressMiddleware",
    "newsroom.request_log.RequestLogMiddleware",
    "newsroom.health.HealthMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "newsroom.errors.ServiceUnavailableMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "axes.middleware.AxesMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "newsroom.site_identity.site_identity",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# Language and time ---------------------------------------------------------------------------------------------------

LANGUAGE_CODE = env.str("LANGUAGE_CODE", "en")
LANGUAGES = [("en", _("English"))]
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
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR_DIR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000  # bytes of a form without its files: an article's body, many times over
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1_000

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
LOGIN_URL = "admin:login"
AXES_FAILURE_LIMIT = 5
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_COOLOFF_TIME = 0.25  # hours
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_CALLABLE = "newsroom.errors.locked_out"
AXES_CLIENT_IP_CALLABLE = "newsroom.client_address.client_address"
AXES_DISABLE_ACCESS_LOG = True

# Security ------------------------------------------------------------------------------------------------------------

HTTPS = SITE_URL.startswith("https://")
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_TRUSTED_ORIGINS = [SITE_URL]
CSRF_FAILURE_VIEW = "newsroom.errors.csrf_failure"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
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
CAPTCHA_PROVIDER = env.str(
    "CAPTCHA_PROVIDER", "recaptcha" if RECAPTCHA_PUBLIC_KEY and RECAPTCHA_PRIVATE_KEY else "altcha"
)
ALTCHA_HMAC_KEY = SECRET_KEY
ALTCHA_JS_URL = "altcha/altcha.min.js"
COMMENTS_MODERATION = env.str("COMMENTS_MODERATION", "all")
COMMENTS_RATE = env.int("COMMENTS_RATE", 20)

# Mail and background work --------------------------------------------------------------------------------------------

vars().update(env.email("EMAIL_URL", default=f"filemail:///{VAR_DIR / 'mail'}"))
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.str("EMAIL_FROM", f"{SITE_NAME} <newsroom@{urlsplit(SITE_URL).hostname}>")
assert parseaddr(DEFAULT_FROM_EMAIL)[1], "EMAIL_FROM holds no address."
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# Logs ----------------------------------------------------------------------------------------------------------------

LOG_FORMAT = env.str("LOG_FORMAT", "plain")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {"format": "{asctime} {levelname} {name} {message}", "style": "{"},
        "json": {
            "()": "pythonjsonlogger.json.JsonFormatter",
            "fmt": "{asctime}{levelname}{name}{message}",
            "style": "{",
        },
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": LOG_FORMAT}},
    "root": {"handlers": ["stderr"], "level": env.str("LOG_LEVEL", "INFO")},
}
