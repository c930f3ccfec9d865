"""Whatever changes what a cached page shows, by whatever path, the next answer is what would be rendered anew."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from articles.front.front_arrangement import put_bands_in_place
from articles.front.front_plan import ENOUGH_FOR_LISTS
from articles.models import Article, Byline, Correction, Image, Page, Person, Section, Source, Topic
from comments.models import Comment, Discussion, MostRead, RatingQuarantine, Recommendation
from tests.newsroom.cached_world import LONG_AGO, PAGES, build, say
from tests.newsroom.hosted import hosted
from web.templatetags.fragment import clear_fragments


def sql(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def save(row, **facts):
    for name, value in facts.items():
        setattr(row, name, value)
    row.save()


LISTS = ["front", "section", "topic", "person", "archive month"]

# What changes: how, and on which pages a reader must see it at once. Each begins where the one before it ended.
BY_THE_NEWSROOM = [
    ("a headline, by SQL", lambda w: sql("UPDATE articles_article SET headline = 'Ebb' WHERE slug = 'tides'"),
     [*LISTS, "chosen", "article", "related", "comments", "feed", "json feed", "ninjs", "corrections"]),
    ("an article, saved", lambda w: save(Article.objects.get(slug="tides"), body="<p>More.</p>", kicker="Sea"),
     [*LISTS, "article", "feed", "ninjs"]),
    ("its update", lambda w: Article.objects.filter(slug="tides").update(updated_at=LONG_AGO + timedelta(days=1)),
     ["article", "feed", "ninjs"]),
    ("how it was made", lambda w: Article.objects.filter(slug="tides").update(ai_use="assisted"),
     ["front", "article", "chosen", "feed", "ninjs", "corrections"]),
    ("a publication",
     lambda w: Article.objects.filter(slug="draft").update(published_at=LONG_AGO - timedelta(days=60)),
     ["front", "section", "archive", "chosen", "article", "related", "feed"]),
    ("another byline", lambda w: Byline.objects.create(article=w.related, person=w.person), ["person", "related"]),
    ("a byline less", lambda w: Byline.objects.filter(article=w.related).delete(), ["person", "related"]),
    ("a person", lambda w: Person.objects.update(name="Ada L."), ["person", "article", "feed"]),
    ("another topic", lambda w: w.related.topics.add(w.topic), ["topic", "related"]),
    ("a topic less", lambda w: w.related.topics.clear(), ["topic", "related"]),
    ("a topic's name", lambda w: Topic.objects.update(name="The sea"), ["topic", "article", "ninjs"]),
    ("a section's name", lambda w: Section.objects.filter(slug="culture").update(name="Arts"),
     [*LISTS, "chosen", "article", "about"]),
    ("a new section", lambda w: Section.objects.create(name="Sport", slug="sport"), [*LISTS, "privacy", "comments"]),
    ("a section less", lambda w: Section.objects.filter(slug="sport").delete(), [*LISTS, "house rules", "replies"]),
    ("another source", lambda w: Source.objects.create(article=w.article, title="Atlas"), ["article"]),
    ("a source's title", lambda w: Source.objects.update(title="Atlas of tides"), ["article"]),
    ("sources less", lambda w: Source.objects.all().delete(), ["article"]),
    ("another correction", lambda w: Correction.objects.create(article=w.article, text="Noon, not night."),
     ["article", "corrections", "corrections feed", "comments", "replies", "feed"]),
    ("a correction's words", lambda w: Correction.objects.update(text="Dawn."), ["article", "corrections"]),
    ("corrections less", lambda w: Correction.objects.all().delete(), ["article", "corrections", "corrections feed"]),
    ("a caption", lambda w: Image.objects.update(caption="The sea at dusk"), ["article", "ninjs"]),
    (
        "smaller files of a picture",
        lambda w: Image.objects.update(rendition_widths=[480], rendition_formats=["avif", "webp", "jpg"]),
        ["front", "article"],
    ),
    ("a picture less", lambda w: Image.objects.all().delete(), ["front", "article", "ninjs"]),
    ("a page about the site", lambda w: Page.objects.filter(slug="about").update(body="<p>We.</p>"), ["about"]),
    ("the house rules", lambda w: Page.objects.filter(slug="house-rules").update(body="<p>Be kind.</p>"),
     ["house rules"]),
    ("what the identifiers in feeds are made from",
     lambda w: sql("UPDATE articles_feednamespace SET namespace = gen_random_uuid()"),
     ["feed", "json feed", "section feed", "corrections feed", "comments feed"]),
    ("a section's policy", lambda w: save(w.policy, policy="confirmed"), ["article", "related"]),
    ("a moment of pre-moderation that is past", lambda w: save(w.policy, premoderated_after=1), ["article", "related"]),
    ("a moment of pre-moderation to come", lambda w: save(w.policy, premoderated_after=400), ["article", "related"]),
    ("a section's policy less", lambda w: w.policy.delete(), ["article", "related"]),
    ("a comment period", lambda w: save(w.period, days=1), ["article", "related", "comments", "replies"]),
    ("a withdrawal",
     lambda w: save(Article.objects.get(slug="tides"), withdrawn_at=timezone.now(), withdrawal_reason="X"),
     [*LISTS, "article", "related", "comments", "comments feed", "feed", "ninjs", "replies"]),
    ("a reinstatement", lambda w: save(Article.objects.get(slug="tides"), withdrawn_at=None, withdrawal_reason=""),
     [*LISTS, "article", "related", "comments", "comments feed", "feed", "ninjs", "replies"]),
    ("another address", lambda w: Article.objects.filter(slug="tides").update(slug="tide"),
     ["front", "article", "ninjs"]),
    ("the old address again", lambda w: Article.objects.filter(slug="tide").update(slug="tides"), ["front", "article"]),
    ("a section's address", lambda w: Section.objects.filter(slug="culture").update(slug="arts"), [*LISTS, "article"]),
    ("an article less", lambda w: Article.objects.filter(slug="moon").delete(),
     ["front", "article", "related", "feed"]),
    ("all articles less", lambda w: Article.objects.all().delete(), [*LISTS, "article", "feed"]),
]  # fmt: skip

ON_CARDS = [*LISTS, "chosen", "related"]
SAID = ["article", "comments", "comments feed"]

BY_READERS = [
    ("a verdict", lambda w: w.waiting.publish(), [*SAID, *ON_CARDS, "comments by stars"]),
    ("its taking back", lambda w: Comment.objects.filter(pk=w.waiting.pk).hold(), [*SAID, *ON_CARDS]),
    ("a verdict, by SQL",
     lambda w: sql("UPDATE comments_comment SET status = 'published' WHERE id = %s", w.waiting.pk),
     [*SAID, *ON_CARDS]),
    ("other stars", lambda w: Comment.objects.filter(pk=w.waiting.pk).update(stars=2),
     ["article", "comments", *ON_CARDS]),
    ("other words", lambda w: Comment.objects.filter(pk=w.thread.pk).update(message="Oh."), [*SAID, "replies"]),
    ("a pin", lambda w: w.waiting.pin(), ["article", "comments"]),
    ("a pin less", lambda w: w.waiting.unpin(), ["article", "comments"]),
    ("a recommendation", lambda w: Recommendation.objects.create(comment=w.thread, network_hash="x"),
     ["article", "comments", "replies", "api: comments"]),
    ("a recommendation less", lambda w: Recommendation.objects.all().delete(),
     ["article", "comments", "replies", "api: comments"]),
    ("a new comment", lambda w: say(w.article, "New."), SAID),
    ("a reply", lambda w: say(w.article, "Yes.", parent=w.thread), [*SAID, "replies"]),
    ("a rejected comment with replies", lambda w: w.thread.reject(), [*SAID, *ON_CARDS, "replies"]),
    ("its withdrawal", lambda w: w.thread.withdraw(), ["article", "comments", "replies"]),
    ("its erasure", lambda w: Comment.objects.filter(pk=w.thread.pk).update(message=""),
     ["article", "comments", "replies"]),
    ("a reply less under a tombstone", lambda w: Comment.objects.filter(parent=w.thread.pk).reject(),
     ["article", "comments", "replies"]),
    ("a reply under what is gone", lambda w: Comment.objects.filter(parent=w.thread.pk).publish(),
     ["article", "comments", "replies"]),
    ("its move to another article, by SQL",
     lambda w: sql("UPDATE comments_comment SET article_id = %s WHERE id = %s", w.related.pk, w.thread.pk),
     ["article", "comments", "related", "replies"]),
    ("its way back",
     lambda w: sql("UPDATE comments_comment SET article_id = %s WHERE id = %s", w.article.pk, w.thread.pk),
     ["article", "comments", "related", "replies"]),
    ("a frozen verdict",
     lambda w: Discussion.objects.filter(pk=w.article.pk).update(frozen_star_counts=[1, 0, 0, 0, 0]),
     ["article", *ON_CARDS]),
    ("a verdict that thaws", lambda w: Discussion.objects.update(frozen_star_counts=None), ["article", *ON_CARDS]),
    ("a rating set aside", lambda w: Comment.objects.filter(pk=w.waiting.pk).update(
        set_aside=RatingQuarantine.objects.create(
            discussion=w.article.discussion, began_at=LONG_AGO, ratings=1, networks=1, new_addresses=1)),
     ["article", "comments", *ON_CARDS]),
    ("an article's policy", lambda w: Discussion.objects.filter(pk=w.article.pk).update(policy="trusted"),
     ["article"]),
    ("a policy that takes no comments", lambda w: Discussion.objects.filter(pk=w.article.pk).update(policy="closed"),
     ["article", "comments", "replies"]),
    ("an article's policy less", lambda w: Discussion.objects.filter(pk=w.article.pk).update(policy=""),
     ["article", "comments", "replies"]),
    ("a locked discussion", lambda w: Discussion.objects.filter(pk=w.article.pk).update(state="locked"),
     ["article"]),
    ("a hidden discussion", lambda w: Discussion.objects.filter(pk=w.article.pk).update(state="hidden"),
     ["article", "comments", "comments feed", "replies"]),
    ("an open discussion", lambda w: Discussion.objects.filter(pk=w.article.pk).update(state="open"),
     ["article", "comments", "comments feed", "replies"]),
    ("a comment less", lambda w: Comment.objects.filter(pk=w.waiting.pk).delete(), SAID),
    ("emptied comments", lambda w: sql("TRUNCATE comments_comment CASCADE"), [*SAID, "replies"]),
]  # fmt: skip


@pytest.mark.parametrize("changes", [BY_THE_NEWSROOM, BY_READERS], ids=["newsroom", "readers"])
def test_no_kept_page_outlives_a_change_of_what_it_shows(transactional_db, settings, changes):
    settings.RATING_MINIMUM = 1
    world = build()
    addresses = {name: path.format(thread=world.thread.pk) for name, path in PAGES.items()}
    with hosted() as application:
        before = {name: application.request(path) for name, path in addresses.items()}
        assert {name for name, answer in before.items() if answer.status != 200} == set()
        for what, change, shown_on in changes:
            cached = [name for name, path in addresses.items() if application.request(path).body == before[name].body]
            assert len(cached) == len(addresses), what
            change(world)
            answers = {name: application.request(path) for name, path in addresses.items()}
            clear_fragments()
            with hosted() as anew:  # which has kept nothing
                rendered = {name: anew.request(path) for name, path in addresses.items()}
            for name, answer in answers.items():
                as_rendered = (rendered[name].status, rendered[name].body)
                assert (answer.status, answer.body) == as_rendered, f"{what}: {name} is stale"
                changed = (before[name].status, before[name].body) != (answer.status, answer.body)
                assert changed or name not in shown_on, f"{what}: {name} should show it"
                before[name] = answer


def test_the_switch_for_the_most_read_and_a_new_ranking_show_on_the_next_request(transactional_db, make_article):
    articles = [make_article(published_at=LONG_AGO - timedelta(hours=n)) for n in range(ENOUGH_FOR_LISTS + 3)]
    last, next_to_last = articles[-1], articles[-2]
    MostRead.objects.create(position=1, article=last)
    changes = [
        ("the switch, on", lambda: save(put_bands_in_place(), shows_most_read=True), [last]),
        ("another ranking", lambda: MostRead.objects.update(article=next_to_last), [next_to_last]),
        ("a second in it", lambda: MostRead.objects.create(position=2, article=last), [next_to_last, last]),
        ("a withdrawal", lambda: save(last, withdrawn_at=timezone.now(), withdrawal_reason="X"), [next_to_last]),
        ("the switch, off", lambda: save(put_bands_in_place(), shows_most_read=False), []),
    ]
    with hosted() as application:
        assert listed_as_most_read(application.request("/").body) == []
        for what, change, expected in changes:
            change()
            answer = application.request("/")
            assert listed_as_most_read(answer.body) == [article.get_absolute_url() for article in expected], what


def listed_as_most_read(page: bytes) -> list[str]:
    """The addresses in the list on the front."""
    part = page.decode().partition('id="most-read"')[2].partition("</section>")[0]
    return re.findall(r'href="(/articles/[^"]*)"', part)
