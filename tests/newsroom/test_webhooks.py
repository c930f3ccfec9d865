"""Other programs are told of articles and comments: signed, once for each change, never of what was rolled back."""

import base64
import hashlib
import hmac
import json
from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from articles.models import Article, Byline, Correction, Person, Source, Topic
from newsroom.models import Webhook, WebhookDelivery, WebhookEvent
from newsroom.webhooks import sending
from newsroom.webhooks.sending import SendError, post
from newsroom.webhooks.spreading import spread_events
from newsroom.webhooks.webhook import GIVES_UP_AFTER, OVERLAP, Event
from newsroom.webhooks.webhook_delivery import BODY_LASTS, LOG_LASTS, RETRY_AFTER, send_webhook
from tests.newsroom.receiver import Receiver
from tests.staff import account, publish, signed_in
from web import public_address
from web.public_address import checked_url, is_allowed

pytestmark = pytest.mark.django_db
LIST = "/admin/newsroom/webhook/"


@pytest.fixture
def receiver(settings):
    settings.WEBHOOKS_TO_LOOPBACK = True
    with Receiver() as receiver:
        yield receiver


@pytest.fixture
def webhook(receiver):
    webhook = Webhook(name="Our app", url=receiver.url, events=Event.values)
    webhook.issue_secret()
    webhook.save()
    return webhook


def work():
    """Do what the worker does."""
    while spread_events():
        pass
    for result in DBTaskResult.objects.ready():
        arguments = result.args_kwargs["args"]
        result.delete()
        result.task.func(*arguments)


def told(receiver):
    """The types of what arrived, in order."""
    work()
    return [json.loads(body)["type"] for _headers, body in receiver.got]


def verified(secret, headers, body):
    """Whether one of the signatures is of secret, as the standard has it."""
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    digest = hmac.new(base64.b64decode(secret.removeprefix("whsec_")), signed, hashlib.sha256).digest()
    return f"v1,{base64.b64encode(digest).decode()}" in headers["webhook-signature"].split()


@pytest.mark.django_db(transaction=True)
def test_each_step_of_an_article_and_each_decision_is_told(receiver, webhook, make_article, make_comment):
    article = make_article(published_at=None, slug="tea")
    assert told(receiver) == []
    article.publish(by=account("Editor"))
    article.save()
    assert told(receiver) == ["article.published"]
    Article.objects.filter(pk=article.pk).update(headline="Another")
    Article.objects.filter(pk=article.pk).update(sent_back_at=None)  # no reader sees that
    assert told(receiver)[1:] == ["article.updated"]
    receiver.got.pop()
    Byline.objects.create(article=article, person=Person.objects.create(name="Ada", slug="ada"))
    assert told(receiver)[1:] == ["article.updated"]
    Correction.objects.create(article=article, text="It is green.")
    assert told(receiver)[2:] == ["article.corrected"]
    comment = make_comment(article, email="secret-reader@example.org", message="My secret words")
    comment.publish(by=account("Moderator"))
    comment.reject()
    assert told(receiver)[3:] == ["comment.decided"] * 2
    article.refresh_from_db()
    article.withdraw(by=account("Editor"), reason="It was wrong.")
    article.save()
    assert told(receiver)[5:] == ["article.withdrawn"]
    messages = [json.loads(body) for _headers, body in receiver.got]
    assert messages[0]["data"]["slug"] == "tea"
    assert messages[0]["data"]["making"]["level"] == "human"
    assert messages[2]["data"]["corrections"][0]["text"] == "It is green."
    assert [message["data"]["decision"] for message in messages[3:5]] == ["published", "rejected"]
    assert messages[5]["data"]["reason"] == "It was wrong."
    assert "secret" not in "".join(body.decode() for _headers, body in receiver.got)
    assert len({headers["webhook-id"] for headers, _body in receiver.got}) == 6
    assert all(verified(webhook.secret, headers, body) for headers, body in receiver.got)
    assert not WebhookEvent.objects.exists()


def test_a_change_at_the_desk_is_told_once(receiver, webhook, make_article):
    editor = account("Editor")
    draft = make_article(published_at=None, created_by=editor)
    publish(signed_in(editor), draft)
    assert told(receiver) == ["article.published"]
    with transaction.atomic():
        for headline in ("One", "Two"):
            Article.objects.filter(pk=draft.pk).update(headline=headline)
    assert told(receiver)[1:] == ["article.updated"]
    another = make_article()
    Byline.objects.create(article=another, person=Person.objects.create(name="Ada", slug="ada"))
    assert told(receiver)[2:] == ["article.published"]


