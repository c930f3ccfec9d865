"""Reports of errors to Sentry, for a site that wants them: an optional extra, requirements/sentry.txt."""

from django.core.exceptions import ImproperlyConfigured


def report_errors_to(dsn: str) -> None:
    """Report from now on. An empty dsn: nothing happens, and nothing is imported. Readers' data stay here."""
    if not dsn:
        return
    try:
        import sentry_sdk
    except ImportError as error:
        raise ImproperlyConfigured(
            "SENTRY_DSN is set, but its package is not installed: .venv/bin/pip install -r requirements/sentry.txt."
        ) from error
    try:
        sentry_sdk.init(dsn=dsn, send_default_pii=False, max_request_body_size="never", include_local_variables=False)
    except sentry_sdk.utils.BadDsn as error:
        raise ImproperlyConfigured("SENTRY_DSN is not an address that Sentry gave out.") from error
