from django.urls import path

from articles import policy_pages, preview, search, sitemap, syndication, views
from articles.models import Page

urlpatterns = [
    path("", views.front, name="front"),
    path("sections/<slug:slug>/", views.section, name="section"),
    path("topics/<slug:slug>/", views.topic, name="topic"),
    path("people/<slug:slug>/", views.person, name="person"),
    path("archive/", views.archive, name="archive"),
    path("archive/<int:year>/<int:month>/", views.archive_month, name="archive_month"),
    path("search/", search.search, name="search"),
    path("sitemap.xml", sitemap.sitemap, name="sitemap"),
    path("sitemap-lists.xml", sitemap.sitemap_lists, name="sitemap_lists"),
    path("sitemap-articles-<int:number>.xml", sitemap.sitemap_articles, name="sitemap_articles"),
    path("news-sitemap.xml", sitemap.news_sitemap, name="news_sitemap"),
    path("robots.txt", sitemap.robots, name="robots"),
    path("feed.atom", syndication.site_feed, {"form": "atom"}, name="feed_atom"),
    path("feed.json", syndication.site_feed, {"form": "json"}, name="feed_json"),
    path("sections/<slug:slug>/feed.atom", syndication.section_feed, {"form": "atom"}, name="section_feed_atom"),
    path("sections/<slug:slug>/feed.json", syndication.section_feed, {"form": "json"}, name="section_feed_json"),
    path("articles/<slug:slug>.json", syndication.article_for_newsrooms, name="article_for_newsrooms"),
    path("corrections/", policy_pages.corrections, name="corrections"),
    path("corrections/feed.atom", syndication.corrections_feed, name="corrections_feed"),
    *(
        path(f"{slug}/", policy_pages.page, {"slug": slug}, name=slug)
        for slug in Page.Slug.values
        if slug != Page.Slug.CORRECTIONS
    ),
    path("preview/<str:signed>/", preview.preview, name="preview"),
]
