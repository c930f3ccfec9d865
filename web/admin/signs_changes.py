"""Whatever an account writes at the desk is signed with it, so the database can put it on record."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse

from web.signed_writes import signed


class SignsChanges(admin.ModelAdmin):
    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method != "POST":
            return super().changeform_view(request, *args, **kwargs)
        with signed(request.user):
            return super().changeform_view(request, *args, **kwargs)

    def delete_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method != "POST":
            return super().delete_view(request, *args, **kwargs)
        with signed(request.user):
            return super().delete_view(request, *args, **kwargs)

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        with signed(request.user):
            super().delete_queryset(request, queryset)
