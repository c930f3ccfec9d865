from comments.models.comment import Comment
from comments.models.comment_period import CommentPeriod
from comments.models.decision import Decision
from comments.models.discussion import DiscussedArticle, Discussion
from comments.models.finding import Finding, HeldBecause
from comments.models.ledger_month import GoneComment, LedgerMonth
from comments.models.link_request import LinkRequest
from comments.models.network_key import NetworkKey, network_of, wide_network_of
from comments.models.notice_preference import NoticePreference
from comments.models.objection import Objection
from comments.models.published_comment import PublishedComment
from comments.models.rating_move import RatingMove
from comments.models.rating_quarantine import RatingQuarantine
from comments.models.report import Report
from comments.models.rule import Rule
from comments.models.shown_once import ShownOnce
from comments.models.spent_challenge import SpentChallenge
from comments.models.totals_check import TotalsCheck

__all__ = [
    "Comment",
    "CommentPeriod",
    "Decision",
    "DiscussedArticle",
    "Discussion",
    "Finding",
    "GoneComment",
    "HeldBecause",
    "LedgerMonth",
    "LinkRequest",
    "NetworkKey",
    "NoticePreference",
    "Objection",
    "PublishedComment",
    "RatingMove",
    "RatingQuarantine",
    "Report",
    "Rule",
    "ShownOnce",
    "SpentChallenge",
    "TotalsCheck",
    "network_of",
    "wide_network_of",
]
