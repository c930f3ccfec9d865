"""What a machine hands in is a draft by the person who answers for it, and never anything else."""

import json

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from articles.models import Article, DisclosureEvent, Image, IntakeToken, MachineDraft
from tests.articles.intake import ADDRESS, Machine, draft, picture, pointers
from tests.pictures import rendered
from tests.staff import signed_in
from web.signed_writes import signed

pytestmark = pytest.mark.django_db


@pytest.fixture
def machine(section):
    return Machine()


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


def test_what_a_machine_hands_in_is_a_draft_by_the_person_who_answers_for_it(machine, client, settings):
    answer = machine.hand_in(standfirst="As every day.", note="Wrote it.", prompt_digest="ab" * 32)
    assert answer.status_code == 201
    article = Article.objects.get()
    assert answer.json() == {
        "id": article.pk,
        "state": "draft",
        "level": "ai_generated",
        "desk": f"{settings.SITE_URL}/admin/articles/article/{article.pk}/change/",
        "received_at": article.machine_draft.received_at.isoformat(),
    }
    assert answer["Location"] == answer.json()["desk"]
    assert (article.state, article.ai_use, article.ai_system) == ("draft", "generated", "Example Writer 3")
    assert (article.headline, article.body, article.standfirst) == (
        "The tide comes in",
        "<p>Twice a day.</p>",
        "As every day.",
    )
    assert article.created_by == article.generated_by == machine.responsible
    assert [(each.title, each.publisher, each.address) for each in article.sources.all()] == [
        ("Tide tables", "The harbour", "https://example.org/tides")
    ]
    record = MachineDraft.objects.get()
    assert (record.token, record.prompt_digest) == (machine.token, "ab" * 32)
    assert record.generated_at.isoformat() == "2026-03-01T09:30:00+00:00"
    assert client.get(article.get_absolute_url()).status_code == 404


def test_the_log_and_the_history_name_the_responsible_person_and_the_system(machine):
    machine.hand_in()
    article = Article.objects.get()
    events = DisclosureEvent.objects.filter(article=article).order_by("number")
    assert [(each.kind, each.account, each.level, each.words) for each in events] == [
        ("created", machine.responsible, "ai_generated", ""),
        ("stated", machine.responsible, "ai_generated", "Example Writer 3"),
    ]
    assert article.history.get().history_user == machine.responsible
    assert article.history.get().history_change_reason == "Handed in by a machine"


def test_a_browser_session_sent_along_is_not_looked_at(machine):
    browser = signed_in(Machine(group="Editor").responsible)
    answer = machine.send(b'{"headline": 1}', client=browser)
    assert answer.status_code == 422
    assert browser.post(ADDRESS, draft(), content_type="application/json").status_code == 401
    answer = machine.hand_in()
    assert not answer.cookies
    assert "Cookie" not in answer.get("Vary", "")
    browser.post(
        ADDRESS,
        json.dumps(draft(headline="By the token")),
        content_type="application/json",
        headers={"Authorization": f"Bearer {machine.words}"},
    )
    article = Article.objects.get(headline="By the token")
    assert article.history.get().history_user == machine.responsible


@pytest.mark.parametrize("ai_use", ["none", "", "human", None, 1])
def test_less_ai_than_assisted_cannot_be_claimed(machine, ai_use):
    raw = draft(ai_use="x") | {"ai_use": ai_use}
    answer = machine.hand_in(**raw) if ai_use is not None else machine.hand_in(ai_use="None")
    assert answer.status_code == 422
    assert pointers(answer) == ["#/ai_use"]
    assert not Article.objects.exists()


@pytest.mark.parametrize("ai_use", ["generated", "assisted"])
def test_who_answers_for_the_token_never_checks_what_came_in_by_it(machine, ai_use):
    machine.hand_in(ai_use=ai_use)
    article = Article.objects.get()
    assert article.level.key == {"generated": "ai_generated", "assisted": "ai_assisted"}[ai_use]
    article.review(by=Machine(group="Editor").responsible.person, scope=["facts"])
    article.reviewed_by = machine.responsible.person
    with pytest.raises(IntegrityError, match="article_reviewer_did_not_generate"), transaction.atomic():
        article.save()


@pytest.mark.parametrize(
    "field", ["published_at", "slug", "id", "reviewed_by", "reviewed_at", "created_by", "generated_by", "state"]
)
def test_there_is_no_field_by_which_a_machine_could_publish_check_or_change_anything(machine, field):
    machine.hand_in()
    answer = machine.hand_in(**{field: "1"})
    assert (answer.status_code, pointers(answer)) == (422, [f"#/{field}"])
    assert Article.objects.count() == 1


