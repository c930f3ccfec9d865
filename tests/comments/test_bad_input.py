"""Whatever a client sends over the wire, the answer is a readable page below 500, and fine words come back."""

import http.client
import socket
from urllib.parse import urlencode, urlsplit

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from comments.models import Comment
from tests.comments.conftest import FINE

FORM = "application/x-www-form-urlencoded"
BOUNDARY = "a-boundary"
MULTIPART = f"multipart/form-data; boundary={BOUNDARY}"
GOOD = urlencode(FINE).encode()


def part(name, value, more=""):
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"{more}\r\n\r\n'
    return head.encode() + value + b"\r\n"


def parts(**fields):
    return b"".join(part(name, value) for name, value in fields.items()) + f"--{BOUNDARY}--\r\n".encode()


WHOLE = {name: value.encode() for name, value in FINE.items()}


@pytest.fixture
def send(live_server, make_article):
    """Post bytes to an article's comments over a real connection; the status and the page as text."""
    make_article(slug="article-1")
    host = urlsplit(live_server.url).netloc

    def over_the_wire(body, content_type=FORM, path="/articles/article-1/comments/", method="POST", **headers):
        connection = http.client.HTTPConnection(host, timeout=60)
        try:
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, path, body, {"Content-Type": content_type, **named})
            response = connection.getresponse()
            return response.status, response.read().decode()
        finally:
            connection.close()

    return over_the_wire


def is_a_page(text):
    return "<h1" in text and "</html>" in text and "Traceback" not in text


@pytest.mark.parametrize(
    ("body", "content_type"), [(GOOD, FORM), (GOOD, f"{FORM}; charset=UTF-8"), (parts(**WHOLE), MULTIPART)]
)
def test_what_browsers_send_is_taken(send, body, content_type):
    assert send(body, content_type)[0] == 303
    assert Comment.objects.get().message == FINE["message"]


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (b"", "Please enter email address."),
        (b"\x00" * 1000, "Please enter email address."),
        (bytes(range(256)) * 8, "Please enter email address."),
        (b"&&&===&;;;%%%", "Please enter email address."),
        (b"a" * 100_000, "Please enter email address."),
        (GOOD.replace(b"Well+put.", b"x" * 200_000), "Keep your message to 5000 characters; it has 200000."),
        (GOOD.replace(b"Well", b"caf%E9"), "Some characters were damaged on the way"),
        (GOOD.replace(b"Well", b"caf\xe9"), "Some characters were damaged on the way"),
        (GOOD.replace(b"Well", b"%ED%A0%80"), "Some characters were damaged on the way"),
        (GOOD.replace(b"Well", b"We%00ll"), "We removed characters that cannot be shown."),
        (GOOD.replace(b"Well", b"We\x00ll"), "We removed characters that cannot be shown."),
        (GOOD.replace(b"name=Ada", b"name=Ada%0D%0ALovelace"), "Please write your name on one line."),
        (GOOD.replace(b"rating=4", b"rating=0"), "Choose one to five stars, or leave the stars empty."),
        (GOOD.replace(b"rating=4", b"rating=%EF%BC%91"), "Choose one to five stars, or leave the stars empty."),
        (GOOD.replace(b"rating=4", b"rating=4&rating=5"), "This was sent more than once."),
        (GOOD + b"&message=Another.", "This was sent more than once."),
        (GOOD + b"&email=b%40example.org", "This was sent more than once."),
    ],
)
def test_a_bad_value_is_answered_at_its_field(send, body, sentence):
    status, page = send(body)
    assert status == 422
    assert is_a_page(page)
    assert sentence in page
    assert not Comment.objects.exists()


