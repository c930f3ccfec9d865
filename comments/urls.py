from django.urls import path

from comments import views
from comments.captcha.altcha import challenge

urlpatterns = [
    path("articles/<slug:slug>/", views.article, name="article"),
    path("articles/<slug:slug>/comments/", views.comments, name="comments"),
    path("comments/challenge/", challenge, name="captcha_challenge"),
    path("comments/<int:pk>/", views.comment, name="comment"),
]
