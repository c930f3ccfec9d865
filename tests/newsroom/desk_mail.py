"""The mails to staff, sent as the worker would."""

import re

from django.core import mail
from django_tasks_db.models import DBTaskResult


def send_waiting_mail():
    """Run the tasks that wait. Returns the mails that were sent by it."""
    before = len(mail.outbox)
    for result in DBTaskResult.objects.ready():
        arguments = result.args_kwargs["args"]
        result.delete()
        result.task.func(*arguments)
    return mail.outbox[before:]


def link_in(message):
    """The path of the first link that leads to the desk."""
    return re.search(r"https?://[^/\s]+(/admin/\S+)", message.body)[1]
