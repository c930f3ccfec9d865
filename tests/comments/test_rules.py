"""Rules: what they catch, what becomes of it, how staff make and try them."""
# ruff: noqa: RUF001 (letters that look alike are what some of this is about)

import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.utils import timezone

from comments.models import Comment, Finding, Rule
from comments.own.personal_data import held_about
from comments.writing.moderation_policy import check_again
from tests.staff import account, signed_in

pytestmark = pytest.mark.django_db

RULES = "/admin/comments/rule/"


@pytest.fixture(autouse=True)
def _rules_only(settings):
    settings.COMMENTS_MODERATION = "open"
    settings.SPAM_CHECKS = ["rules"]


@pytest.fixture
def make_rule(db):
    def make(kind, pattern, effect="hold", **rest):
        rule = Rule(kind=kind, pattern=pattern, effect=effect, **rest)
        rule.full_clean()
        rule.save()
        return rule

    return make


@pytest.fixture
def moderator(db) -> User:
    return account("Moderator")


@pytest.fixture
def desk(moderator):
    return signed_in(moderator)


# What rules catch -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "text", "is_caught"),
    [
        ("casino", "The Casino, at last", True),
        ("casino", "CASINO!", True),
        ("casino", "Casinos", False),
        ("casino", "ocasino", False),
        ("ass", "A classic assessment", False),
        ("buy now", "Do buy\n\n  NOW, please", True),
        ("buy now", "buy nowhere", False),
        ("STRASSE", "An der Straße", True),
        ("straße", "STRASSE", True),
        ("\uff43\uff41\uff53\uff49\uff4e\uff4f", "casino", True),
        ("casino", "cas\u200bino and ca\u00adsino", True),
        ("café", "cafe\u0301", True),
        ("казино", "Лучшее КАЗИНО города", True),
        ("казино", "казиношный", False),
        ("काम", "यह काम है", True),
        ("काम", "कामना", False),
        ("काम", "कामी", False),
        ("广告", "这是广告吗", True),
        ("カジノ", "オンラインカジノです", True),
        ("คาสิโน", "เว็บคาสิโนออนไลน์", True),
        ("قمار", "موقع قمار جديد", True),
        ("$$$", "Earn $$$ today", True),
        ("c++", "I write c++ code", True),
        ("%s", "100 %s", True),
        ("casino", "c\u0430sino", True),
        ("casino", "\u0421ASIN\u039f and more", True),
        ("casino", "сasinо", True),
        ("casino", "c\u0336a\u0336s\u0336i\u0336n\u0336o\u0336", True),
        ("casino", "c\u0335asi\u0338no", True),
        ("casino", "c\u0332a\u0332s\u0332i\u0332n\u0332o\u0332", True),
        ("casino", "casin\u00f8", True),
        ("casino", "\u023casino", True),
        ("casino", "\u023b\u2c65\ua7a9\u0268n\u0275", True),
        ("casino", "\u1d04\u1d00\ua731\u026a\u0274\u1d0f", True),
        ("casino", "\ua793asi\ua7a5\ua74b", True),
        ("loan", "\u2c61oa\u1d70", True),
        ("viagra", "\ua75fiag\u1d72a", True),
        ("sum", "\ua7c9\ua7b8m", True),
        ("хутор", "\u04ffутор", True),
        ("casino", "c\u0430sinos", False),
        ("casino", "cäsino", False),
        ("café", "c\u0430f\u0435\u0301", True),
        ("café", "cafe", False),
        ("казино", "кaзинo", True),
        ("казино", "каз\u0336ино", True),
        ("казино", "КАЗИНО", True),
        ("ёлка", "ёлкa", True),
        ("καζίνο", "ΚΑΖΊΝΟ", True),
        ("καζίνο", "κaζίνο", True),
        ("bum", "burn", False),
        ("bol", "b0l", False),
    ],
)
def test_words_are_found_whole_in_any_script_and_case(make_article, post, make_rule, words, text, is_caught):
    make_rule("words", words)
    post(make_article(), message=text)
    comment = Comment.objects.get()
    assert comment.status == ("pending" if is_caught else "published")
    assert comment.held_by == (["rules"] if is_caught else [])


