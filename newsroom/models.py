from newsroom.accounts.invitation import Invitation
from newsroom.accounts.password_reset_request import PasswordResetRequest

__all__ = ["Invitation", "PasswordResetRequest"]
