from django.urls import path

from articles.read_api.articles_api import article_api, articles_api
from articles.read_api.names_api import people_api, sections_api, topics_api
from articles.read_api.openapi_document import openapi_api
from articles.read_api.search_api import search_api

urlpatterns = [
    path("articles", articles_api, name="articles_api"),
    path("articles/<slug:slug>", article_api, name="article_api"),
    path("sections", sections_api, name="sections_api"),
    path("topics", topics_api, name="topics_api"),
    path("people", people_api, name="people_api"),
    path("search", search_api, name="search_api"),
    path("openapi.json", openapi_api, name="openapi_api"),
]
