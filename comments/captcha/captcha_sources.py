"""What a page with the comment form may load for its check, and no other page."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from csp.decorators import csp_update
from django.conf import settings
from django.http import HttpResponse


def allows_captcha(page: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """page, under a content security policy that lets the provider's check run on it."""

    @wraps(page)
    def allowed(*args: Any, **kwargs: Any) -> Any:
        return csp_update(settings.CAPTCHA_SOURCES[settings.CAPTCHA_PROVIDER])(page)(*args, **kwargs)

    return allowed