def test_words_are_found_in_the_name_as_well_and_named_to_moderators(make_article, post, make_rule):
    make_rule("words", "Casino")
    make_rule("words", "bonus")
    post(make_article(), name="Casino Royal", message="A bonus for you")
    assert [str(finding) for finding in Comment.objects.get().held_because] == ["Rules: bonus, casino"]


@pytest.mark.parametrize(
    ("kind", "pattern", "email", "message", "is_caught"),
    [
        ("address", "Ada@Example.org", "ada+news@example.org", "Well put.", True),
        ("address", "ada@example.org", "adam@example.org", "Well put.", False),
        ("domain", "example.org", "ada@example.org", "Well put.", True),
        ("domain", "@example.org", "ada@mail.example.org", "Well put.", True),
        ("domain", "example.org", "ada@anexample.org", "Well put.", False),
        ("domain", "spam.example", "ada@example.org", "See https://WWW.spam.example:443/x?y", True),
        ("domain", "spam.example", "ada@example.org", "See https://someone@spam.example.", True),
        ("domain", "spam.example", "ada@example.org", "See https://notspam.example and spam.example.org", False),
        ("domain", "münchen.example", "ada@example.org", "See https://xn--mnchen-3ya.example/", True),
    ],
)
def test_addresses_and_domains_are_caught(make_article, post, make_rule, kind, pattern, email, message, is_caught):
    make_rule(kind, pattern)
    post(make_article(), email=email, message=message)
    assert Comment.objects.get().held_by == (["rules"] if is_caught else [])


@pytest.mark.parametrize(
    ("network", "address", "is_caught"),
    [
        ("198.51.100.7", "198.51.100.7", True),
        ("198.51.100.0/24", "198.51.100.200", True),
        ("198.51.100.77/24", "198.51.100.200", True),
        ("198.51.100.0/24", "198.51.101.1", False),
        ("198.51.100.0/24", "::ffff:198.51.100.200", True),
        ("2001:db8::/32", "2001:db8:1:2::3", True),
        ("fe80::/10", "fe80::1%eth0", True),
        ("2001:db8::/32", "198.51.100.7", False),
        ("198.51.100.0/24", "", False),
        ("198.51.100.0/24", "unix:", False),
    ],
)
def test_networks_are_compared_while_the_comment_is_sent_and_not_kept(
    make_article, client, make_rule, network, address, is_caught
):
    rule = make_rule("network", network)
    fields = {"email": "ada@example.org", "name": "Ada", "message": "Well put."}
    client.post(f"{make_article().get_absolute_url()}comments/", fields, REMOTE_ADDR=address)
    expected = [Finding("rules", f"Network (rule {rule.pk})")] if is_caught else []
    assert Comment.objects.get().held_because == expected


@pytest.mark.parametrize(
    ("kind", "pattern"),
    [
        ("words", " \u200b "),
        ("address", "ada"),
        ("domain", "https://spam.example/x"),
        ("domain", "localhost"),
        ("network", "198.51.100"),
        ("network", "198.51.100.0/33"),
        ("network", ""),
        ("nonsense", "x"),
    ],
)
def test_a_rule_about_nothing_is_refused_with_a_sentence(make_rule, kind, pattern):
    with pytest.raises(ValidationError):
        make_rule(kind, pattern)


# Suspended and banned -------------------------------------------------------------------------------------------------


def test_a_refused_comment_is_kept_among_the_spam_and_looks_held(make_article, post, make_rule, client, settings):
    settings.COMMENTS_MODERATION = "all"
    make_rule("address", "ada@example.org", "refuse")
    response = post(make_article())
    assert (response.status_code, Comment.objects.get().status) == (303, "spam")
    assert "It will appear once a moderator has read it." in client.get(response["Location"]).text


