from django.contrib import admin

from comments.models import CommentPeriod


@admin.register(CommentPeriod)
class CommentPeriodAdmin(admin.ModelAdmin):
    """For how many days the articles of a section take comments."""

    list_display = ["section", "days"]
    list_select_related = ["section"]
