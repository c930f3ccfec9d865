"""The letter by e-mail: who gets it, what is in it, how it ends; and that no address gets it twice, whatever breaks."""

import re
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import IntegrityError
from django.test import Client
from django.utils import timezone

from articles.models import Person, Section, Topic
from comments.own.personal_data import erase_address, held_about
from newsroom.models import Edition, Subscription
from newsroom.newsletter import edition as editions
from newsroom.newsletter.edition import RETRY_AFTER, begin_due_editions, send_edition
from newsroom.newsletter.edition_mail import news_mail
from newsroom.newsletter.subscription import CONFIRM_WITHIN
from tests.comments.smtp_server import MailServer
from tests.staff import account

pytestmark = pytest.mark.django_db(transaction=True)  # the worker ends transactions of its own

MONDAY = "2030-03-04 05:00Z"
SIX = "2030-03-04 06:00Z"


@pytest.fixture(autouse=True)
def _monday_morning(settings, time_machine):
    settings.TIME_ZONE = "UTC"
    time_machine.move_to(MONDAY)


@pytest.fixture
def mail_server(settings):
    with MailServer() as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.server_address
        yield server


@pytest.fixture
def send_mail(mailoutbox):
    """Let the worker do what is waiting; the mails that it sent."""

    def work():
        before = len(mailoutbox)
        call_command("db_worker", batch=True, interval=0, startup_delay=False, verbosity=0)
        return mailoutbox[before:]

    return work


@pytest.fixture
def subscribe(send_mail):
    """Fills in the form and returns what the mails say that were sent for it."""

    def fill_in(email="ada@example.org", about="paper", pace="daily", **more):
        answer = Client(**more).post(
            "/letter/",
            f"email={email}&about={about}&pace={pace}".replace("@", "%40"),
            content_type="application/x-www-form-urlencoded",
        )
        assert (answer.status_code, answer.get("Location")) == (303, "/letter/?sent")
        return send_mail()

    return fill_in


@pytest.fixture
def subscriber():
    def make(email="ada@example.org", pace="daily", **about):
        yesterday = timezone.now() - timedelta(days=1)
        return Subscription.objects.create(
            email=email, pace=pace, confirmed_at=yesterday, sent_until=yesterday, made_at=yesterday, **about
        )

    return make


@pytest.fixture
def at_six(send_mail, time_machine):
    """The mails that went out by then."""

    def go(moment=SIX):
        time_machine.move_to(moment)
        begin_due_editions()
        return send_mail()

    return go


def link_in(mail, word):
    return re.search(rf"https?://[^/]+(/letter/{word}/\S+)", mail.body)[1]


# Opting in, twice ---------------------------------------------------------------------------------------------------


def test_nothing_is_sent_before_the_address_has_confirmed(subscribe, make_article, at_six):
    [question] = subscribe()
    assert question.to == ["ada@example.org"]
    make_article(published_at=timezone.now())
    assert at_six() == []
    page = Client().get(link_in(question, "confirm"))
    assert "Yes, send it" in page.text
    assert not Subscription.objects.confirmed().exists()  # a program that opens links confirms nothing
    assert "Done." in Client().post(link_in(question, "confirm")).text
    make_article(published_at=timezone.now() + timedelta(hours=1))
    [letter] = at_six("2030-03-05 06:01Z")
    assert letter.to == ["ada@example.org"]


def test_the_answer_is_the_same_for_an_address_that_has_the_letter(subscribe, subscriber):
    subscriber()
    first = Client().post("/letter/", {"email": "ada@example.org", "about": "paper", "pace": "weekly"})
    second = Client().post("/letter/", {"email": "eve@example.org", "about": "paper", "pace": "weekly"})
    assert first.status_code == second.status_code == 303
    assert first["Location"] == second["Location"]
    assert dict(first.headers) == dict(second.headers)


