"""Addresses of the desk about one's own account and about getting in. ``Desk.get_urls`` puts them under ``/admin/``."""

from collections.abc import Callable
from typing import Any

from django.urls import URLPattern, path

from newsroom.accounts import accepting, password_reset
from newsroom.second_step import asking, setting_up
from newsroom.sessions import own_account


def addresses(wrap: Callable[..., Any]) -> list[URLPattern]:
    """wrap: ``AdminSite.admin_view``, for pages of those who are signed in."""
    return [
        path("second-step/", asking.ask_second_step, name="second_step"),
        path("account/", wrap(own_account.own_account), name="account"),
        path("account/proof/", wrap(setting_up.prove), name="account_proof"),
        path("account/sessions/end/", wrap(own_account.end_own_sessions), name="account_sessions_end"),
        path("account/codes/", wrap(setting_up.set_up_app), name="second_step_codes"),
        path("account/passkey/", wrap(setting_up.set_up_passkey), name="second_step_passkey"),
        path("account/recovery-codes/", wrap(setting_up.renew_recovery_codes), name="second_step_recovery"),
        path("account/steps/<int:pk>/remove/", wrap(setting_up.remove_second_step), name="second_step_remove"),
        path("password_reset/", password_reset.request_password, name="password_reset"),
        path("password_reset/sent/", password_reset.password_sent, name="password_reset_done"),
        path(
            "password_reset/<uidb64>/<token>/",
            password_reset.ChoosePassword.as_view(),
            name="password_reset_confirm",
        ),
        path("invitation/<str:token>/", accepting.accept_invitation, name="accept_invitation"),
    ]
