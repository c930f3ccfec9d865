"""``python -m benchmarks.rendering``: what it costs to render a page, in the process alone, by what has changed.

No gunicorn and no network: the site's WSGI application is called as gunicorn calls it, on the database of
``make bench``. CPU is the thread's own, the median of the turns, which alternate between the cases; what PostgreSQL
takes is not in it. The second table shares an article's drawing out by whose functions it is spent in.
"""

from __future__ import annotations

import argparse
import cProfile
import io
import logging
import os
import pstats
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from benchmarks.arguments import at_least

# By what is in a file's path, the first that does.
OWNERS = {
    "/psycopg": "psycopg, and PostgreSQL's answer awaited",
    "/django/db/": "Django's models and queries",
    "/django/template/": "Django's templates",
    "/django/": "Django, the rest",
    "/templatetags/": "caching fragments",
    "brotli": "brotli",
    "site-packages": "other libraries",
    "/articles/": "our own code",
    "/comments/": "our own code",
    "/newsroom/": "our own code",
}


@dataclass
class Case:
    name: str
    path: str
    change: Callable[[int], object]  # before each turn, by its number
    milliseconds: list[float] = field(default_factory=list)
    calls: int = 0


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.rendering", description=__doc__)
    parser.add_argument("--turns", type=at_least(1), default=100)
    options = parser.parse_args()
    os.environ |= {"DJANGO_SETTINGS_MODULE": "benchmarks.settings", "CAPTCHA_PROVIDER": "none"}
    from newsroom.start.embedded_postgres import server as database

    with database:
        from benchmarks.load import fill

        fill()
        logging.disable(logging.INFO)
        cases = _cases()
        for number in range(options.turns + 5):  # the first five warm up
            for case in cases:
                draw(case.path)
                case.change(number)
                began = time.thread_time()
                draw(case.path)
                if number >= 5:
                    case.milliseconds.append((time.thread_time() - began) * 1000)
        for case in cases:
            draw(case.path)
            case.change(-1)
            case.calls = _profiled(case.path, 1).total_calls  # type: ignore[attr-defined]
        article = cases[0]
        article.change(-1)
        draw(article.path)
        sys.stdout.write(f"{_table(cases)}\n\n{_shares(_profiled(article.path, options.turns))}\n")


def _cases() -> list[Case]:
    from articles.models import Article
    from benchmarks.content import SLUG
    from comments.models import Comment
    from web.templatetags.fragment import clear_fragments

    comment = Comment.objects.published().filter(article__slug=SLUG).oldest_first()[:1].get()

    def nothing(number: int) -> None:
        pass

    def one_comment(number: int) -> None:
        Comment.objects.filter(pk=comment.pk).update(name=f"Reader {number}")

    def the_article(number: int) -> None:
        Article.objects.filter(slug=SLUG).update(headline=f"What the tide tables say, part {number}")

    def the_process(number: int) -> None:
        clear_fragments()

    article = f"/articles/{SLUG}/"
    return [
        Case("article, nothing on it changed", article, nothing),
        Case("article, one comment changed", article, one_comment),
        Case("article, its headline changed", article, the_article),
        Case("article, the first of a process", article, the_process),
        Case("front, nothing on it changed", "/", nothing),
        Case("front, the first of a process", "/", the_process),
        Case("section, nothing on it changed", "/sections/section-0/", nothing),
        Case("section, the first of a process", "/sections/section-0/", the_process),
    ]


def draw(path: str) -> bytes:
    """The answer to a request whose query no view reads: such a page is rendered each time."""
    from newsroom.wsgi import application

    environ: dict[str, Any] = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": path,
        "QUERY_STRING": "rendered",
        "SCRIPT_NAME": "",
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "8000",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": "127.0.0.1",
        "HTTP_ACCEPT_ENCODING": "gzip, deflate, br",
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": sys.stderr,
    }
    answered: list[str] = []
    body = b"".join(application(environ, lambda status, _headers: answered.append(status)))
    if not answered[0].startswith("200"):
        raise RuntimeError(f"{path} is answered with {answered[0]}")
    return body


def _profiled(path: str, turns: int) -> pstats.Stats:
    profile = cProfile.Profile()
    for _turn in range(turns):
        profile.enable()
        draw(path)
        profile.disable()
    return pstats.Stats(profile)


def _table(cases: list[Case]) -> str:
    lines = ["| Page | CPU, ms | the fastest | calls of functions |", "|---|--:|--:|--:|"]
    lines += [
        f"| {case.name} | {statistics.median(case.milliseconds):.1f} | {min(case.milliseconds):.1f} | {case.calls:,} |"
        for case in cases
    ]
    return "\n".join(lines)


def _shares(stats: pstats.Stats) -> str:
    spent: Counter[str] = Counter()
    for (file, _line, name), (*_counts, own, _cumulative, _callers) in stats.stats.items():  # type: ignore[attr-defined]
        owner = next((said for part, said in OWNERS.items() if part in file or part in name.lower()), "Python itself")
        spent[owner] += own
    whole = sum(spent.values())
    lines = ["| Whose functions | share of the time |", "|---|--:|"]
    return "\n".join([*lines, *(f"| {owner} | {own / whole:.0%} |" for owner, own in spent.most_common())])


if __name__ == "__main__":
    main()
