from typing import Any, cast

from django import forms
from django.contrib import admin
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.timesince import timeuntil
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from comments.models import Comment, Rule
from comments.moderation.rule_trial import LOOKS_BACK, look_back
from web.admin.bounded_list import BoundedList
from web.admin.editors_words import InEditorsWords


class TryRule(InEditorsWords, forms.ModelForm):
    """A rule that is not made yet. Sent with POST, since an e-mail address has no place in an address of a page."""

    class Meta:
        model = Rule
        fields = ("kind", "pattern")

    def validate_constraints(self) -> None:
        """A rule that exists may be tried as well."""


class InForceFilter(admin.SimpleListFilter):
    """Which rules are in force, and which of those suspend or ban an address."""

    title = _("in force")
    parameter_name = "now"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[Any, Any]]:
        return [("suspended", _("Suspended and banned addresses")), ("yes", _("All in force")), ("no", _("Ended"))]

    def queryset(self, request: HttpRequest, rules: Any) -> QuerySet:
        if self.value() == "suspended":
            return rules.suspensions()
        if self.value() == "yes":
            return rules.in_force()
        return rules.filter(until__lte=timezone.now()) if self.value() == "no" else rules


@admin.register(Rule)
class RuleAdmin(BoundedList):
    """What is held or refused, and the box that shows what a rule would have caught."""

    list_display = ["pattern", "kind", "what_happens", "until", "ends", "in_force", "note", "made_by", "made_at"]
    list_filter = [InForceFilter, "kind", "effect"]
    list_select_related = ["made_by"]
    list_per_page = 50
    search_fields = ["pattern", "note"]
    search_help_text = _("Searches what the rules are about, and the notes.")
    view_on_site = False
    fields = ["kind", "pattern", "effect", "until", "note"]
    radio_fields = {"kind": admin.HORIZONTAL, "effect": admin.VERTICAL}
    change_form_template = "admin/comments/rule/change_form.html"
    change_list_template = "admin/comments/rule/change_list.html"

    @admin.display(description=_("in force"), boolean=True)
    def in_force(self, rule: Rule) -> bool:
        return rule.is_in_force

    @admin.display(description=_("effect"), ordering="effect")
    def what_happens(self, rule: Rule) -> str:
        return gettext("Refuse") if rule.effect == Rule.Effect.REFUSE else gettext("Hold")

    @admin.display(description=_("ends"))
    def ends(self, rule: Rule) -> str:
        if rule.until is None:
            return gettext("never")
        return gettext("in %(time)s") % {"time": timeuntil(rule.until)} if rule.is_in_force else gettext("is over")

    def save_model(self, request: HttpRequest, rule: Rule, form: Any, change: bool) -> None:
        if not change:
            rule.made_by = cast(User, request.user)
        super().save_model(request, rule, form, change)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """``?comment=`` with the key of a comment fills in its address, which is no matter for a link."""
        initial = super().get_changeform_initial_data(request)
        key = str(initial.pop("comment", ""))
        if key.isdecimal() and len(key) < 19 and request.user.has_perm("comments.change_comment"):
            comment = Comment.objects.filter(pk=key).exclude(email="").first()
            if comment is not None:
                initial |= {"kind": Rule.Kind.ADDRESS, "pattern": comment.email_key, "effect": Rule.Effect.REFUSE}
        return initial

    def get_urls(self) -> list[Any]:
        return [path("try/", self.admin_site.admin_view(self.try_view), name="comments_rule_try"), *super().get_urls()]

    def try_view(self, request: HttpRequest) -> HttpResponse:
        """What a rule would have caught in the last month. Nothing is changed."""
        if not (self.has_view_permission(request) and request.user.has_perm("comments.change_comment")):
            raise PermissionDenied
        made = self.get_object(request, request.GET.get("rule", ""))
        form = TryRule(request.POST if request.method == "POST" else None, instance=made)
        rule = form.instance if form.is_bound and form.is_valid() else made
        is_network = rule is not None and rule.kind == Rule.Kind.NETWORK
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": gettext("Try a rule"),
            "form": form,
            "rule": rule,
            "is_network": is_network,
            "days": LOOKS_BACK.days,
            "found": look_back(rule) if rule and not is_network else None,
            "may_add": self.has_add_permission(request),
        }
        return TemplateResponse(request, "admin/comments/rule/try.html", context)
