"""What a site that no one has used yet is given: something to read, and someone who may sign in."""

from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import transaction
from django.utils.crypto import get_random_string

from articles.models import Article

STAFF_NAME = "editor"
EASY_TO_TELL_APART = "abcdefghijkmnpqrstuvwxyz23456789"


def is_first_run() -> bool:
    """Whether the database holds neither articles nor accounts."""
    return not Article.objects.exists() and not get_user_model().objects.exists()


@transaction.atomic
def fill() -> str:
    """Load the demo content and make the staff account; its password, which is kept nowhere.

    All or nothing: a first run that is interrupted is a first run again.
    """
    call_command("load_demo", verbosity=0)
    password = "-".join(get_random_string(5, EASY_TO_TELL_APART) for _ in range(4))
    get_user_model().objects.create_superuser(STAFF_NAME, password=password)
    return password
