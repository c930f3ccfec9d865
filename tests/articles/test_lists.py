"""The shape of lists: a lead on top, the choice as tabs with a heading, ranks, an archive with counts and days."""

from datetime import UTC, datetime, timedelta

import html5lib
import pytest
from django.utils import timezone

from articles.models import Byline, Image, Person, Topic
from comments.models import Discussion
from tests.pictures import make_picture

pytestmark = pytest.mark.django_db


def page(client, address):
    return html5lib.parse(client.get(address).content.decode(), namespaceHTMLElements=False)


def words(element):
    return " ".join("".join(element.itertext()).split())


def by_class(tree, name):
    return [each for each in tree.iter() if name in (each.get("class") or "").split()]


@pytest.mark.parametrize("address", ["/sections/world/", "/topics/tea/", "/people/ada/"])
def test_a_list_has_a_lead_and_three_beside_it_and_each_article_once(client, make_article, address):
    topic = Topic.objects.create(name="Tea", slug="tea", description="What is in the pot.")
    person = Person.objects.create(name="Ada", slug="ada", bio="Writes of tea.")
    for number in range(1, 8):
        article = make_article(headline=f"Number {number}")
        article.topics.add(topic)
        Byline.objects.create(article=article, person=person)
    tree = page(client, address)
    [top] = by_class(tree, "list-top")
    assert [words(each) for each in by_class(top, "card__headline")] == [f"Number {each}" for each in range(1, 5)]
    assert len(by_class(top, "card--lead")) == 1
    assert [words(each) for each in by_class(tree, "card__headline")] == [f"Number {each}" for each in range(1, 8)]
    assert not by_class(page(client, f"{address}?made=human"), "list-top")
    text = words(tree)
    assert ("What is in the pot." in text) == ("topics" in address)
    assert ("Writes of tea." in text) == ("people" in address)
    feed = address + "feed.atom"
    assert [link for link in tree.iter("a") if link.get("href") == feed]


def test_the_page_of_a_topic_has_its_picture_with_who_made_it_and_how(client, make_article, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    picture = make_picture(
        alternative_text="A pot",
        credit="Ada",
        licence="CC BY 4.0",
        digital_source_type=Image.DigitalSourceType.CREATED_BY_AI,
    )
    topic = Topic.objects.create(name="Tea", slug="tea", picture=picture)
    make_article().topics.add(topic)
    [figure] = by_class(page(client, "/topics/tea/"), "pictured__picture")
    [image] = figure.iter("img")
    assert image.get("alt") == "AI-generated picture: A pot"
    assert words(figure.find("figcaption")) == "Ada / CC BY 4.0"
    assert figure.find("figcaption/a").get("href") == picture.licence_address
    topic.picture = None
    topic.save()
    assert not by_class(page(client, "/topics/tea/"), "pictured__picture")


def test_a_card_has_the_age_below_seven_days_and_then_the_date(client, make_article, time_machine):
    time_machine.move_to("2030-03-10 12:00Z", tick=False)
    make_article(headline="Young", published_at=datetime(2030, 3, 3, 12, 1, tzinfo=UTC))
    make_article(headline="Old", published_at=datetime(2030, 3, 3, 12, tzinfo=UTC))
    times = {words(card.find(".//h2")): card.find(".//time") for card in by_class(page(client, "/"), "card")}
    assert words(times["Young"]) == "March 3, 2030, 6 days ago"
    assert [words(part) for part in times["Young"].iter("span")] == ["March 3, 2030,", "6 days ago"]
    assert words(times["Old"]) == "March 3, 2030"


def test_the_choice_by_making_is_above_the_list_with_the_chosen_one_as_heading(client, make_article):
    make_article(headline="By people")
    text = client.get("/sections/world/?made=human").content.decode()
    assert text.index('class="made"') < text.index('<h2 class="made__chosen">Written by people</h2>')
    assert text.index("made__chosen") < text.index("By people</a>")
    assert "made__chosen" not in client.get("/sections/world/").content.decode()


def test_the_best_rated_have_ranks_that_go_on_from_page_to_page(client, make_article):
    for _ in range(22):
        Discussion.objects.filter(pk=make_article().pk).update(five_star_count=5)

    def ranks(address):
        return [words(each) for each in by_class(page(client, address), "ranked__number")]

    assert ranks("/best-rated/") == [str(rank) for rank in range(1, 21)]
    assert ranks("/best-rated/?page=2") == ["21", "22"]


def test_the_archive_counts_the_articles_of_each_month(client, make_article):
    for day in (1, 1, 31):
        make_article(published_at=datetime(2024, 3, day, 12, tzinfo=UTC))
    make_article(published_at=datetime(2024, 2, 29, 12, tzinfo=UTC))
    make_article(published_at=datetime(2024, 2, 3, tzinfo=UTC), withdrawn_at=timezone.now(), withdrawal_reason="X")
    make_article(published_at=timezone.now() + timedelta(days=1))
    months = client.get("/archive/").context["months"]
    assert [(month.isoformat(), count) for month, count in months] == [("2024-03-01", 3), ("2024-02-01", 1)]
    assert "3 articles" in words(page(client, "/archive/"))


def test_a_month_has_a_calendar_whose_days_lead_to_their_articles(client, make_article):
    make_article(headline="On the first", published_at=datetime(2024, 3, 1, 12, tzinfo=UTC))
    make_article(headline="On the last", published_at=datetime(2024, 3, 31, 23, 59, tzinfo=UTC))
    [calendar] = by_class(page(client, "/archive/2024/3/"), "calendar")
    links = {link.get("href"): words(link) for link in calendar.iter("a")}
    assert links == {"/archive/2024/3/1/": "1 1 article", "/archive/2024/3/31/": "31 1 article"}
    day = client.get("/archive/2024/3/31/").content.decode()
    assert "On the last" in day
    assert "On the first" not in day
    for nowhere in ("2024/3/2", "2024/2/30", "2024/13/1", "2024/3/0", "0/1/1", "9999/12/31", "2024/3/32"):
        assert client.get(f"/archive/{nowhere}/").status_code == 404
