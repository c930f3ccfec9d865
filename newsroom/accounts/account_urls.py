"""Addresses of the desk about one's own account and about getting in. ``Desk.get_urls`` puts them under ``/admin/``."""

from django.urls import URLPattern, path

from newsroom.accounts import accepting, password_reset


def addresses() -> list[URLPattern]:
    return [
        path("password_reset/", password_reset.request_password, name="password_reset"),
        path("password_reset/sent/", password_reset.password_sent, name="password_reset_done"),
        path(
            "password_reset/<uidb64>/<token>/",
            password_reset.ChoosePassword.as_view(),
            name="password_reset_confirm",
        ),
        path("invitation/<str:token>/", accepting.accept_invitation, name="accept_invitation"),
    ]
