"""Small exports of Ghost, Disqus and Isso, and the real ones where they are at hand."""

import json
import sqlite3
from pathlib import Path

import pytest
from django.core.management import call_command

SAMPLES = Path(__file__).parents[2].parent / "shared" / "samples"
GHOST = SAMPLES / "ghost" / "harbour-paper.ghost.json"
DISQUS = SAMPLES / "disqus" / "harbour-paper.disqus.xml"
needs_samples = pytest.mark.skipif(not GHOST.is_file(), reason="the samples are not beside this project")


def moved(tmp_path, *paths, **options):
    """Move something in and return the JSON report, whose sums add up."""
    file = tmp_path / "report.json"
    call_command("move_in", *map(str, paths), **{"ai_use": "none", "report": [file], "verbosity": 0} | options)
    report = json.loads(file.read_text())
    for kind, counts in report["totals"].items():
        assert counts["in_file"] == counts["taken"] + counts["changed"] + counts["left_out"], kind
    assert sum(counts["in_file"] for counts in report["totals"].values()) == len(report["items"])
    assert all(each["reasons"] for each in report["items"] if each["outcome"] != "taken")
    return report


def reasons(report, kind, key):
    found = [each for each in report["items"] if (each["kind"], each["id"]) == (kind, key)]
    assert len(found) == 1, (kind, key)
    return " | ".join(found[0]["reasons"])


def outcomes(report, kind):
    return {each["id"]: each["outcome"] for each in report["items"] if each["kind"] == kind}


def post(key, **facts):
    usual = {"title": f"Post {key}", "slug": f"post-{key}", "status": "published", "visibility": "public"}
    usual |= {"type": "post", "published_at": "2024-03-31 01:30:00", "html": f"<p>Text {key}.</p>"}
    return {"id": key, **usual, **facts}


def ghost(folder, *posts, name="ghost.json", **tables):
    file = folder / name
    data = {"posts": list(posts), **tables}
    file.write_text(json.dumps({"db": [{"meta": {"exported_on": 1, "version": "6.1.0"}, "data": data}]}))
    return file


def lexical(*nodes):
    return json.dumps({"root": {"type": "root", "children": list(nodes)}})


def paragraph(words, **facts):
    return {"type": "paragraph", "children": [{"type": "extended-text", "text": words, **facts}]}


def thread(key, link, **facts):
    inner = "".join(f"<{name}>{value}</{name}>" for name, value in facts.items())
    return f'<thread dsq:id="{key}"><forum>paper</forum><link>{link}</link>{inner}</thread>'


def disqus_post(key, about, message, parent="", **facts):
    usual = {"createdAt": "2024-04-01T10:00:00Z", "isDeleted": "false", "isSpam": "false"} | facts
    inner = "".join(f"<{name}>{value}</{name}>" for name, value in usual.items())
    answers = f'<parent dsq:id="{parent}"/>' if parent else ""
    author = "<author><email>a@example.org</email><name>Ada</name><isAnonymous>true</isAnonymous></author>"
    return (
        f'<post dsq:id="{key}"><message><![CDATA[{message}]]></message>{inner}{author}'
        f'<thread dsq:id="{about}"/>{answers}</post>'
    )


def disqus(folder, *parts, start=""):
    file = folder / "comments.xml"
    spaces = 'xmlns="http://disqus.com" xmlns:dsq="http://disqus.com/disqus-internals"'
    text = f'<?xml version="1.0" encoding="utf-8"?>\n{start}<disqus {spaces}>\n' + "\n".join(parts) + "\n</disqus>\n"
    file.write_text(text)
    return file


def isso_database(folder, threads, comments):
    """threads: (id, uri). comments: dicts of columns."""
    file = folder / "comments.db"
    database = sqlite3.connect(file)
    database.execute("CREATE TABLE threads (id INTEGER PRIMARY KEY, uri VARCHAR(256) UNIQUE, title VARCHAR(256))")
    database.execute(
        "CREATE TABLE comments (tid, id INTEGER PRIMARY KEY, parent INTEGER, created FLOAT, modified FLOAT,"
        " mode INTEGER, remote_addr VARCHAR, text VARCHAR, author VARCHAR, email VARCHAR, website VARCHAR,"
        " likes INTEGER DEFAULT 0, dislikes INTEGER DEFAULT 0, voters BLOB NOT NULL, notification INTEGER DEFAULT 0)"
    )
    database.executemany("INSERT INTO threads (id, uri, title) VALUES (?, ?, '')", threads)
    for number, comment in enumerate(comments, 1):
        row = {"tid": 1, "id": number, "created": 1_711_900_000 + number, "mode": 1, "text": "Words.", "voters": b""}
        row |= {"author": "Ada"} | comment
        marks = ", ".join("?" * len(row))
        database.execute(f"INSERT INTO comments ({', '.join(row)}) VALUES ({marks})", list(row.values()))
    database.commit()
    database.close()
    return file
