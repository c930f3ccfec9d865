"""Reports of errors to Sentry, for a site that wants them: an optional extra, requirements/sentry.txt."""

from typing import Any

from django.core.exceptions import ImproperlyConfigured

from newsroom.logs.log_lines import without_people


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
        sentry_sdk.init(
            dsn=dsn,
            send_default_pii=False,
            max_request_body_size="never",
            include_local_variables=False,
            before_send=report_without_people,
        )
    except sentry_sdk.utils.BadDsn as error:
        raise ImproperlyConfigured("SENTRY_DSN is not an address that Sentry gave out.") from error


def report_without_people(event: Any, hint: Any = None) -> Any:
    """event as it leaves: every text in it as clean as a line of the log, and no query of an address."""
    if isinstance(event, str):
        return without_people(event)
    if isinstance(event, dict):
        return {key: report_without_people(value) for key, value in event.items() if key != "query_string"}
    return [report_without_people(value) for value in event] if isinstance(event, list) else event
