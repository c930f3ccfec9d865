"""The first step of the sign-in. The session is the account's only after the second, where the account has one."""

from typing import Any
from urllib.parse import urlsplit

from django.contrib.auth.views import LoginView
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import is_valid_path

from newsroom.desk.password_forms import SignInForm
from newsroom.desk.sign_in import remember_browser
from newsroom.second_step.pending_sign_in import PendingSignIn
from newsroom.second_step.required import second_steps_of


class PasswordStep(LoginView):
    authentication_form = SignInForm
    template_name = "admin/login.html"

    def form_valid(self, form: Any) -> HttpResponse:
        account = form.get_user()
        if second_steps_of(account).exists():
            PendingSignIn.begin(self.request, account, self.get_success_url())
            return redirect("admin:second_step")
        response = super().form_valid(form)
        if not is_valid_path(urlsplit(response.url).path):  # type: ignore[attr-defined]
            response = redirect("admin:index")
        remember_browser(response, account)
        return response
