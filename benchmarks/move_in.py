"""How long a WordPress takes to move in, and in how much memory: ``python -m benchmarks.move_in``.

The export is written into a folder of its own, and moved into an empty database of the benchmark's own.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from benchmarks.arguments import at_least
from benchmarks.import_files import _peak, _processor_seconds

PARAGRAPHS, SENTENCES = 10, 3  # of a post, and of a paragraph: some 480 words
PARAGRAPH = "<!-- wp:paragraph -->\n<p>{}</p>\n<!-- /wp:paragraph -->"
REPLIES = 0.3  # of the comments


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.move_in", description=__doc__)
    parser.add_argument("--posts", type=at_least(1), default=10_000)
    parser.add_argument("--comments", type=at_least(0), default=100_000)
    parser.add_argument("--again", action="store_true", help="move it in once more, which changes nothing")
    options = parser.parse_args()
    from benchmarks.database import benchmark_database

    with tempfile.TemporaryDirectory() as folder:
        export, database = Path(folder, "export.xml"), Path(folder, "database")
        with export.open("w", encoding="utf-8") as file:
            file.writelines(wordpress(options.posts, options.comments))
        with benchmark_database(database):
            from django.core.management import call_command

            call_command("migrate", verbosity=0)
            for _turn in range(2 if options.again else 1):
                before, began, used = _peak(), time.perf_counter(), _processor_seconds(database)
                call_command("move_in", str(export), ai_use="none")
                took = time.perf_counter() - began
                python, postgres = (now - then for now, then in zip(_processor_seconds(database), used, strict=True))
                sys.stdout.write(
                    f"{options.posts} posts with {options.comments} comments ({export.stat().st_size / 1e6:.0f} MB)"
                    f" in {took:.0f} s (CPU: {python:.0f} s in Python, {postgres:.0f} s in PostgreSQL);"
                    f" at most {_peak():.0f} MB of memory, of which {before:.0f} before the first item\n"
                )


def wordpress(posts: int, comments: int) -> Iterator[str]:
    """An export with posts of 480 words, an author, two tags and comments, of which some answer others."""
    from benchmarks.generator.words import Phrasebook

    book, chance = Phrasebook(1, sentences=2_000), Random(1)
    space = "http://wordpress.org/export/1.2/"
    yield (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0" xmlns:wp="{space}" xmlns:excerpt="{space}excerpt/"'
        ' xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">\n'
        "<channel><title>Benchmark</title><link>https://old.example</link><wp:wxr_version>1.2</wp:wxr_version>\n"
    )
    first, number = datetime(2010, 1, 1, tzinfo=UTC), 0
    for post in range(1, posts + 1):
        at = first + timedelta(hours=12 * post)
        body = "\n\n".join(
            PARAGRAPH.format(" ".join(chance.choices(book.sentences, k=SENTENCES))) for _each in range(PARAGRAPHS)
        )
        tags = "".join(
            f'<category domain="post_tag" nicename="tag-{tag}"><![CDATA[Tag {tag}]]></category>'
            for tag in {chance.randrange(500), chance.randrange(500)}
        )
        yield (
            f"<item><title>What the tide tables say, part {post}</title>"
            f"<link>https://old.example/{at:%Y/%m}/part-{post}/</link><dc:creator>author-{chance.randrange(200)}</dc:creator><guid>https://old.example/?p={post}</guid>"
            f"<content:encoded><![CDATA[{body}]]></content:encoded><wp:post_id>{post}</wp:post_id>"
            f"<wp:post_date_gmt>{at:%Y-%m-%d %H:%M:%S}</wp:post_date_gmt><wp:post_name>part-{post}</wp:post_name>"
            f"<wp:status>publish</wp:status><wp:post_type>post</wp:post_type>{tags}\n"
        )
        own: list[int] = []
        for each in range(comments * post // posts - comments * (post - 1) // posts):
            number += 1
            parent = chance.choice(own) if own and chance.random() < REPLIES else 0
            own.append(number)
            rating = f"<wp:meta_key>rating</wp:meta_key><wp:meta_value>{chance.randrange(1, 6)}</wp:meta_value>"
            stars = "" if parent or each % 3 else f"<wp:commentmeta>{rating}</wp:commentmeta>"
            yield (
                f"<wp:comment><wp:comment_id>{number}</wp:comment_id><wp:comment_author>Reader {number % 9_000}"
                f"</wp:comment_author><wp:comment_author_email>reader{number % 9_000}@example.org"
                f"</wp:comment_author_email><wp:comment_author_IP>192.0.2.{number % 256}</wp:comment_author_IP>"
                f"<wp:comment_date_gmt>{at + timedelta(minutes=each):%Y-%m-%d %H:%M:%S}</wp:comment_date_gmt>"
                f"<wp:comment_content><![CDATA[{' '.join(chance.choices(book.sentences, k=2))}]]></wp:comment_content>"
                f"<wp:comment_approved>1</wp:comment_approved><wp:comment_type></wp:comment_type>"
                f"<wp:comment_parent>{parent}</wp:comment_parent>{stars}</wp:comment>\n"
            )
        yield "</item>\n"
    yield "</channel></rss>\n"


if __name__ == "__main__":
    main()