@pytest.mark.parametrize("method", ["get", "put", "patch", "delete", "head", "options", "trace"])
def test_nothing_can_be_read_or_changed_through_the_intake(machine, client, method):
    headers = {"Authorization": f"Bearer {machine.words}"}
    machine.hand_in()
    answer = getattr(client, method)(ADDRESS, headers=headers)
    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    for address in (f"{ADDRESS}{Article.objects.get().pk}/", "/api/"):
        answer = getattr(client, method)(address, headers=headers)
        assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")
    # The address of an article for reading, which this draft has not.
    answer = getattr(client, method)(f"{ADDRESS}{Article.objects.get().slug}", headers=headers)
    assert answer.status_code == {"get": 404, "head": 404, "options": 204}.get(method, 405)


def test_the_database_takes_a_machines_draft_only_as_a_draft_by_ai(machine, make_article):
    rest = {"token": machine.token, "system": "Example Writer", "generated_at": timezone.now()}
    for article in (
        make_article(ai_use="generated", created_by=machine.responsible),
        make_article(ai_use="none", published_at=None, created_by=machine.responsible),
        make_article(ai_use="", published_at=None),
        make_article(ai_use="generated", published_at=None),
    ):
        with pytest.raises(IntegrityError, match="machine_draft_is_a_draft_by_ai"), transaction.atomic():
            MachineDraft.objects.create(article=article, **rest)


def test_nobody_talks_down_a_machines_draft_without_a_reason(machine):
    machine.hand_in()
    with (
        pytest.raises(IntegrityError, match="article_less_ai_needs_a_reason"),
        transaction.atomic(),
        signed(machine.responsible),
    ):
        Article.objects.update(ai_use="none")


# The text -------------------------------------------------------------------------------------------------------------


def test_a_body_in_markdown_or_html_is_cleaned_as_at_the_desk(machine):
    machine.hand_in(body="# One\n\n*Two* <b onclick=x()>2</b>\n\n| a | b |\n|--|--|\n| 1 | 2 |\n\n```\nx = 1\n```")
    article = Article.objects.get()
    assert "<h2>One</h2>" in article.body
    assert "<em>Two</em>" in article.body
    assert "<table>" in article.body
    assert "<pre><code>x = 1</code></pre>" in article.body
    assert "onclick" not in article.body

    machine.hand_in(
        headline="Html",
        body_format="html",
        body='<div onclick="x()">One <strong style="color: red">two</strong></div><div>three</div>',
    )
    assert Article.objects.get(headline="Html").body == "<p>One <strong>two</strong></p><p>three</p>"


@pytest.mark.parametrize(
    ("body", "form", "words"),
    [
        ("One\n\n![x](https://spy.example/x.png)", "markdown", "Line 3: A picture (https://spy.example/x.png)"),
        ("One\n\n{{ site.title }}", "markdown", "Line 3: “{{ site.title }}” is a template tag."),
        ("<p>One</p>\n<iframe src=x></iframe>", "html", "Line 2: A frame (<iframe>)"),
        ("<script>alert(1)</script>", "html", "Line 1: A script (<script>)"),
        ("<!-- nothing -->", "markdown", "Nothing is left of the text"),
    ],
)
def test_a_body_of_which_something_would_be_lost_is_refused_with_the_line(machine, body, form, words):
    answer = machine.hand_in(body=body, body_format=form)
    assert pointers(answer) == ["#/body"]
    assert answer.json()["errors"][0]["detail"].startswith(words)


def test_two_drafts_with_one_headline_get_an_address_each(machine):
    machine.hand_in()
    machine.hand_in()
    assert set(Article.objects.values_list("slug", flat=True)) == {"the-tide-comes-in", "the-tide-comes-in-2"}


# System and version ---------------------------------------------------------------------------------------------------


def test_a_token_speaks_for_its_system_only(machine):
    answer = machine.hand_in(system="Somebody Else", version="9")
    assert pointers(answer) == ["#/system", "#/version"]
    assert machine.hand_in(system="Example Writer", version="3").status_code == 201


def test_a_token_without_a_version_leaves_it_to_the_draft(section):
    machine = Machine(version="")
    machine.hand_in(version="2026-03")
    assert Article.objects.get().ai_system == "Example Writer 2026-03"


# Pictures -------------------------------------------------------------------------------------------------------------


