"""The mail that asks whether an address wants the letter: anyone can type someone else's."""

from django.utils.translation import gettext as _
from django_tasks import task

from comments.mail.delivery import deliver
from comments.mail.letter import letter
from comments.mail.limit import may_write_to
from newsroom.newsletter.edition_mail import FOLDER
from newsroom.newsletter.subscription import CONFIRM_WITHIN, Subscription


@task()
def send_confirmation(subscription_id: int, failures: int = 0) -> None:
    """Ask whether the address wants what was requested for it. failures: how often that failed before."""
    subscription = Subscription.objects.select_related("section", "topic", "person").filter(pk=subscription_id).first()
    if subscription is None or not (failures or may_write_to(subscription.email)):
        return
    mail = letter(
        "confirm",
        subscription.email,
        _("Do you want this letter?"),
        {"subscription": subscription, "days": CONFIRM_WITHIN.days},
        folder=FOLDER,
    )
    deliver(mail, send_confirmation, subscription_id, failures)