def test_a_suspension_ends_and_a_ban_does_not(make_article, post, make_rule, time_machine):
    make_rule("address", "ada@example.org", "refuse", until=timezone.now() + timedelta(days=7))
    make_rule("address", "bob@example.org", "refuse")
    article = make_article()
    for message in ("At once.", "Later."):
        post(article, message=message)
        post(article, message=message, email="bob@example.org")
        time_machine.move_to(timezone.now() + timedelta(days=7, minutes=1))
    assert [comment.status for comment in Comment.objects.order_by("pk")] == ["spam", "spam", "published", "spam"]


def test_an_edit_by_a_banned_address_does_not_slip_through(make_comment, make_rule):
    comment = make_comment(email="ada@example.org", status="published")
    make_rule("address", "ada@example.org", "refuse")
    comment.message = "Something else altogether."
    comment.save()
    check_again(comment, "198.51.100.7")
    assert (comment.status, comment.held_by) == ("spam", ["rules"])


def test_an_edit_from_a_refused_network_does_not_slip_through(make_comment, make_rule):
    comment = make_comment(status="published")
    make_rule("network", "198.51.100.0/24", "refuse")
    check_again(comment, "198.51.100.7")
    assert comment.status == "spam"


def test_an_edit_that_is_clean_stays_published_where_nothing_has_to_be_read_first(make_comment, settings):
    comment = make_comment(status="published", held_because=[Finding("links", "a.example")])
    check_again(comment, "198.51.100.7")
    assert (comment.status, comment.held_because) == ("published", [])
    settings.COMMENTS_MODERATION = "all"
    check_again(comment, "198.51.100.7")
    assert (comment.status, comment.held_by) == ("pending", ["every_comment"])


def test_what_was_found_when_it_was_sent_still_holds_after_an_edit(make_comment):
    comment = make_comment(held_because=[Finding("unverified"), Finding("rate", "12"), Finding("rules", "casino")])
    check_again(comment, "198.51.100.7")
    assert (comment.status, comment.held_by) == ("pending", ["unverified", "rate"])


def test_confirming_does_not_publish_what_was_banned_meanwhile(make_article, post, make_rule, client, settings):
    from comments.own.signed_links import manage_url

    settings.COMMENTS_MODERATION = "confirmed"
    post(make_article())
    comment = Comment.objects.get()
    make_rule("address", "ada@example.org", "refuse")
    client.post(manage_url(comment).removeprefix(settings.SITE_URL))
    comment.refresh_from_db()
    assert comment.confirmed_at is not None
    assert comment.status == "spam"


# Cost -----------------------------------------------------------------------------------------------------------------


def test_a_thousand_rules_take_one_query(make_comment, make_rule, django_assert_num_queries):
    Rule.objects.bulk_create(Rule(kind="words", pattern=f"word{number}") for number in range(1000))
    make_rule("words", "casino")
    comment = make_comment(message="A casino. word77, word78x")
    with django_assert_num_queries(1):
        assert {rule.pattern for rule in Rule.about(comment)} == {"casino", "word77"}


# The desk -------------------------------------------------------------------------------------------------------------


def test_a_moderator_makes_a_rule_and_stands_beside_it(desk, moderator):
    fields = {"kind": "words", "pattern": " CASINO ", "effect": "refuse", "until_0": "", "until_1": "", "note": "Again"}
    assert desk.post(f"{RULES}add/", fields).status_code == 302
    rule = Rule.objects.get()
    assert (rule.pattern, rule.effect, rule.note, rule.made_by) == ("casino", "refuse", "Again", moderator)
    assert "casino" in desk.get(RULES).text


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"kind": "network", "pattern": "198.51"}, "Write a network address like 198.51.100.7"),
        ({"kind": "domain", "pattern": "https://x.example/y"}, "Write a domain like example.org"),
        ({"kind": "address", "pattern": "ada"}, "Write an e-mail address like name@example.org."),
        ({"kind": "words", "pattern": "Bonus"}, "There is a rule about this. Change that one."),
    ],
)
def test_a_rule_that_cannot_be_is_refused_with_what_to_do(desk, make_rule, fields, sentence):
    make_rule("words", "bonus")
    assert sentence in desk.post(f"{RULES}add/", {"effect": "hold"} | fields).text
    assert Rule.objects.count() == 1