def test_pictures_come_with_their_words_and_the_first_leads(machine):
    drawn = {"alt": "A harbour", "digital_source_type": "trainedAlgorithmicMedia", "caption": "Tide", "credit": "X"}
    drawn |= {"system": "Example Painter", "version": "2"}
    answer = machine.hand_in(
        pictures=[
            {"file": picture(), **drawn},
            {"file": picture("JPEG"), "alt": "A boat", "digital_source_type": "digitalCapture"},
        ]
    )
    assert answer.status_code == 201
    article = Article.objects.get()
    assert article.lead_image.alternative_text == "A harbour"
    assert article.lead_image.digital_source_type == Image.DigitalSourceType.CREATED_BY_AI
    assert (article.lead_image.caption, article.lead_image.credit) == ("Tide", "X")
    assert rendered(article.lead_image).rendition_widths
    assert (article.lead_image.ai_system, article.lead_image.ai_system_version) == ("Example Painter", "2")
    assert {each.alternative_text for each in article.machine_draft.pictures.all()} == {"A harbour", "A boat"}


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"file": "%%%"}, "#/pictures/0/file"),
        ({"file": "aGVsbG8="}, "#/pictures/0/file"),
        ({"file": picture("GIF")}, "#/pictures/0/file"),
        ({"alt": ""}, "#/pictures/0/alt"),
        ({"alt": " "}, "#/pictures/0/alt"),
        ({"digital_source_type": "painting"}, "#/pictures/0/digital_source_type"),
        ({"caption": "x" * 401}, "#/pictures/0/caption"),
        ({"lead": True}, "#/pictures/0/lead"),
    ],
)
def test_a_picture_is_held_to_the_rules_of_the_desk(machine, settings, changes, pointer):
    good = {"file": picture(), "alt": "A harbour", "digital_source_type": "digitalCapture"}
    answer = machine.hand_in(pictures=[good | changes])
    assert (answer.status_code, pointers(answer)) == (422, [pointer])
    assert not Image.objects.exists()
    assert not settings.MEDIA_ROOT.exists()


def test_a_machine_cannot_say_that_a_picture_was_made_without_ai_where_its_file_says_otherwise(machine):
    term = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"
    xmp = (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/" '
        f'Iptc4xmpExt:DigitalSourceType="{term}"/></rdf:RDF></x:xmpmeta>'
    )
    by_ai = {"file": picture("JPEG", xmp=xmp.encode()), "alt": "A harbour", "digital_source_type": "digitalCapture"}
    answer = machine.hand_in(pictures=[by_ai])
    assert (answer.status_code, pointers(answer)) == (422, ["#/pictures/0/digital_source_type"])
    words = answer.json()["errors"][0]["detail"]
    assert "trainedAlgorithmicMedia" in words
    assert "below" not in words
    assert machine.hand_in(pictures=[by_ai | {"digital_source_type": "trainedAlgorithmicMedia"}]).status_code == 201


# Authority ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "authorization", [None, "", "Bearer", "Bearer ", "Bearer newsroom_x", "Basic eDp5", "Bearer é\0"]
)
def test_without_a_known_token_nothing_is_taken(machine, authorization):
    answer = machine.send(b"{}", Authorization=authorization)
    assert (answer.status_code, answer["WWW-Authenticate"]) == (401, "Bearer")
    assert answer["Content-Type"] == "application/problem+json"
    assert not Article.objects.exists()


def test_a_revoked_token_opens_nothing(machine):
    machine.token.revoke(by=machine.responsible)
    machine.token.save()
    assert machine.hand_in().status_code == 401


@pytest.mark.parametrize("field", ["is_active", "is_staff"])
def test_a_token_is_worth_no_more_than_the_account_behind_it(machine, field):
    setattr(machine.responsible, field, False)
    machine.responsible.save()
    answer = machine.hand_in()
    assert (answer.status_code, answer.json()["title"]) == (403, "Forbidden")


def test_a_token_whose_person_may_not_write_hands_in_nothing(section):
    assert Machine(group="Moderator").hand_in().status_code == 403


def test_only_the_digest_of_a_token_is_stored(machine):
    row = str(IntakeToken.objects.values().get())
    assert machine.words not in row
    assert machine.words[:13] in row


def test_when_a_token_was_last_used_is_noted_once_a_minute(machine, time_machine):
    def last_used():
        return IntakeToken.objects.get().last_used_at.isoformat()

    for now, noted in (("10:00:00", "10:00:00"), ("10:00:50", "10:00:00"), ("10:01:01", "10:01:01")):
        time_machine.move_to(f"2030-03-01 {now}Z", tick=False)
        machine.hand_in()
        assert last_used() == f"2030-03-01T{noted}+00:00"
