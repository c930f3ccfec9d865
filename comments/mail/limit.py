"""How many mails strangers can have us send to one address, whatever network they come from."""

from math import ceil

from django.http import HttpRequest

from comments.models import Comment, NetworkKey, network_of, wide_network_of
from comments.spam.rate import WIDER
from comments.text.email_key import email_key
from web.database.rate_count import DAILY, DAY, began_at
from web.models import RateCount

MOST_A_DAY = 5  # to an address that no one has proved to be theirs
MOST_A_DAY_TO_A_COMMENTER = 50  # to one that confirmed a comment


def may_write_to(address: str) -> bool:
    """Count one more mail to address today (UTC). False where that is one too many, and the mail must not be sent.

    Counted in PostgreSQL by the address's keyed hash, so it holds over all processes and names no one.
    """
    key = email_key(address)
    digest = NetworkKey.objects.today().hash("address", key)
    counted = f"{DAILY}mail {digest}"
    is_proved = Comment.objects.filter(email_key=key, confirmed_at__isnull=False).exists()
    limit = MOST_A_DAY_TO_A_COMMENTER if is_proved else MOST_A_DAY
    return RateCount.objects.add([counted], began_at(DAY))[counted] <= limit


def count_asking(what: str, request: HttpRequest, email: str) -> tuple[int, int]:
    """How often the network has asked for mails in this hour, 0 for an unknown one; and for how many to the address.

    what: a word for the kind of mail. Each kind is counted by itself.
    """
    key = NetworkKey.objects.today()
    address = request.META.get("REMOTE_ADDR", "")
    network, wide = key.hash("network", network_of(address)), key.hash("network", wide_network_of(address))
    of_network, of_wide, of_address = (
        f"{what} {network}",
        f"{what} {wide} wide",
        f"{what} {key.hash('address', email_key(email))}",
    )
    senders = [of_address, of_network, of_wide] if network else [of_address]
    counts = RateCount.objects.add(senders, began_at())
    return max(counts.get(of_network, 0), ceil(counts.get(of_wide, 0) / WIDER)), counts[of_address]