def test_from_a_comment_its_address_is_suspended_or_banned(desk, make_comment):
    comment = make_comment(email="Ada+x@example.org")
    link = f"{RULES}add/?comment={comment.pk}"
    assert link in desk.get(f"/admin/comments/comment/{comment.pk}/change/").text
    page = desk.get(link).text
    assert 'value="ada@example.org"' in page
    assert re.search('value="refuse"[^>]* checked', page)


@pytest.mark.parametrize("key", ["", "x", "0", "9" * 30])
def test_the_key_of_no_comment_fills_in_nothing(desk, key):
    assert desk.get(f"{RULES}add/?comment={key}").status_code == 200


def test_the_box_shows_what_a_rule_would_have_caught_in_the_last_month_and_changes_nothing(desk, make_comment):
    make_comment(name="Grace", message="The casino again", status="published")
    make_comment(name="Edsger", message="Nothing of it")
    make_comment(name="Kurt", message="casino", created_at=timezone.now() - timedelta(days=31))
    page = desk.post(f"{RULES}try/", {"kind": "words", "pattern": "Casino"}).text
    assert "It would have caught 1 comment." in page
    assert "2 comments were compared." in page
    assert "Grace" in page
    assert "Edsger" not in page
    assert "Kurt" not in page
    assert not Rule.objects.exists()


def test_the_box_says_where_it_stops(desk, make_article):
    article = make_article()
    Comment.objects.bulk_create(
        Comment(article=article, name="Ada", email_key=f"{number}", message="casino") for number in range(5001)
    )
    page = desk.post(f"{RULES}try/", {"kind": "words", "pattern": "casino"}).text
    assert "5000 comments were compared." in page
    assert "There were more in that time: only the newest are compared." in page
    assert page.count("<strong><bdi>Ada</bdi></strong>") == 50


def test_the_box_says_that_networks_are_not_kept(desk):
    page = desk.post(f"{RULES}try/", {"kind": "network", "pattern": "198.51.100.0/24"}).text
    assert "are not kept" in page


def test_a_rule_that_was_made_can_be_looked_back_on(desk, make_rule, make_comment):
    make_comment(name="Grace", email="grace@example.org")
    rule = make_rule("address", "grace@example.org")
    assert f"try/?rule={rule.pk}" in desk.get(f"{RULES}{rule.pk}/change/").text
    assert "It would have caught 1 comment." in desk.get(f"{RULES}try/?rule={rule.pk}").text


def test_the_box_answers_what_is_no_rule_with_a_sentence(desk):
    page = desk.post(f"{RULES}try/", {"kind": "network", "pattern": "x"})
    assert page.status_code == 200
    assert "Write a network address like" in page.text


@pytest.mark.parametrize("page", ["", "add/", "try/"])
def test_rules_are_for_moderators(page):
    assert signed_in(account("Reporter")).get(f"{RULES}{page}").status_code == 403


def test_who_asks_what_is_held_about_an_address_hears_of_a_rule_about_it(make_rule, make_comment):
    make_rule("address", "ada@example.org", "refuse", note="For the colleagues")
    make_rule("address", "bob@example.org", "hold")
    held = held_about("ada@example.org")
    assert [(rule["effect"], rule["until"]) for rule in held["rules"]] == [("refuse", None)]
    assert "For the colleagues" not in str(held)
