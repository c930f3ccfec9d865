"""What commenters may have shown to them and erased covers the letter too: the same address, the same right."""

from typing import Any

from django.dispatch import receiver

from comments.own.personal_data import address_asked, address_erased
from newsroom.newsletter.subscription import Subscription


@receiver(address_asked, dispatch_uid="newsroom.newsletter")
def subscriptions_of(sender: Any, keys: set[str], **kwargs: Any) -> dict[str, Any]:
    found = Subscription.objects.filter(email_key__in=keys).select_related("section", "topic", "person").order_by("pk")
    return {
        "subscriptions": [
            {
                "about": str(each.about),
                "how_often": each.pace,
                "email": each.email,
                "requested_at": each.made_at,
                "confirmed_at": each.confirmed_at,
            }
            for each in found
        ]
    }


@receiver(address_erased, dispatch_uid="newsroom.newsletter")
def end_subscriptions(sender: Any, keys: set[str], **kwargs: Any) -> None:
    Subscription.objects.filter(email_key__in=keys).delete()