@pytest.mark.django_db(transaction=True)
def test_a_change_of_topics_sources_or_bylines_alone_is_told(receiver, webhook, make_article):
    article, draft, withdrawn = make_article(), make_article(published_at=None), make_article()
    topic, person = Topic.objects.create(name="Tea", slug="tea"), Person.objects.create(name="Ada", slug="ada")
    withdrawn.withdraw(by=account("Editor"), reason="It was wrong.")
    withdrawn.save()
    work()
    receiver.got.clear()
    source = article.sources.create(title="A book")
    byline = Byline.objects.create(article=article, person=person)
    steps = [
        lambda: article.topics.add(topic),
        lambda: Source.objects.filter(pk=source.pk).update(title="Another book"),
        lambda: Byline.objects.filter(pk=byline.pk).update(position=3),
        lambda: (source.delete(), byline.delete(), article.topics.clear()),
    ]
    assert told(receiver) == ["article.updated"] * 2
    for step in steps:
        receiver.got.clear()
        with transaction.atomic():
            step()
        assert told(receiver) == ["article.updated"]
    receiver.got.clear()
    for other in (draft, withdrawn):
        other.topics.add(topic)
        other.sources.create(title="A book")
        Byline.objects.create(article=other, person=person)
    Source.objects.update(title="A book")  # which they say already
    assert told(receiver) == []


@pytest.mark.django_db(transaction=True)
def test_parts_that_come_with_an_article_are_told_with_it_or_not_at_all(receiver, webhook, make_article):
    for days, told_of in ((0, ["article.published"]), (30, [])):
        receiver.got.clear()
        with transaction.atomic():
            article = make_article(published_at=timezone.now() - timedelta(days=days))
            article.topics.add(Topic.objects.create(name=f"Tea {days}", slug=f"tea-{days}"))
            article.sources.create(title="A book")
            Byline.objects.create(article=article, person=Person.objects.create(name="A", slug=f"a-{days}"))
        assert told(receiver) == told_of


def test_an_archive_that_is_imported_is_no_news(receiver, webhook, make_article, make_comment):
    article = make_article(published_at=timezone.now() - timedelta(days=30))
    make_comment(article).publish(at=timezone.now() - timedelta(days=29))
    assert told(receiver) == []
    Article.objects.filter(pk=article.pk).update(headline="Another")
    assert told(receiver) == ["article.updated"]


def test_what_is_rolled_back_is_not_told(receiver, webhook, make_article):
    with transaction.atomic():
        make_article()
        transaction.set_rollback(True)
    assert told(receiver) == []


def test_a_scheduled_article_is_told_when_its_moment_comes_and_not_before(receiver, webhook, make_article):
    soon = timezone.now() + timedelta(hours=1)
    article, moved = make_article(published_at=soon), make_article(published_at=soon)
    later = Webhook.objects.create(
        name="Came later", url=receiver.url, events=["article.published"], secret="whsec_YQ=="
    )
    Article.objects.filter(pk=moved.pk).update(published_at=soon + timedelta(hours=1))
    make_article(published_at=soon).delete()
    assert told(receiver) == []
    with time_machine.travel(soon + timedelta(minutes=1)):
        assert told(receiver) == ["article.published"] * 2
        assert {each.webhook_id for each in WebhookDelivery.objects.all()} == {webhook.pk, later.pk}
        assert {json.loads(body)["data"]["id"] for _headers, body in receiver.got} == {article.pk}
    with time_machine.travel(soon + timedelta(hours=2)):
        assert told(receiver)[2:] == ["article.published"] * 2


def test_a_receiver_hears_what_it_chose_and_nothing_while_it_is_off(receiver, webhook, make_article, make_comment):
    Webhook.objects.update(events=["comment.decided"])
    make_comment().publish()
    assert told(receiver) == ["comment.decided"]
    Webhook.objects.update(is_on=False)
    make_comment().publish()
    assert told(receiver) == ["comment.decided"]
    assert not WebhookEvent.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_the_worker_sends_what_was_committed(receiver, webhook, make_article):
    make_article()
    call_command("db_worker", batch=True, interval=0, startup_delay=False, verbosity=0)
    assert [json.loads(body)["type"] for _headers, body in receiver.got] == ["article.published"]
    assert not DBTaskResult.objects.failed().exists()