@pytest.mark.parametrize(
    "charset", ["utf-16", "UTF-16LE", "utf-32", "utf-7", "iso-8859-1", "nonsense", "", "\x7f", "rot13", "zlib", "idna"]
)
@pytest.mark.parametrize(("kind", "body"), [(FORM, GOOD), (MULTIPART, parts(**WHOLE))])
def test_an_odd_charset_is_refused_and_the_words_come_back(send, charset, kind, body):
    status, page = send(body, f"{kind}; charset={charset}")
    assert status == 415
    assert is_a_page(page)
    assert "an encoding we can’t read" in page
    assert FINE["message"] in page


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("application/json", b'{"message": "Well put."}'),
        ("text/plain", GOOD),
        ("", GOOD),
        ("x", GOOD),
        ("application/octet-stream", bytes(range(256))),
        ("application/xml", b"<?xml version='1.0'?>"),
        ("; charset=utf-16", GOOD),
        ("a" * 4000, GOOD),
    ],
)
def test_what_is_no_form_is_told_to_be_one(send, content_type, body):
    status, page = send(body, content_type)
    assert status == 415
    assert is_a_page(page)
    assert "what arrived was not a form" in page


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("multipart/form-data", parts(**WHOLE)),
        ("multipart/form-data; boundary=", parts(**WHOLE)),
        ("multipart/form-data; boundary=" + "x" * 500, parts(**WHOLE)),
        ("multipart/form-data; boundary=\xe4", parts(**WHOLE)),
        ("multipart/form-data; boundary*=utf-7''%2B2AA-", parts(**WHOLE)),
        (MULTIPART, b""),
        (MULTIPART, b"garbage"),
        (MULTIPART, parts(**WHOLE)[:-40]),
        (MULTIPART, b"--a-boundary\r\n" * 1000),
        (MULTIPART, part("message", b"x", "; filename*=utf-16''%ff%fe") + parts()),
        (MULTIPART, part("message", b"!!!", "\r\nContent-Transfer-Encoding: base64") + parts()),
        (
            MULTIPART,
            b'--a-boundary\r\nContent-Disposition: form-data; name="' + b"x" * 5000 + b'"\r\n\r\nx\r\n' + parts(),
        ),
        (MULTIPART, parts(**{f"field{number}": b"x" for number in range(2000)})),
        (MULTIPART, b"".join(part(f"f{n}", b"x", '; filename="f"') for n in range(200)) + parts()),
        (MULTIPART, part("message", b"a file", '; filename="m.txt"') + parts(email=b"a@b.org", name=b"A")),
        (MULTIPART, part("email", b"\x00\xff" * 100, '; filename="\x00.bin"') + parts(**WHOLE | {"email": b""})),
    ],
)
def test_a_broken_multipart_form_is_refused_with_a_page(send, content_type, body):
    status, page = send(body, content_type)
    assert 400 <= status < 500
    assert is_a_page(page)
    assert not Comment.objects.exists()


def test_a_file_in_the_place_of_a_text_is_asked_for_as_text(send):
    body = part("message", b"in a file", '; filename="m.txt"') + parts(email=b"a@example.org", name=b"Ada")
    status, page = send(body, MULTIPART)
    assert status == 422
    assert "Please enter a message." in page


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (GOOD.replace(b"Well+put.", b"x" * 2_000_000), "What you sent is too large."),
        (b"&".join(b"f%d=1" % number for number in range(10_000)), "far more fields than ours"),
        (GOOD + b"&rating=1" * 10_000, "far more fields than ours"),
    ],
)
def test_too_much_of_anything_is_refused_with_a_sentence(send, body, sentence):
    status, page = send(body)
    assert status == 400
    assert is_a_page(page)
    assert sentence in page


@pytest.mark.parametrize("length", ["500", "0", "-1", "x", "", "1e3", "99999999999999999999"])
def test_a_length_that_is_not_true_is_a_request_that_broke_off(live_server, make_article, length):
    article = make_article()
    url = urlsplit(live_server.url)
    with socket.create_connection((url.hostname, url.port), timeout=60) as connection:
        head = (
            f"POST {article.get_absolute_url()}comments/ HTTP/1.1\r\nHost: {url.netloc}\r\nContent-Type: {FORM}\r\n"
            f"Content-Length: {length}\r\nConnection: close\r\n\r\n"
        )
        connection.sendall(head.encode() + GOOD)
        connection.shutdown(socket.SHUT_WR)
        answer = b""
        while received := connection.recv(65536):
            answer += received
    assert b" 4" in answer.split(b"\r\n")[0]
    assert not Comment.objects.exists()


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/articles/%00/"),
        ("GET", "/articles/article-1%00/comments/"),
        ("GET", "/articles/%ff%fe/"),
        ("GET", "/articles/" + "x" * 3000 + "/"),
        ("GET", "/comments/%00/"),
        ("GET", "/comments/9" + "9" * 400 + "/"),
        ("GET", "/comments/manage/%00/"),
        ("GET", "/%c0%ae%c0%ae/%2e%2e/etc/passwd"),
        ("GET", "//comments/1/"),
        ("PUT", "/articles/article-1/comments/"),
        ("DELETE", "/articles/article-1/"),
        ("PATCH", "/comments/challenge/"),
        ("OPTIONS", "/comments/manage/x/"),
        ("BREW", "/articles/article-1/comments/"),
        ("POST", "/articles/article-1/"),
        ("POST", "/articles/nobody/comments/"),
        ("POST", "/articles/article-1%00/comments/"),
        ("POST", "/comments/manage/x/"),
        ("POST", "/admin/login/"),
    ],
)
def test_odd_paths_and_methods_get_a_page(send, method, path):
    status, page = send(GOOD, path=path, method=method)
    assert 400 <= status < 500
    assert is_a_page(page)


