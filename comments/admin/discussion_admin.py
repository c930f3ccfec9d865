from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.admin.article_rights import headline_is_readable
from articles.admin.article_search import keys_found
from comments.models import Discussion
from comments.models.comment_policy import SECTION_SAYS, ChosenBy, Policy
from web.admin.bounded_list import BoundedList


@admin.register(Discussion)
class DiscussionAdmin(BoundedList):
    """One discussion for each article. Staff open, lock and hide it, and choose its policy; the totals are the
    database's own.
    """

    list_display = ["article", "state", "comment_count", "average", "rating_count"]
    list_filter = ["state", "article__section"]
    list_select_related = ["article"]
    list_per_page = 50
    ordering = ["-pk"]
    search_fields = ["article__headline"]
    search_help_text = _("Searches words of articles, parts of the latest headlines, and web addresses.")
    view_on_site = False
    actions = None
    fieldsets = [
        (None, {"fields": ["on_the_site", "state", "state_reason"]}),
        (_("Comment policy"), {"fields": ["in_force", "policy", "premoderated_after"]}),
        (_("Totals"), {"fields": ["comment_count", "rating_count", "average", "spread"]}),
    ]
    readonly_fields = ["on_the_site", "in_force", "comment_count", "rating_count", "average", "spread"]
    radio_fields = {"policy": admin.VERTICAL}

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Discussion | None = None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Discussion]:
        """Each bears the headline of its article, so drafts have none here."""
        discussions = super().get_queryset(request).filter(headline_is_readable(request.user))
        with_sections = discussions.select_related(*(f"article__{relation}" for relation in SECTION_SAYS))
        return with_sections.defer("article__body", "article__search")

    def formfield_for_choice_field(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field: Any = super().formfield_for_choice_field(db_field, request, **kwargs)
        if db_field.name == "policy":
            field.choices = [("", _("That of the section, or else the site’s")), *Policy.choices]
        return field

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Discussion], search_term: str
    ) -> tuple[QuerySet[Discussion], bool]:
        return (queryset.filter(pk__in=keys_found(search_term)) if search_term.strip() else queryset), False

    @admin.display(description=_("article"))
    def on_the_site(self, discussion: Discussion) -> SafeString:
        article = discussion.article
        return format_html('<a href="{}">{}</a>', article.get_absolute_url(), article.headline)

    @admin.display(description=_("in force now"))
    def in_force(self, discussion: Discussion) -> SafeString:
        """The policy, who chose it and what changes by itself, each as a paragraph."""
        policy = discussion.policy_in_force
        section = discussion.article.section
        said: list[str | SafeString] = [f"{policy.label}."]
        if policy.chosen_by == ChosenBy.ARTICLE:
            said.append(gettext("Chosen here, for this article."))
        elif policy.chosen_by == ChosenBy.SECTION:
            address = reverse("admin:comments_sectionpolicy_change", args=[section.comment_policy.pk])
            words = gettext("Chosen for the section {section}.")
            link = format_html('<a href="{}">{}</a>', address, section)
            said.append(format_html(words, section=link))
        else:
            said.append(
                gettext("The site’s own: neither the article nor the section %(section)s has another.")
                % {"section": section}
            )
        if policy.is_premoderated:
            words = gettext("A moderator has read every comment first since %(moment)s; before that: %(policy)s.")
            chosen = Policy(policy.chosen).label
            said.append(words % {"moment": _moment(policy.premoderated_from), "policy": str(chosen).lower()})
        elif policy.premoderated_from:
            words = gettext("From %(moment)s on, a moderator reads every comment first.")
            said.append(words % {"moment": _moment(policy.premoderated_from)})
        if discussion.state != Discussion.State.OPEN:
            said.append(gettext("It takes no comments now, as it is locked or hidden."))
        elif discussion.closes_at and discussion.closes_at <= timezone.now():
            said.append(gettext("It takes no comments now, as the comment period of its section is over."))
        return format_html_join("", "<p>{}</p>", ((each,) for each in said))

    @admin.display(description=_("average of stars"))
    def average(self, discussion: Discussion) -> Any:
        return discussion.rating_average or "-"

    @admin.display(description=_("ratings"))
    def rating_count(self, discussion: Discussion) -> int:
        return discussion.shown_rating_count

    @admin.display(description=_("ratings by stars"))
    def spread(self, discussion: Discussion) -> str:
        return " · ".join(f"{stars}★ {count}" for stars, count in discussion.star_counts.items())


def _moment(moment: Any) -> str:
    return date_format(timezone.localtime(moment), "DATETIME_FORMAT")
