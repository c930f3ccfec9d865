from django.urls import path, re_path

from articles.channels import robots, sitemap, syndication
from articles.models import Page
from articles.reading import lists, policy_pages, preview, search
from articles.searching import suggestions
from articles.sharing import share_card_page

urlpatterns = [
    path("sections/<slug:slug>/", lists.section, name="section"),
    path("topics/<slug:slug>/", lists.topic, name="topic"),
    path("people/<slug:slug>/", lists.person, name="person"),
    path("archive/", lists.archive, name="archive"),
    path("archive/<int:year>/<int:month>/", lists.archive_month, name="archive_month"),
    path("archive/<int:year>/<int:month>/<int:day>/", lists.archive_day, name="archive_day"),
    path("search/", search.search, name="search"),
    path("search/suggest", suggestions.suggest, name="search_suggestions"),
    path("sitemap.xml", sitemap.sitemap, name="sitemap"),
    path("sitemap-lists.xml", sitemap.sitemap_lists, name="sitemap_lists"),
    path("sitemap-articles-<int:number>.xml", sitemap.sitemap_articles, name="sitemap_articles"),
    path("news-sitemap.xml", sitemap.news_sitemap, name="news_sitemap"),
    path("robots.txt", robots.robots, name="robots"),
    path("feed.atom", syndication.site_feed, {"form": "atom"}, name="feed_atom"),
    path("feed.json", syndication.site_feed, {"form": "json"}, name="feed_json"),
    path("sections/<slug:slug>/feed.atom", syndication.section_feed, {"form": "atom"}, name="section_feed_atom"),
    path("sections/<slug:slug>/feed.json", syndication.section_feed, {"form": "json"}, name="section_feed_json"),
    path("topics/<slug:slug>/feed.atom", syndication.topic_feed, {"form": "atom"}, name="topic_feed_atom"),
    path("topics/<slug:slug>/feed.json", syndication.topic_feed, {"form": "json"}, name="topic_feed_json"),
    path("people/<slug:slug>/feed.atom", syndication.person_feed, {"form": "atom"}, name="person_feed_atom"),
    path("people/<slug:slug>/feed.json", syndication.person_feed, {"form": "json"}, name="person_feed_json"),
    path("articles/<slug:slug>.json", syndication.article_for_newsrooms, name="article_for_newsrooms"),
    re_path(
        r"^share/(?P<name>[0-9]{1,18}|site)-(?P<digest>[0-9a-f]{16})\.jpg$",
        share_card_page.share_card,
        name="share_card",
    ),
    re_path(r"^share/(?P<name>[0-9]{1,18}|site)\.jpg$", share_card_page.present_share_card),
    path("corrections/", policy_pages.corrections, name="corrections"),
    path("corrections/feed.atom", syndication.corrections_feed, name="corrections_feed"),
    *(
        path(f"{slug}/", policy_pages.page, {"slug": slug}, name=slug)
        for slug in Page.Slug.values
        if slug != Page.Slug.CORRECTIONS
    ),
    path("pages/<slug:slug>/", policy_pages.page, name="page"),
    path("preview/<str:signed>/", preview.preview, name="preview"),
]
