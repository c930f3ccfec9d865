"""The sample configuration for nginx: that nginx takes it, and that none of its logs holds a link that gives rights."""

import http.client
import os
import shutil
import ssl
import subprocess
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace

import pytest
import trustme

from newsroom.logs.log_lines import without_signatures
from tests.newsroom.checkout import PROJECT, free_port, until

NGINX = shutil.which("nginx", path="/usr/sbin:/usr/local/sbin:/usr/bin:/usr/local/bin")
SECRET = "1xV8Ae-secret"
ADDRESSES = [
    f"/comments/manage/12.{SECRET}/",
    f"/comments/manage/12.{SECRET}/erase/",
    f"/comments/manage/12.{SECRET}",
    f"/comments/unsubscribe/12.{SECRET}/",
    f"/preview/12.{SECRET}/",
    f"/articles/tides/?comment=12.{SECRET}",
    f"/articles/tides/?x=1&comment=12.{SECRET}",
    f"/%63omments/manage/12.{SECRET}/",
    f"//comments/manage/12.{SECRET}/",
    f"/comments/./manage/12.{SECRET}/",
    f"/search/?q={SECRET}",
]

pytestmark = pytest.mark.skipif(NGINX is None, reason="needs nginx")


class Nginx:
    """nginx with the sample of the documentation, but for its addresses and its places for files."""

    def __init__(self, folder, upstream):
        self.log, self.errors, self.port = folder / "newsroom.log", folder / "error.log", free_port()
        authority = trustme.CA()
        certificate = authority.issue_cert("news.example.org")
        certificate.private_key_and_cert_chain_pem.write_to_path(folder / "news.pem")
        self.trust = ssl.create_default_context()
        authority.configure_trust(self.trust)
        sample = (PROJECT / "docs" / "nginx.conf").read_text()
        for theirs, ours in {
            "127.0.0.1:8000": f"127.0.0.1:{upstream}",
            "listen 443": f"listen 127.0.0.1:{self.port}",
            "/etc/ssl/news.pem": folder / "news.pem",
            "/etc/ssl/news.key": folder / "news.pem",
            "/var/log/nginx/newsroom.log": self.log,
            "/var/cache/nginx/news": folder / "cache",
        }.items():
            assert theirs in sample
            sample = sample.replace(theirs, str(ours))
        kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        places = " ".join(f"{kind}_temp_path {folder / kind};" for kind in kinds)
        user = "user root;" if os.geteuid() == 0 else ""  # or its workers could not enter the folder
        configuration = folder / "nginx.conf"
        outside = f"{user} daemon off; pid {folder / 'pid'}; error_log {self.errors} info; events {{}}"
        configuration.write_text(f"{outside} http {{ {places} {sample} }}")
        self.process = subprocess.Popen([NGINX, "-c", configuration, "-p", folder, "-e", self.errors])

    def __enter__(self):
        until(lambda: self.process.poll() is not None or self.answers(), "nginx")
        assert self.process.poll() is None, self.errors.read_text()
        return self

    def __exit__(self, *exception):
        self.process.terminate()
        self.process.wait(60)

    def answers(self):
        try:
            return self.status("/")
        except OSError:
            return None

    def status(self, address):
        return self.ask(address).status

    def ask(self, address):
        """Status, headers and text of an answer."""
        asked = http.client.HTTPSConnection("127.0.0.1", self.port, context=_without_names(self.trust), timeout=60)
        asked.request("GET", address, headers={"Host": "news.example.org", "Referer": f"https://x/?{SECRET}"})
        answer = asked.getresponse()
        text = answer.read().decode()
        asked.close()
        return SimpleNamespace(status=answer.status, headers=answer.headers, text=text)


def _without_names(context):
    context.check_hostname = False
    return context


class Upstream(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *arguments):
        pass


@pytest.fixture
def upstream():
    with ThreadingHTTPServer(("127.0.0.1", 0), Upstream) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port
        server.shutdown()


def logs_of(nginx):
    return nginx.log.read_text() + nginx.errors.read_text()


def test_no_log_holds_a_link_that_gives_rights(tmp_path, upstream):
    with Nginx(tmp_path, upstream) as nginx:
        assert [nginx.status(address) for address in ADDRESSES] == [200] * len(ADDRESSES)
        until(lambda: nginx.log.read_text().count("\n") > len(ADDRESSES), "the log")
    assert SECRET not in logs_of(nginx)
    assert '"GET /comments/manage/…/erase/" 200' in nginx.log.read_text()
    assert '"GET /articles/tides/" 200' in nginx.log.read_text()


def test_nor_while_the_site_does_not_answer(tmp_path):
    with Nginx(tmp_path, free_port()) as nginx:
        assert [nginx.status(address) for address in ADDRESSES] == [502] * len(ADDRESSES)
        until(lambda: nginx.log.read_text().count("\n") > len(ADDRESSES), "the log")
    assert SECRET not in logs_of(nginx)
    assert '/preview/…/" 502' in nginx.log.read_text()


def test_the_log_says_of_a_path_what_the_sites_own_says(tmp_path, upstream):
    paths = [address for address in ADDRESSES if "?" not in address and address.startswith(("/comm", "/prev"))]
    paths = [path for path in paths if "/./" not in path]
    with Nginx(tmp_path, upstream) as nginx:
        for path in paths:
            nginx.status(path)
        until(lambda: nginx.log.read_text().count("\n") > len(paths), "the log")
    logged = [line.split('"')[1].removeprefix("GET ") for line in nginx.log.read_text().splitlines()]
    assert logged[-len(paths) :] == [without_signatures(path) for path in paths]


class SiteInTrouble(BaseHTTPRequestHandler):
    """Gives a page that is fresh for a second; once it is in trouble, it only says so, or says nothing."""

    trouble, refused = None, 0

    def do_GET(self):
        if type(self).trouble:
            type(self).refused += 1
            if type(self).trouble == "broken off":
                self.close_connection = True
                return
            self.send_response(type(self).trouble)
            self.send_header("Cache-Control", "no-store")
            self.send_header("Retry-After", "10")
            self.send_header("Content-Length", "0")
        else:
            self.send_response(200)
            self.send_header("Cache-Control", "public, max-age=0, s-maxage=1, stale-if-error=3600")
            self.send_header("Content-Length", "6")
        self.end_headers()
        if not type(self).trouble:
            self.wfile.write(b"Tides.")

    def log_message(self, *arguments):
        pass


@pytest.mark.parametrize("trouble", [503, 500, "broken off"])
def test_readers_get_a_page_that_is_cached_while_the_site_cannot_give_it(tmp_path, trouble):
    class Upstream(SiteInTrouble):
        pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Upstream) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        with Nginx(tmp_path, server.server_port) as nginx:
            assert nginx.ask("/articles/tides/").text == "Tides."
            Upstream.trouble = trouble
            answers = []

            def has_asked_the_site_twice():
                answers.append(nginx.ask("/articles/tides/"))
                return Upstream.refused > 1

            until(has_asked_the_site_twice, "the end of the page's time")
            assert {(answer.status, answer.text) for answer in answers} == {(200, "Tides.")}
            assert answers[-1].headers["Warning"].startswith("110 ")
            assert answers[0].headers["Warning"] is None
            # What is not cached says what is wrong.
            assert nginx.status("/articles/moon/") == (502 if trouble == "broken off" else trouble)
            Upstream.trouble = None
            assert nginx.ask("/articles/tides/").headers["Warning"] is None
        server.shutdown()
