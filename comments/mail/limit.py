"""How many mails strangers can have us send to one address, whatever network they come from."""

from comments.models import Comment, NetworkKey
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
