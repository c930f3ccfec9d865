"""The proof of work on our own host: solved once, good once, and no word is lost where it is not."""

import base64
import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import altcha
import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.utils import timezone

from comments.models import Comment, SpentChallenge
from comments.spam.form_token import form_token

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _altcha(settings):
    settings.CAPTCHA_PROVIDER = "altcha"
    settings.COMMENTS_MODERATION = "open"


@pytest.fixture
def solve(client):
    """Ask for a challenge and solve it, as the browser's worker does. What is given replaces parts of the solution."""

    def answer(**forged):
        challenge = client.get("/comments/challenge/").json()
        solution = altcha.solve_challenge(
            challenge["challenge"], challenge["salt"], challenge["algorithm"], challenge["maxNumber"]
        )
        parts = {name: challenge[name] for name in ("algorithm", "challenge", "salt", "signature")}
        return _packed(parts | {"number": solution.number} | forged)

    return answer


def _packed(parts):
    return base64.b64encode(json.dumps(parts).encode()).decode()


def test_a_solved_challenge_is_accepted(solve, post, make_article):
    assert post(make_article(), altcha=solve()).status_code == 303
    assert Comment.objects.get().status == "published"


def test_a_challenge_is_for_one_reader_and_kept_by_no_cache(client):
    first, second = client.get("/comments/challenge/"), client.get("/comments/challenge/")
    assert first["Cache-Control"] == "no-store"
    assert first.json()["challenge"] != second.json()["challenge"]
    assert first.json()["maxNumber"] <= 100_000
    assert client.post("/comments/challenge/").status_code == 405


def test_a_solution_counts_once(solve, post, make_article):
    article, solution = make_article(), solve()
    assert post(article, altcha=solution).status_code == 303
    response = post(article, altcha=solution, message="Another.")
    assert response.status_code == 422
    assert "Please check re-captcha." in response.text
    assert Comment.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_solution_presented_ten_times_at_once_counts_once(solve, make_article):
    article, solution = make_article(), solve()

    def send(number):
        try:
            fields = {"email": "ada@example.org", "name": "Ada", "message": f"Text {number}", "altcha": solution}
            return Client().post(f"{article.get_absolute_url()}comments/", fields).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=10) as pool:
        assert sorted(pool.map(send, range(10))) == [303] + [422] * 9


def test_a_solution_sent_again_with_the_same_words_is_the_same_comment(solve, post, make_article):
    article, solution = make_article(), solve()
    token = form_token(article.pk)
    assert [post(article, altcha=solution, token=token).status_code for _ in range(2)] == [303, 303]
    assert Comment.objects.count() == 1


def test_a_challenge_that_expired_is_said_to_have_and_the_text_is_kept(solve, post, make_article, time_machine):
    article, solution = make_article(), solve()
    time_machine.move_to(timezone.now() + timedelta(minutes=21))
    response = post(article, altcha=solution, message="Kept words.")
    assert response.status_code == 422
    assert "The check has expired. Please run it again." in response.text
    assert "Kept words." in response.text


@pytest.mark.parametrize(
    "forged",
    [
        {"number": -1},
        {"number": "x"},
        {"number": None},
        {"number": [1]},
        {"number": {"a": 1}},
        {"salt": "x"},
        {"salt": 5},
        {"salt": None},
        {"salt": "a?b?c"},
        {"salt": "\ud800"},
        {"challenge": 1},
        {"challenge": []},
        {"signature": "0" * 64},
        {"algorithm": "MD5"},
        {"algorithm": []},
        {"algorithm": "SHA-1"},
    ],
)
def test_a_forged_solution_is_refused(solve, post, make_article, forged):
    response = post(make_article(), altcha=solve(**forged))
    assert response.status_code == 422
    assert not Comment.objects.exists()


@pytest.mark.parametrize(
    "answer",
    ["x", "ä", "e30=", "W10=", "bnVsbA==", "MQ==", base64.b64encode(b"[" * 2900).decode(), "////", "\x00", "=" * 3999],
)
def test_an_answer_that_is_no_solution_is_refused(post, make_article, answer):
    response = post(make_article(), altcha=answer)
    assert response.status_code == 422
    assert "Please check re-captcha." in response.text


def test_used_challenges_are_forgotten_when_nobody_can_present_them_any_more(solve, post, make_article, time_machine):
    post(make_article(), altcha=solve())
    call_command("forget_traces")
    assert SpentChallenge.objects.count() == 1
    time_machine.move_to(timezone.now() + timedelta(days=2))
    call_command("forget_traces")
    assert SpentChallenge.objects.count() == 0
