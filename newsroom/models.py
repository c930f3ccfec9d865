from newsroom.accounts.invitation import Invitation
from newsroom.accounts.password_reset_request import PasswordResetRequest
from newsroom.announcing.announced import Announced
from newsroom.backup.verified_backup import VerifiedBackup
from newsroom.moving_in.move_batch import MoveBatch, MovedItem
from newsroom.newsletter.edition import Edition
from newsroom.newsletter.subscription import Subscription
from newsroom.record.account_event import AccountEvent
from newsroom.record.record_triggers import RecordedAccount, RecordedRight, RecordedRightOfRole, RecordedRole
from newsroom.redirects.redirect import Redirect
from newsroom.redirects.unknown_address import UnknownAddress
from newsroom.sessions.signed_in_session import SignedInSession
from newsroom.webhooks.webhook import Webhook
from newsroom.webhooks.webhook_delivery import WebhookDelivery
from newsroom.webhooks.webhook_event import (
    ToldArticle,
    ToldByline,
    ToldCorrection,
    ToldDecision,
    ToldSource,
    ToldStep,
    ToldTopic,
    WebhookEvent,
)

__all__ = [
    "AccountEvent",
    "Announced",
    "Edition",
    "Invitation",
    "MoveBatch",
    "MovedItem",
    "PasswordResetRequest",
    "RecordedAccount",
    "RecordedRight",
    "RecordedRightOfRole",
    "RecordedRole",
    "Redirect",
    "SignedInSession",
    "Subscription",
    "ToldArticle",
    "ToldByline",
    "ToldCorrection",
    "ToldDecision",
    "ToldSource",
    "ToldStep",
    "ToldTopic",
    "UnknownAddress",
    "VerifiedBackup",
    "Webhook",
    "WebhookDelivery",
    "WebhookEvent",
]
