from django.urls import path

from articles.intake import views

urlpatterns = [
    path("articles/", views.articles, name="intake"),
    path("docs", views.docs, name="intake_docs"),
    path("docs/<str:name>", views.swagger_file, name="intake_docs_file"),
    path("intake/openapi.json", views.openapi, name="intake_openapi"),
    path("", views.nothing_here),
    path("<path:rest>", views.nothing_here),
]
