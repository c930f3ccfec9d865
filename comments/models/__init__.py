from comments.models.comment import Comment
from comments.models.decision import Decision
from comments.models.discussion import DiscussedArticle, Discussion

__all__ = ["Comment", "Decision", "DiscussedArticle", "Discussion"]
