from comments.models.comment import Comment
from comments.models.decision import Decision
from comments.models.discussion import DiscussedArticle, Discussion
from comments.models.held_because import HeldBecause
from comments.models.spent_challenge import SpentChallenge

__all__ = ["Comment", "Decision", "DiscussedArticle", "Discussion", "HeldBecause", "SpentChallenge"]