def test_an_odd_charset_is_no_fault_at_the_staffs_door_either(send):
    status, page = send(GOOD, f"{FORM}; charset=utf-16", path="/admin/login/", Cookie="csrftoken=" + "x" * 32)
    assert 400 <= status < 500
    assert is_a_page(page)


@pytest.mark.parametrize("query", ["comment=%00", "comment=" + "x" * 5000, "comment=1.2.3", "%ff=%fe", "a=1&" * 2000])
def test_odd_queries_leave_the_article_readable(send, query):
    status, page = send(b"", path=f"/articles/article-1/?{query}", method="GET")
    assert status in (200, 302, 400)  # what is no secret leads to the plain article
    assert status == 302 or is_a_page(page)


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "\xff\xfe"},
        {"Origin": "http://["},
        {"Origin": "x" * 5000},
        {"Sec_Fetch_Site": "\x01"},
        {"X_Forwarded_For": "a, b, \xff"},
        {"Cookie": "sessionid=\x01; csrftoken=" + "x" * 3000},
        {"Host": "elsewhere.example"},
        {"Host": "a b"},
        {"Accept_Language": "\xff" * 100},
        {"Content_Encoding": "gzip"},
    ],
)
def test_odd_headers_are_no_fault_of_ours(send, headers):
    status, page = send(GOOD, **headers)
    assert status < 500
    assert status == 303 or is_a_page(page)


FIELDS = st.sampled_from(
    ["email", "name", "message", "rating", "altcha", "cannot_do_check", "g-recaptcha-response", ""]
)
VALUES = st.one_of(
    st.text(max_size=300),
    st.sampled_from(["ada@example.org", "Ada", "Well put.", "3", "on", "\x00", "\ud800", "\uff11", "x" * 6000]),
)


def posted(client, article, body, content_type):
    return client.generic("POST", f"{article.get_absolute_url()}comments/", body, content_type)


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(
    fields=st.lists(st.tuples(FIELDS, VALUES), min_size=1, max_size=12), provider=st.sampled_from(["none", "altcha"])
)
def test_no_form_whatever_its_values_is_a_fault(db, article_for_fuzzing, client, fields, provider):
    article, site = article_for_fuzzing
    site.CAPTCHA_PROVIDER = provider
    body = urlencode(fields, errors="surrogatepass").encode()
    assert posted(client, article, body, FORM).status_code in (303, 422)


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(
    body=st.one_of(
        st.binary(max_size=500), st.binary(max_size=200).map(lambda value: part("message", value) + parts())
    ),
    content_type=st.one_of(
        st.sampled_from(
            [FORM, MULTIPART, f"{FORM}; charset=utf-16", f"{MULTIPART}; charset=utf-7", "application/json"]
        ),
        st.text(st.characters(max_codepoint=255, exclude_characters="\r\n"), max_size=60),
    ),
)
def test_no_body_whatever_its_type_is_a_fault(db, article_for_fuzzing, client, body, content_type):
    article, _site = article_for_fuzzing
    response = posted(client, article, body, content_type)
    assert 400 <= response.status_code < 500
    assert is_a_page(response.text)


@pytest.fixture
def article_for_fuzzing(make_article, settings, client):
    client.raise_request_exception = False
    return make_article(), settings
