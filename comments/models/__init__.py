from comments.captcha.spent_challenge import SpentChallenge
from comments.models.comment import Comment
from comments.models.comment_period import CommentPeriod
from comments.models.comment_policy import SectionPolicy
from comments.models.discussion import DiscussedArticle, Discussion
from comments.moderation.decision import Decision
from comments.moderation.note import Note
from comments.moderation.notice_preference import NoticePreference
from comments.moderation.objection import Objection
from comments.moderation.published_comment import PublishedComment
from comments.moderation.rule import Rule
from comments.moderation.saved_reply import SavedReply
from comments.own.link_request import LinkRequest
from comments.reports.report import Report
from comments.spam.finding import Finding, HeldBecause
from comments.totals.lists_version import ListsVersion
from comments.totals.most_read import MostRead
from comments.totals.rating_move import RatingMove
from comments.totals.rating_quarantine import RatingQuarantine
from comments.totals.recommendation import Recommendation
from comments.totals.totals_check import TotalsCheck
from comments.upkeep.ledger_month import GoneComment, LedgerMonth
from comments.writing.network_key import NetworkKey, network_of, wide_network_of
from comments.writing.shown_once import ShownOnce

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
    "ListsVersion",
    "MostRead",
    "NetworkKey",
    "Note",
    "NoticePreference",
    "Objection",
    "PublishedComment",
    "RatingMove",
    "RatingQuarantine",
    "Recommendation",
    "Report",
    "Rule",
    "SavedReply",
    "SectionPolicy",
    "ShownOnce",
    "SpentChallenge",
    "TotalsCheck",
    "network_of",
    "wide_network_of",
]
