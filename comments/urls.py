from django.urls import path

from comments import views

urlpatterns = [
    path("articles/<slug:slug>/", views.article, name="article"),
    path("articles/<slug:slug>/comments/", views.comments, name="comments"),
    path("comments/<int:pk>/", views.comment, name="comment"),
]
