from django.urls import path

from comments.captcha.altcha import challenge
from comments.feeds import all_comments_feed, article_comments_feed
from comments.views.article import article
from comments.views.best_rated import best_rated
from comments.views.discussion import comment, comments, replies
from comments.views.form import new_comment, token
from comments.views.house_rules import house_rules
from comments.views.manage import manage_comment

urlpatterns = [
    path("articles/<slug:slug>/", article, name="article"),
    path("articles/<slug:slug>/comments/", comments, name="comments"),
    path("articles/<slug:slug>/comments/new/", new_comment, name="new_comment"),
    path("articles/<slug:slug>/comments.atom", article_comments_feed, name="article_comments_feed"),
    path("comments.atom", all_comments_feed, name="all_comments_feed"),
    path("comments/<int:pk>/", comment, name="comment"),
    path("house-rules/", house_rules, name="house-rules"),
    path("comments/<int:pk>/replies/", replies, name="replies"),
    path("best-rated/", best_rated, name="best_rated"),
    path("comments/challenge/", challenge, name="captcha_challenge"),
    path("comments/token/<int:article>/", token, name="form_token"),
    path("comments/manage/<str:signed>/", manage_comment, name="manage_comment"),
]