def test_another_pace_takes_a_confirmation_too(subscribe, subscriber):
    row = subscriber()
    [question] = subscribe(pace="weekly")
    row.refresh_from_db()
    assert row.pace == "daily"
    Client().post(link_in(question, "confirm"))
    row.refresh_from_db()
    assert row.pace == "weekly"
    assert Subscription.objects.count() == 1


def test_a_link_that_is_too_old_or_cut_off_says_so(subscribe, time_machine):
    [question] = subscribe()
    link = link_in(question, "confirm")
    assert Client().get(f"{link[:-4]}/").status_code == 410
    time_machine.move_to(timezone.now() + CONFIRM_WITHIN + timedelta(hours=1))
    assert Client().post(link).status_code == 410
    assert not Subscription.objects.confirmed().exists()
    assert Client().post("/letter/unsubscribe/1:forged/").status_code == 404


def test_an_address_is_asked_three_times_an_hour_at_most_and_the_answer_does_not_tell(subscribe):
    assert [len(subscribe()) for _ in range(5)] == [1, 1, 1, 0, 0]


def test_a_network_that_asks_for_many_addresses_has_to_wait(subscribe):
    for number in range(20):
        subscribe(email=f"reader{number}@example.org")
    answer = Client().post("/letter/", {"email": "one@example.org", "about": "paper", "pace": "daily"})
    assert (answer.status_code, answer["Retry-After"]) == (429, "3600")
    assert "one@example.org" in answer.text  # nothing typed is lost


def test_an_address_that_never_confirms_is_forgotten(subscribe, time_machine):
    subscribe()
    time_machine.move_to(timezone.now() + CONFIRM_WITHIN + timedelta(hours=1))
    call_command("forget_traces", verbosity=0)
    assert not Subscription.objects.exists()


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        ({"about": "paper", "pace": "daily"}, "Please enter email address."),
        ({"email": "ada@example.org", "about": "section-none", "pace": "daily"}, "Please choose."),
        ({"email": "ada@example.org", "about": "topic-\0", "pace": "daily"}, "Please choose."),
        ({"email": "ada@example.org", "about": "paper", "pace": "hourly"}, "Please choose."),
        ({"email": ["ada@example.org", "eve@example.org"], "about": "paper", "pace": "daily"}, "more than once"),
    ],
)
def test_bad_input_is_answered_at_its_field_and_stays(section, sent, says):
    answer = Client().post("/letter/", sent)
    assert answer.status_code == 422
    assert says in answer.text
    assert not Subscription.objects.exists()


@pytest.mark.parametrize("named", ["topic-%00", "person-", "topic-none", "section-x", "%FF", "topic-" + "x" * 9000])
def test_an_address_that_names_nothing_offers_the_paper(section, named):
    page = Client().get(f"/letter/?about={named}")
    assert page.status_code == 200
    assert '<option value="paper" selected>' in page.text


@pytest.mark.parametrize("kind", ["section", "topic", "person"])
def test_each_list_leads_to_the_letter_about_it(make_article, kind):
    article = make_article()
    article.topics.add(Topic.objects.create(name="Tides", slug="tides"))
    article.byline_set.create(person=Person.objects.create(name="Ada", slug="ada"))
    place = {"section": article.section, "topic": article.topics.get(), "person": article.byline_set.get().person}[kind]
    link = f"/letter/?about={kind}-{place.slug}"
    assert f'href="{link}"' in Client().get(place.get_absolute_url()).text
    assert f'<option value="{kind}-{place.slug}" selected>{place}</option>' in Client().get(link).text


def test_a_form_of_another_site_subscribes_nobody():
    answer = Client(HTTP_ORIGIN="https://elsewhere.example").post(
        "/letter/", {"email": "ada@example.org", "about": "paper", "pace": "daily"}
    )
    assert answer.status_code == 403
    assert not Subscription.objects.exists()


# What is in it ------------------------------------------------------------------------------------------------------