def test_what_fails_is_tried_again_later_each_time_and_then_given_up(receiver, webhook, make_article):
    receiver.status = 500
    make_article()
    now = timezone.now()
    for number, wait in enumerate([timedelta(), *RETRY_AFTER]):
        now += wait + timedelta(seconds=1)
        with time_machine.travel(now, tick=False):
            work()
        assert len(receiver.got) == number + 1
        delivery = WebhookDelivery.objects.get()
        assert (delivery.attempts, delivery.answer) == (number + 1, 500)
        assert delivery.fault == "The receiver answered 500."
    assert delivery.state == "failed"
    assert len({(headers["webhook-id"], body) for headers, body in receiver.got}) == 1
    webhook.refresh_from_db()
    assert (webhook.is_on, webhook.stopped) == (False, "The receiver answered 500.")


def test_a_receiver_that_only_fails_is_switched_off_and_the_desk_says_why(receiver, webhook, make_article):
    receiver.status = 503
    make_article()
    work()
    webhook.refresh_from_db()
    assert (webhook.is_on, bool(webhook.failing_since)) == (True, True)
    receiver.status = 200
    make_article()
    work()
    webhook.refresh_from_db()
    assert webhook.failing_since is None
    receiver.status = 503
    make_article()
    work()
    with time_machine.travel(timezone.now() + GIVES_UP_AFTER + timedelta(minutes=1)):
        work()
    webhook.refresh_from_db()
    assert not webhook.is_on
    desk = signed_in(account("Administrator"))
    assert "The receiver answered 503." in desk.get(f"{LIST}{webhook.pk}/change/").text
    fields = {"name": "Our app", "url": webhook.url, "events": Event.values, "is_on": "on"}
    desk.post(f"{LIST}{webhook.pk}/change/", fields)
    webhook.refresh_from_db()
    assert (webhook.is_on, webhook.stopped, webhook.failing_since) == (True, "", None)


def test_a_receiver_that_says_gone_is_switched_off_at_once(receiver, webhook, make_article):
    receiver.status = 410
    make_article()
    work()
    webhook.refresh_from_db()
    assert (webhook.is_on, WebhookDelivery.objects.get().state) == (False, "failed")


def test_no_redirect_is_followed(receiver, webhook, make_article):
    receiver.status, receiver.headers = 302, {"Location": receiver.url}
    make_article()
    work()
    assert len(receiver.got) == 1
    assert WebhookDelivery.objects.get().answer == 302


def test_a_slow_answer_is_not_waited_for_and_a_long_one_not_read(receiver):
    receiver.silent_for = 3
    with pytest.raises(SendError, match="No answer"):
        post(receiver.url, b"{}", {}, seconds=0.2)
    receiver.silent_for, receiver.length = 0, sending.LONGEST_ANSWER * 20
    assert post(receiver.url, b"{}", {}) == 204


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.0.0.1", "172.16.3.4", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.1", "224.0.0.1",
        "255.255.255.255", "::1", "::", "fe80::1%eth0", "fc00::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1",
        "64:ff9b::7f00:1", "2002:7f00:1::", "2001:0:7f00:1::", "ff02::1", "no address",
    ],
)  # fmt: skip
def test_no_address_of_a_private_network_is_sent_to(address):
    assert not is_allowed(address)


def test_a_name_that_leads_to_a_private_address_too_is_refused_and_no_name_is_looked_up_twice(monkeypatch):
    """The second answer of a name server may differ: what was checked is what is connected to."""
    answers, connected = [["93.184.216.34", "10.0.0.1"], ["93.184.216.34"], ["10.0.0.1"]], []

    def look_up(host, port, **kinds):
        return [(2, 1, 6, "", (address, port)) for address in answers.pop(0)]

    def connect(place, timeout):
        connected.append(place)
        raise ConnectionRefusedError

    monkeypatch.setattr(public_address.socket, "getaddrinfo", look_up)
    monkeypatch.setattr(sending.socket, "create_connection", connect)
    with pytest.raises(SendError, match="private"):
        post("https://rebinding.example/", b"{}", {})
    assert connected == []
    with pytest.raises(SendError, match="ConnectionRefused"):
        post("https://rebinding.example/", b"{}", {})
    assert connected == [("93.184.216.34", 443)]
    with pytest.raises(SendError, match="private"):
        post("https://rebinding.example/", b"{}", {})


