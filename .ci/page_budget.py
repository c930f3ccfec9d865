"""Holds the reader's pages of a running site to budget.json: Lighthouse on a phone, bytes over the wire, requests.

Run from the checkout with its own interpreter, after ``npm ci --prefix .ci/tools``. Starts the site with its demo
content. Lighthouse slows the machine down to a phone. By itself it divides by four, whatever the machine: a slow or
busy one then stands for no phone at all. So each attempt slows down by what the attempt before has measured.
"""

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

HERE = Path(__file__).resolve().parent
LIGHTHOUSE = HERE / "tools/node_modules/.bin/lighthouse"
BUDGET = json.loads((HERE / "budget.json").read_text())
ATTEMPTS = 10
PHONE = 400  # Lighthouse's benchmark index of the phone; its own scale calls 125 to 800 "mid-tier mobile"
SLOWDOWN = 4.0  # the most, and the first attempt's: Lighthouse's own, which supposes an index of 1,600
CHROMIUM = "--headless=new --disable-gpu --disable-background-networking --disable-component-update --no-first-run"
ARTICLE = """
from datetime import timedelta
from django.utils import timezone
from articles.models import Article, Section
from comments.models import Comment

WORDS = "The tide comes in twice a day because the Moon pulls at the near side of the sea more than at the far one."
article, made = Article.objects.get_or_create(
    slug="page-budget",
    defaults={
        "section": Section.objects.first(),
        "headline": "What a page may weigh",
        "standfirst": WORDS,
        "body": "".join(f"<p>{number}. {WORDS} {WORDS}</p>" for number in range(11)),
        "ai_use": "generated",
        "published_at": timezone.now() - timedelta(days=3),
    },
)
for number in range(20 if made else 0):
    comment = Comment.objects.create(
        article=article, name=f"Reader {number}", email=f"reader{number}@example.org", stars=number % 5 + 1,
        message=f"{number}. {WORDS}",
    )
    comment.publish()
"""

PICTURES_TO_MAKE = """
from django_tasks_db.models import DBTaskResult

waiting = DBTaskResult.objects.filter(task_path__endswith=".make_renditions", status__in=["READY", "RUNNING"])
raise SystemExit(waiting.count() > 0)
"""
PATIENCE = 240  # seconds until the pictures of the demo content are made


def main() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    site = subprocess.Popen(
        [sys.executable, "manage.py", "start"],
        env=os.environ | {"PORT": str(port), "LOG_LEVEL": "WARNING"},
        stdout=subprocess.DEVNULL,
    )
    try:
        faults = _look_at(f"http://127.0.0.1:{port}", site)
    finally:
        site.terminate()
        site.wait()
    print("\n".join(faults) or "Every page is within its budget.")
    return 1 if faults else 0


def _look_at(site: str, process: subprocess.Popen[bytes]) -> list[str]:
    while True:
        if process.poll() is not None:
            return ["The site did not start."]
        try:
            urllib.request.urlopen(f"{site}/readyz").close()
            break
        except OSError:
            time.sleep(0.5)
    subprocess.run([sys.executable, "manage.py", "shell", "--no-imports", "-c", ARTICLE], check=True)
    _wait_for_the_pictures()
    pages = {
        "front": "/",
        "article": "/articles/how-tides-work/",
        "section": "/sections/science/",
        "search": "/search/",
        "article with 20 comments, without pictures": "/articles/page-budget/",
    }
    return [fault for name, path in pages.items() for fault in _faults(name, f"{site}{path}")]


def _wait_for_the_pictures() -> None:
    """Until the task worker has made them, it takes a processor, and the pages show the large originals."""
    end = time.monotonic() + PATIENCE
    look = [sys.executable, "manage.py", "shell", "--no-imports", "-c", PICTURES_TO_MAKE]
    while subprocess.run(look).returncode and time.monotonic() < end:
        time.sleep(3)


def _faults(name: str, address: str) -> list[str]:
    slowdown = SLOWDOWN
    for _ in range(ATTEMPTS):
        report = _lighthouse(address, slowdown)
        if report is None:
            faults = [f"{name}: Lighthouse could not look at it"]
            continue
        faults = _against_the_budget(name, report)
        if not faults:
            break
        slowdown = min(max(report["environment"]["benchmarkIndex"] / PHONE, 1.0), SLOWDOWN)
    return faults


def _lighthouse(address: str, slowdown: float) -> dict | None:
    """Its report; None where it failed itself, as it does now and then while the browser starts."""
    with tempfile.TemporaryDirectory() as directory:
        report = Path(directory, "report.json")
        flags = f"{CHROMIUM} --no-sandbox" if os.geteuid() == 0 else CHROMIUM
        run = subprocess.run(
            [
                LIGHTHOUSE,
                address,
                "--quiet",
                "--output=json",
                f"--output-path={report}",
                f"--chrome-flags={flags}",
                f"--throttling.cpuSlowdownMultiplier={slowdown:.2f}",
            ],
            env=os.environ | {"CHROME_PATH": shutil.which("chromium") or ""},
        )
        return json.loads(report.read_text()) if run.returncode == 0 else None


def _against_the_budget(name: str, report: dict) -> list[str]:
    scores = {category["title"]: round(100 * category["score"]) for category in report["categories"].values()}
    audits = report["audits"]
    shift = audits["cumulative-layout-shift"]["numericValue"]
    requests = [each for each in audits["network-requests"]["details"]["items"] if each["url"].startswith("http")]
    size = sum(each["transferSize"] for each in requests)
    machine = report["environment"]["benchmarkIndex"]
    slowdown = report["configSettings"]["throttling"]["cpuSlowdownMultiplier"]
    print(
        f"{name}: {scores}, layout shift {shift}, {len(requests)} requests, {size} bytes,"
        f" machine {machine:.0f} slowed down by {slowdown:g}",
        flush=True,
    )
    faults = [
        f"{name}: {title} is {score}: {_failed(report, title)}"
        for title, score in scores.items()
        if score < BUDGET["Lighthouse, in each category"]
    ]
    if shift > BUDGET["cumulative layout shift"]:
        faults.append(f"{name}: the layout shifts by {shift}")
    budget = BUDGET.get(name, {})
    if size > budget.get("bytes", size):
        faults.append(f"{name}: {size} bytes over the wire, {budget['bytes']} allowed")
    if len(requests) > budget.get("requests", len(requests)):
        addresses = " ".join(each["url"] for each in requests)
        faults.append(f"{name}: {len(requests)} requests, {budget['requests']} allowed: {addresses}")
    return faults


def _failed(report: dict, title: str) -> str:
    (category,) = (each for each in report["categories"].values() if each["title"] == title)
    weighed = [report["audits"][each["id"]] for each in category["auditRefs"] if each["weight"]]
    return "; ".join(
        f"{audit['title']} {audit.get('displayValue', '')}".strip()
        for audit in weighed
        if audit["score"] is not None and audit["score"] < 1
    )


if __name__ == "__main__":
    sys.exit(main())
