from django.urls import path

from comments.captcha.altcha import challenge
from comments.own.edit import edit_comment
from comments.own.leave import download_data, erase_data, withdraw_comment
from comments.own.manage_page import manage_comment
from comments.own.objecting import object_to_rejection
from comments.own.reply_mails import choose_reply_mails, unsubscribe
from comments.own.request_links import request_links
from comments.own.stars import change_stars
from comments.reading.article_with_comments import article
from comments.reading.best_rated import best_rated
from comments.reading.comment_feeds import all_comments_feed, article_comments_feed
from comments.reading.comments_page import comment, comments, replies
from comments.reading.front_page import front
from comments.reading.house_rules import house_rules
from comments.reading.most_read_page import most_read
from comments.reports.report_page import comment_reported, report
from comments.writing.form_page import new_comment, token
from comments.writing.recommend import recommend

urlpatterns = [
    path("", front, name="front"),
    path("articles/<slug:slug>/", article, name="article"),
    path("articles/<slug:slug>/comments/", comments, name="comments"),
    path("articles/<slug:slug>/comments/new/", new_comment, name="new_comment"),
    path("articles/<slug:slug>/comments.atom", article_comments_feed, name="article_comments_feed"),
    path("comments.atom", all_comments_feed, name="all_comments_feed"),
    path("comments/<int:pk>/", comment, name="comment"),
    path("house-rules/", house_rules, name="house-rules"),
    path("comments/<int:pk>/replies/", replies, name="replies"),
    path("comments/<int:pk>/recommend/", recommend, name="recommend_comment"),
    path("comments/<int:pk>/report/", report, name="report_comment"),
    path("articles/<slug:slug>/comments/reported/", comment_reported, name="comment_reported"),
    path("best-rated/", best_rated, name="best_rated"),
    path("most-read/", most_read, name="most_read"),
    path("comments/challenge/", challenge, name="captcha_challenge"),
    path("comments/token/<int:article>/", token, name="form_token"),
    path("comments/manage/", request_links, name="request_links"),
    path("comments/manage/<str:signed>/", manage_comment, name="manage_comment"),
    path("comments/manage/<str:signed>/edit/", edit_comment, name="edit_comment"),
    path("comments/manage/<str:signed>/stars/", change_stars, name="change_stars"),
    path("comments/manage/<str:signed>/reply-mails/", choose_reply_mails, name="choose_reply_mails"),
    path("comments/manage/<str:signed>/object/", object_to_rejection, name="object_to_rejection"),
    path("comments/manage/<str:signed>/withdraw/", withdraw_comment, name="withdraw_comment"),
    path("comments/manage/<str:signed>/data.json", download_data, name="download_data"),
    path("comments/manage/<str:signed>/erase/", erase_data, name="erase_data"),
    path("comments/unsubscribe/<str:signed>/", unsubscribe, name="unsubscribe"),
]