@pytest.mark.parametrize(
    "url",
    [
        "http://app.example/", "ftp://app.example/", "https://", "https:///x", "app.example", "https://a b.example/",
        "https://user:word@app.example/", "https://app.example/#x", "https://localhost/", "https://db.internal/",
        "https://127.1/", "https://2130706433/", "https://0x7f000001/", "https://[::1]/", "https://app.example:99999/",
        "https://app.example:0/", "https://[", "https://10.0.0.1:8000/", "https://localhost./", "javascript:alert(1)",
        "https://app.example/\\x", "",
    ],
)  # fmt: skip
def test_an_address_that_cannot_be_is_refused_at_the_desk_in_words(url):
    with pytest.raises(ValidationError):
        checked_url(url)
    desk = signed_in(account("Administrator"))
    page = desk.post(f"{LIST}add/", {"name": "x", "url": url, "events": ["article.published"], "is_on": "on"})
    assert (page.status_code, "errorlist" in page.text) == (200, True)
    assert not Webhook.objects.exists()


def test_a_secret_is_shown_once_and_a_new_one_overlaps_with_the_former(receiver, make_article):
    desk = signed_in(account("Administrator"))
    fields = {"name": "Our app", "url": receiver.url, "events": Event.values, "is_on": "on"}
    shown = desk.post(f"{LIST}add/", fields)
    webhook = Webhook.objects.get()
    former = webhook.secret
    assert former in shown.text
    assert "no-store" in shown["Cache-Control"]
    for page in (LIST, f"{LIST}{webhook.pk}/change/", f"{LIST}{webhook.pk}/history/", f"{LIST}{webhook.pk}/rotate/"):
        assert former not in desk.get(page).text
    page = desk.post(f"{LIST}{webhook.pk}/rotate/")
    webhook.refresh_from_db()
    assert webhook.secret in page.text
    assert former not in page.text
    make_article()
    work()
    with time_machine.travel(timezone.now() + OVERLAP + timedelta(minutes=1)):
        make_article()
        work()
    (headers, body), (later, later_body) = receiver.got
    assert verified(webhook.secret, headers, body)
    assert verified(former, headers, body)
    assert verified(webhook.secret, later, later_body)
    assert not verified(former, later, later_body)


def test_an_administrator_reads_what_was_sent_and_sends_it_again(receiver, webhook, make_article):
    make_article(headline="On tea")
    work()
    delivery = WebhookDelivery.objects.get()
    desk = signed_in(account("Administrator"))
    page = f"/admin/newsroom/webhookdelivery/{delivery.pk}/"
    assert "On tea" in desk.get(f"{page}change/").text
    desk.get(f"{page}resend/")
    work()
    assert len(receiver.got) == 1
    desk.post(f"{page}resend/")
    work()
    desk.post("/admin/newsroom/webhookdelivery/", {"action": "send_again", "_selected_action": [delivery.pk]})
    work()
    assert len({(headers["webhook-id"], body) for headers, body in receiver.got}) == 1
    assert len(receiver.got) == 3
    assert signed_in(account("Editor")).post(f"{page}resend/").status_code == 403
    send_webhook.func(delivery.pk)
    assert len(receiver.got) == 3


def test_contents_are_kept_for_a_time_and_the_log_for_longer(receiver, webhook, make_article):
    make_article()
    work()
    with time_machine.travel(timezone.now() + BODY_LASTS + timedelta(days=1)):
        call_command("forget_traces", verbosity=0)
        delivery = WebhookDelivery.objects.get()
        assert (delivery.body, delivery.state, delivery.may_be_sent_again) == ("", "delivered", False)
    with time_machine.travel(timezone.now() + LOG_LASTS + timedelta(days=1)):
        call_command("forget_traces", verbosity=0)
        assert not WebhookDelivery.objects.exists()


def test_the_database_takes_no_webhook_without_a_secret_or_with_an_unknown_event():
    for wrong in ({"secret": ""}, {"events": ["article.eaten"]}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Webhook.objects.create(**{"name": "x", "url": "https://a.example/", "secret": "whsec_YQ==", **wrong})
