"""The front fills itself: a head, lists that readers order, a band for each section, the rest; each article once."""

from datetime import timedelta

import html5lib
import pytest
from django.utils import timezone

from articles.front.front_plan import (
    ENOUGH_FOR_LISTS,
    HEAD,
    IN_A_BAND,
    MOST_BANDS,
    ON_THE_FRONT,
    RANKED,
    Candidates,
    plan_front,
)
from articles.models import Correction, Image, Section
from comments.models import Discussion, ListsVersion

pytestmark = pytest.mark.django_db

TAKEN = {"digital_source_type": Image.DigitalSourceType.CAPTURE}


def links(page):
    """The addresses of articles that the front links to, in their order."""
    tree = html5lib.parse(page.content.decode(), namespaceHTMLElements=False)
    return [link.get("href") for link in tree.iter("a") if link.get("href", "").startswith("/articles/")]


def keys(articles):
    return [article.pk for article in articles]


@pytest.mark.parametrize("number", [0, 1, 2, 5, 13, 40, 10_000])
def test_a_front_of_any_number_of_articles_has_each_once_and_the_newest_all(number):
    newest = list(range(number, 0, -1))
    sections = {section: [key for key in newest if key % 7 == section][:50] for section in range(7)}
    picked = [key for key in (3, 5) if key <= number]
    plan = plan_front(Candidates(newest[: ON_THE_FRONT + 1], picked, newest[4:6], newest[:20], newest[3:30], sections))
    assert len(plan.keys) == len(set(plan.keys))
    assert plan.head[: len(picked)] == picked
    assert set(newest[:ON_THE_FRONT]) <= set(plan.keys)
    assert len(plan.head) == min(HEAD, number)
    assert all(len(band) <= IN_A_BAND for band in plan.bands.values())
    if number < ENOUGH_FOR_LISTS:
        assert plan.rated == plan.discussed == []
    if number == 10_000:
        assert [len(plan.rated), len(plan.discussed), len(plan.bands)] == [RANKED, RANKED, 7]
        assert all(len(band) == IN_A_BAND for band in plan.bands.values())


def test_the_front_has_a_bounded_number_of_bands():
    sections = {section: [section] for section in range(1, 40)}
    assert len(plan_front(Candidates(newest=[], by_section=sections)).bands) == MOST_BANDS


def test_the_newest_article_leads_the_front_unless_staff_marked_another(client, make_article):
    for day, chosen in enumerate([False, True, True, False]):
        make_article(headline=f"Day {day}", leads_front=chosen, published_at=timezone.now() - timedelta(days=9 - day))

    def order():
        page = client.get("/").context
        return [article.headline for article in (page["lead"], *page["neighbours"], *page["briefs"])]

    assert order() == ["Day 2", "Day 3", "Day 1", "Day 0"]
    type(client.get("/").context["lead"]).objects.update(leads_front=False)
    assert order() == ["Day 3", "Day 2", "Day 1", "Day 0"]


def test_each_article_is_linked_once_and_the_older_ones_are_on_the_next_page(client, make_article):
    others = [Section.objects.create(name=name, slug=name.lower()) for name in ("Money", "Culture")]
    for number in range(45):
        make_article(**({"section": others[number % 2]} if number % 3 else {}))
    page = client.get("/")
    assert len(links(page)) == len(set(links(page)))
    second = client.get("/?page=2")
    newest = [f"/articles/article-{number}/" for number in range(1, 46)]
    assert set(newest[:ON_THE_FRONT]) <= set(links(page))
    assert links(second) == newest[ON_THE_FRONT : 2 * ON_THE_FRONT]
    assert 'href="?page=2" rel="next"' in page.content.decode()


