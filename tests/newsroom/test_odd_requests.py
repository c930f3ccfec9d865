"""What a client sends apart from forms: odd headers, odd addresses, odd methods. Each gets an answer, never a fault."""

import pytest
from django.test import Client
from django.urls import reverse

from newsroom.logs.log_lines import without_people
from newsroom.wsgi import application
from tests.staff import account, signed_in

CONTENT_TYPES = [
    *(f"text/plain; charset={name}" for name in ("idna", "base64", "hex", "rot13", "punycode", "undefined", "utf-16")),
    "text/plain; charset*=bogus''x",
    "text/plain; charset*=utf-7''%2B2AA-",
    "multipart/form-data; boundary*=bogus''x",
]


@pytest.mark.django_db(transaction=True)  # a request that comes through WSGI closes a connection in a transaction
@pytest.mark.parametrize("content_type", CONTENT_TYPES)
def test_an_odd_content_type_does_not_keep_a_page_from_answering(content_type):
    statuses = []
    environ = Client()._base_environ(PATH_INFO="/", QUERY_STRING="page=%ff", CONTENT_TYPE=content_type)
    body = b"".join(application(environ, lambda status, headers: statuses.append(status)))
    assert statuses == ["404 Not Found"]
    assert b"<h1" in body


@pytest.mark.django_db
def test_a_form_of_unknown_length_is_refused_with_a_page_rather_than_read_as_empty(client, make_article):
    article = make_article()
    refused = client.post(f"{article.get_absolute_url()}comments/", HTTP_TRANSFER_ENCODING="chunked")
    assert refused.status_code == 400
    assert b"<h1" in refused.content


def test_a_commenters_signed_address_stays_out_of_the_log():
    line = "Error handling request GET /articles/tides/?comment=12.1xV8Ae:sig&x=1"
    assert without_people(line) == "Error handling request GET /articles/tides/?comment=…&x=1"


@pytest.mark.django_db
@pytest.mark.parametrize("query", ["?state=%00", "?q=a%00b"])
def test_a_nul_in_an_address_of_the_desk_is_refused_with_a_page(query):
    desk = signed_in(account("Moderator"))
    response = desk.get(reverse("admin:comments_discussion_changelist") + query)
    assert response.status_code == 400
    assert b"<h1" in response.content


@pytest.mark.django_db
@pytest.mark.parametrize("query", ["?topics=x", "?lead_image=x", "?section=99999999999999999999"])
def test_a_new_article_starts_empty_whatever_its_address_names(query):
    desk = signed_in(account("Editor"))
    assert desk.get(reverse("admin:articles_article_add") + query).status_code == 200


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
@pytest.mark.django_db
def test_a_probe_only_reads(client, path):
    assert client.get(path).status_code == 200
    assert client.put(path).status_code in (404, 405)


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/comments/challenge/", "/media/images/a.jpg", "/preview/x/"])
def test_what_only_reads_says_so(client, path):
    refused = Client(enforce_csrf_checks=True).post(path)
    assert refused.status_code == 405