def test_each_letter_tells_what_is_new_in_what_it_is_about(subscriber, make_article, at_six):
    tides, ada = Topic.objects.create(name="Tides", slug="tides"), Person.objects.create(name="Ada", slug="ada")
    other = Section.objects.create(name="Other", slug="other")
    article = make_article(headline="In all of them", published_at=timezone.now())
    article.topics.add(tides)
    article.byline_set.create(person=ada)
    make_article(headline="In another section", section=other, published_at=timezone.now())
    make_article(headline="Too old", published_at=timezone.now() - timedelta(days=3))
    make_article(headline="Not public", published_at=None)
    make_article(headline="Due later", published_at=timezone.now() + timedelta(days=1))
    gone = make_article(headline="Withdrawn since", published_at=timezone.now())
    gone.withdraw(account("Editor"), "It was wrong.")
    gone.save()
    for number, about in enumerate([{}, {"section": article.section}, {"topic": tides}, {"person": ada}]):
        subscriber(email=f"reader{number}@example.org", **about)
    subscriber(email="none@example.org", topic=Topic.objects.create(name="Void", slug="void"))
    letters = {mail.to[0]: mail for mail in at_six()}
    headlines = ["In all of them", "In another section", "Too old", "Not public", "Due later", "Withdrawn since"]
    told = {to: [words for words in headlines if words in mail.body] for to, mail in letters.items()}
    assert told == {
        "reader0@example.org": ["In all of them", "In another section"],
        "reader1@example.org": ["In all of them"],
        "reader2@example.org": ["In all of them"],
        "reader3@example.org": ["In all of them"],
    }
    assert Edition.objects.get().empty == 1


def test_each_headline_says_how_the_article_was_made_in_both_forms(subscriber, make_article, at_six):
    make_article(headline="By a machine", ai_use="generated", published_at=timezone.now())
    subscriber()
    [letter] = at_six()
    html = letter.alternatives[0][0]
    assert re.search(r"By a machine\nContent created by AI\. ", letter.body)
    assert re.search(r"By a machine</a></h2>\s*<p class=\"small\"><strong>Content created by AI</strong>", html)


def test_the_letter_loads_nothing_and_tracks_no_link(subscriber, make_article, at_six):
    article = make_article(published_at=timezone.now())
    subscriber()
    [letter] = at_six()
    html = letter.alternatives[0][0]
    assert not re.search(r"<img|<script|<link|url\(", html)
    links = {re.sub(r"^https?://[^/]+", "", link) for link in re.findall(r'href="([^"]+)"', html)}
    unsubscribe = link_in(letter, "unsubscribe")
    assert links == {"/", article.get_absolute_url(), unsubscribe}


def test_the_weekly_letter_comes_on_monday_alone(subscriber, make_article, at_six):
    subscriber(pace="weekly")
    make_article(published_at=timezone.now())
    [_letter] = at_six()
    make_article(published_at=timezone.now() + timedelta(hours=1))
    assert at_six("2030-03-05 06:10Z") == []
    assert len(at_six("2030-03-11 06:10Z")) == 1


def test_a_letter_takes_the_same_queries_for_one_article_and_for_many(
    subscriber, make_article, django_assert_num_queries
):
    row = subscriber()
    for number in range(12):
        make_article(headline=f"Number {number}", published_at=timezone.now())
        if number in (0, 11):
            with django_assert_num_queries(3):  # the articles; the name of the site, in the subject and in the frame
                news_mail(row, timezone.now())


# Unsubscribing ------------------------------------------------------------------------------------------------------


def test_one_click_in_the_mail_program_ends_it_and_deletes_the_address(subscriber, make_article, at_six):
    make_article(published_at=timezone.now())
    subscriber()
    [letter] = at_six()
    header = letter.extra_headers["List-Unsubscribe"]
    assert letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    link = link_in(letter, "unsubscribe")
    assert header.endswith(f"{link}>")
    assert "Do you want to stop this letter?" in Client().get(link).text
    assert Subscription.objects.count() == 1
    for _twice in range(2):
        done = Client(enforce_csrf_checks=True).post(link, "List-Unsubscribe=One-Click", content_type="text/plain")
        assert (done.status_code, "You’re unsubscribed" in done.text) == (200, True)
        assert not Subscription.objects.exists()
    assert "You’re unsubscribed" in Client().get(link).text


