from django.contrib import admin

from comments.models import SectionPolicy


@admin.register(SectionPolicy)
class SectionPolicyAdmin(admin.ModelAdmin):
    """Which comments the articles of a section publish at once. An article may have a policy of its own."""

    list_display = ["section", "policy", "premoderated_after"]
    list_select_related = ["section"]
    radio_fields = {"policy": admin.VERTICAL}
