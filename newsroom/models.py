from newsroom.accounts.invitation import Invitation
from newsroom.accounts.password_reset_request import PasswordResetRequest
from newsroom.record.account_event import AccountEvent
from newsroom.record.record_triggers import RecordedAccount, RecordedRight, RecordedRightOfRole, RecordedRole
from newsroom.sessions.signed_in_session import SignedInSession

__all__ = [
    "AccountEvent",
    "Invitation",
    "PasswordResetRequest",
    "RecordedAccount",
    "RecordedRight",
    "RecordedRightOfRole",
    "RecordedRole",
    "SignedInSession",
]