def test_who_has_their_address_erased_gets_no_letter_and_who_asks_is_told(subscriber):
    subscriber(email="Ada+news@example.org")
    [held] = held_about("ada@example.org")["subscriptions"]
    assert (held["about"], held["email"]) == ("The whole paper", "Ada+news@example.org")
    erase_address("ada@example.org")
    assert not Subscription.objects.exists()


# Never twice --------------------------------------------------------------------------------------------------------


def test_every_address_gets_it_once_however_often_the_tasks_run(subscriber, make_article, at_six, monkeypatch):
    monkeypatch.setattr(editions, "BATCH", 2)
    for number in range(5):
        subscriber(email=f"reader{number}@example.org")
    make_article(published_at=timezone.now())
    assert sorted(mail.to[0] for mail in at_six()) == [f"reader{number}@example.org" for number in range(5)]
    assert at_six("2030-03-04 07:00Z") == []
    edition = Edition.objects.get()
    send_edition.call(edition.pk)
    assert at_six("2030-03-04 08:00Z") == []
    edition.refresh_from_db()
    assert (edition.begun, edition.sent, edition.refused, edition.unsure) == (5, 5, 0, 0)
    assert edition.finished_at


def test_a_worker_that_was_away_tells_the_next_day_what_it_missed(subscriber, make_article, at_six):
    subscriber()
    make_article(headline="Of Monday", published_at=timezone.now())
    [letter] = at_six("2030-03-06 09:00Z")
    assert "Of Monday" in letter.body


def test_a_mail_server_that_is_down_gets_all_of_it_later(
    subscriber, make_article, send_mail, settings, time_machine, mail_server
):
    subscriber()
    make_article(published_at=timezone.now())
    settings.EMAIL_PORT = 1  # nothing listens there
    time_machine.move_to(SIX)
    begin_due_editions()
    send_mail()
    assert Edition.objects.get().begun == 0
    settings.EMAIL_PORT = mail_server.server_address[1]
    time_machine.move_to(timezone.now() + RETRY_AFTER[0] + timedelta(minutes=1))
    send_mail()
    assert len(mail_server.mails) == 1
    assert Edition.objects.get().sent == 1


def test_an_address_that_the_server_refuses_stops_no_other(
    subscriber, make_article, send_mail, time_machine, mail_server
):
    subscriber(email="one@example.org")
    subscriber(email="two@example.org")
    make_article(published_at=timezone.now())
    mail_server.answer_to_recipient = "550 no such user"
    time_machine.move_to(SIX)
    begin_due_editions()
    send_mail()
    edition = Edition.objects.get()
    assert (edition.begun, edition.refused, edition.sent) == (2, 2, 0)


def test_a_mail_that_the_server_may_have_taken_is_not_sent_again(
    subscriber, make_article, send_mail, time_machine, mail_server
):
    for number in range(3):
        subscriber(email=f"reader{number}@example.org")
    make_article(published_at=timezone.now())
    mail_server.breaks_off = 1
    time_machine.move_to(SIX)
    begin_due_editions()
    send_mail()
    edition = Edition.objects.get()
    assert (edition.begun, edition.sent, edition.unsure) == (3, 2, 1)
    assert sorted(mail["To"] for mail in mail_server.mails) == [f"reader{number}@example.org" for number in range(3)]


# The database -------------------------------------------------------------------------------------------------------


def test_the_database_holds_one_subscription_of_an_address_to_one_thing(subscriber):
    subscriber(email="ada@example.org")
    with pytest.raises(IntegrityError, match="subscription_once_for_an_address"):
        subscriber(email="ADA+x@example.org")


def test_the_database_lets_a_subscription_be_about_one_thing(subscriber, section):
    with pytest.raises(IntegrityError, match="subscription_about_one_thing"):
        subscriber(section=section, topic=Topic.objects.create(name="Tides", slug="tides"))