def test_the_lists_of_readers_hold_the_best_rated_and_the_most_discussed_of_the_month(client, make_article):
    many = [make_article() for _ in range(30)]
    old = make_article(published_at=timezone.now() - timedelta(days=31))
    for place, article in enumerate([*many[-12:], old]):
        Discussion.objects.filter(pk=article.pk).update(five_star_count=3 + place, comment_count=3 + place)
    few = many[-13]
    Discussion.objects.filter(pk=few.pk).update(five_star_count=1)  # too few to judge by
    Discussion.objects.filter(pk=many[-1].pk).update(state="hidden")
    page = client.get("/")
    best = keys(reversed(many[-6:-1]))
    assert keys(page.context["rated"]) == best
    assert keys(page.context["discussed"]) == keys(reversed(many[-11:-6]))
    assert page.content.decode().count('<ol class="ranked__list">') == 2
    assert "Best rated this month" in page.content.decode()


def test_a_page_that_readers_order_is_over_when_a_listed_article_is_a_month_old(client, make_article):
    moment = timezone.now() - timedelta(days=30) + timedelta(minutes=5)
    listed, *_others = [make_article(published_at=moment) for _ in range(20)]
    Discussion.objects.filter(pk=listed.pk).update(five_star_count=9)
    page = client.get("/")
    assert keys(page.context["rated"]) == [listed.pk]
    assert page.dependencies.until <= listed.published_at + timedelta(days=30)


@pytest.mark.django_db(transaction=True)
def test_stars_and_comments_move_the_version_of_the_lists_and_nothing_else_does(make_article):
    article = make_article()

    def version():
        return ListsVersion.objects.values_list("version", flat=True).first()

    before = version()
    Discussion.objects.filter(pk=article.pk).update(policy="trusted")
    assert version() == before
    for facts in ({"five_star_count": 1}, {"comment_count": 2}, {"state": "locked"}):
        Discussion.objects.filter(pk=article.pk).update(**facts)
        assert version() not in (None, before)
        before = version()


def test_a_band_shows_a_picture_where_one_of_its_articles_has_one(client, make_article):
    (picture,) = Image.objects.bulk_create(
        [Image(file="images/a.jpg", width=3, height=2, digest="d", alternative_text="Sea", **TAKEN)]
    )
    other = Section.objects.create(name="Money", slug="money")
    for _ in range(HEAD):
        make_article()
    for pictured in (False, True, False, False):
        make_article(section=other, lead_image=picture if pictured else None)
    [band] = client.get("/").context["bands"]
    assert (band.section, band.first.slug) == (other, "article-11")
    assert [article.slug for article in band.others] == ["article-10", "article-12", "article-13"]


def test_the_latest_corrections_are_a_line_each_on_the_front(client, make_article):
    article = make_article()
    for number in range(5):
        Correction.objects.create(article=article, text=f"Number {number}.", made_at=timezone.now())
    hidden = make_article(withdrawn_at=timezone.now(), withdrawal_reason="False.")
    Correction.objects.create(article=hidden, text="Of a withdrawn one.", made_at=timezone.now())
    page = client.get("/")
    assert [correction.text for correction in page.context["corrections"]] == ["Number 4.", "Number 3.", "Number 2."]
    assert "Of a withdrawn one." not in page.content.decode()


def test_a_card_says_its_making_its_age_and_its_readers_on_short_lines(client, make_article):
    new = make_article(ai_use="generated", published_at=timezone.now() - timedelta(days=6, hours=23))
    old = make_article(published_at=timezone.now() - timedelta(days=7, hours=1))
    Discussion.objects.filter(pk=new.pk).update(five_star_count=2, four_star_count=1, comment_count=4)
    tree = html5lib.parse(client.get("/").content.decode(), namespaceHTMLElements=False)
    cards = {card.get("aria-labelledby"): card for card in tree.iter("article")}
    words = {key: " ".join(" ".join(card.itertext()).split()) for key, card in cards.items()}
    young, dated = words[f"article-{new.pk}"], words[f"article-{old.pk}"]
    assert "Content created by AI not checked . Not checked by an editor before publication." in young
    assert "6 days ago" in young
    assert "★ 4.7 (3)" in young
    assert "4.7 of 5 stars from 3 ratings" in young
    assert "4 comments" in young
    assert "ago" not in dated
    assert str(timezone.localtime(old.published_at).year) in dated
    assert "comment" not in dated
