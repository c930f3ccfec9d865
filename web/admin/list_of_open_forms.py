"""A list of the admin that says who has which row open."""

from django.contrib.admin.views.main import ChangeList
from django.http import HttpRequest

from web.admin.open_form import OpenForm


class KnowsOpenForms(ChangeList):
    """Each row of the list gets ``open_at``: the names of the colleagues who have its form open. One query."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        rows = list(self.result_list)
        names = OpenForm.objects.of(*rows).current().exclude(account=request.user.pk).names()
        for row in rows:
            row.open_at = names.get(str(row.pk), [])
        self.result_list = rows
