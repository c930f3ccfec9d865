"""The form's token: which article it was opened for, and when, signed.

A page that caches keep cannot hold it, so a script fetches it when someone starts to write; without a script, it
is in the form on a page of its own. A comment without a token is held, not lost.
"""

import secrets
from datetime import timedelta

from django.core.signing import BadSignature, SignatureExpired, TimestampSigner
from django.utils.translation import gettext as _

from comments.models import Finding, HeldBecause
from comments.spam.submission import Submission
from web.times.durations import duration_in_words

_SIGNER = TimestampSigner(sep=".", salt="comments.form")
QUICKEST = timedelta(seconds=2)
TOKEN_LASTS = timedelta(days=1)


def form_token(article_id: int) -> str:
    """A token that is made once: who did not open this form cannot know it."""
    return _SIGNER.sign(f"{article_id}-{secrets.token_urlsafe(12)}")


def is_secret(token: str) -> bool:
    """Whether token was made for one form alone, however old that is."""
    try:
        return "-" in _SIGNER.unsign(token)
    except BadSignature:
        return False


def check(submission: Submission) -> Finding | None:
    if submission.form is None:
        return None
    fault = _fault_of(submission.form.token, submission.comment.article_id)
    return Finding(HeldBecause.FORM, fault) if fault else None


def _fault_of(token: str, article_id: int) -> str:
    if not token:
        return _("it was sent without a script, or by a program")
    if not _is_good_for(token, article_id, TOKEN_LASTS):
        return _("it was opened elsewhere, or not within %(time)s") % {"time": duration_in_words(TOKEN_LASTS)}
    if _is_good_for(token, article_id, QUICKEST):
        return _("it was filled in within %(time)s") % {"time": duration_in_words(QUICKEST)}
    return ""


def _is_good_for(token: str, article_id: int, age: timedelta) -> bool:
    try:
        return _SIGNER.unsign(token, max_age=age).partition("-")[0] == str(article_id)
    except (SignatureExpired, BadSignature):
        return False
