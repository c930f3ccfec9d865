"""``python -m benchmarks.endurance``: whether a site that answers a million requests still takes what it took before.

Two workers get a site's usual requests: cached pages, whole and unchanged, the same under many addresses (more than the
store of a worker holds), unknown queries and addresses, refused forms and accepted comments.
The end says whether memory or open files grew.
"""

from __future__ import annotations

import argparse
import http.client
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from benchmarks.arguments import at_least
from benchmarks.load import BROWSER_ENCODINGS, fill, site
from benchmarks.serving.servers import Server

CONNECTIONS = 8
STEP = 50_000  # requests between two looks
SETTLED = 300_000  # requests after which the stores are full, that of the worker which gets fewer too
ALLOWED = 0.05  # of the memory
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
WORDS = "name=Reader&rating=4&message=Number+{n}+on+the+height+of+the+water&email={email}"
# How often among a thousand, method, path, headers, body. {n}: another number each time; {some}: one of forty.
MIX = [
    (580, "GET", "/articles/other-{some}/", {}, ""),
    (100, "GET", "/", {}, ""),
    (250, "GET", "/articles/other-{some}/", {"If-None-Match": "*"}, ""),
    (40, "GET", "/robots.txt", {}, ""),
    (12, "GET", "/articles/other-{some}/", {"Host": "localhost:{n}"}, ""),
    (4, "GET", "/articles/other-{some}/?unknown={n}", {}, ""),
    (8, "GET", "/articles/there-is-no-{n}/", {}, ""),
    (4, "POST", "/articles/other-{some}/comments/", FORM, WORDS.replace("{email}", "")),
    (2, "POST", "/articles/other-{some}/comments/", FORM, WORDS.replace("{email}", "reader{n}%40example.org")),
]
# wrk knows no number of requests, so the script ends it.
SCRIPT = """
local mix = {%(mix)s}
local left, number = %(requests)d, %(first)d
math.randomseed(%(first)d)
request = function()
  left = left - 1
  if left < 0 then os.exit(0) end
  number = number + 1
  local chance = math.random(1000)
  for _, kind in ipairs(mix) do
    chance = chance - kind[1]
    if chance <= 0 then
      local function fill(text)
        return (text:gsub("{n}", 1024 + number %% 64000):gsub("{some}", math.random(40)))
      end
      local headers = {}
      for name, value in pairs(kind[4]) do headers[name] = fill(value) end
      return wrk.format(kind[2], fill(kind[3]), headers, fill(kind[5]))
    end
  end
end
response = function(status)
  if status >= 500 then os.exit(1) end
end
"""


@dataclass(frozen=True)
class Look:
    """What the workers take after so many requests: MB of both and of the larger, files, threads."""

    requests: int
    megabytes: float
    largest: float
    files: int
    threads: int


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.endurance", description=__doc__)
    parser.add_argument("--requests", type=at_least(1), default=1_000_000)
    options = parser.parse_args()
    os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.settings"
    from newsroom.start.embedded_postgres import server as database

    with database, tempfile.TemporaryDirectory() as folder:
        fill()
        with site(Path(folder), "site", "--workers", "2") as server:
            looks = _send(server, options.requests, Path(folder))
    sys.stdout.write(f"\n{verdict(looks)}\n")


def _send(server: Server, requests: int, scratch: Path) -> list[Look]:
    sys.stdout.write("| Requests | MB of both workers | of the larger | Open files | Threads | Requests a second |\n")
    sys.stdout.write(f"|{'--:|' * 6}\n")
    looks = []
    for first in range(0, requests, STEP):
        began = time.monotonic()
        (_with_wrk if shutil.which("wrk") else _with_python)(server.port, first, scratch)
        rate = STEP / (time.monotonic() - began)
        look = Look(first + STEP, sum(server.memory()), server.megabytes(), server.open_files(), server.threads())
        looks.append(look)
        sys.stdout.write(
            f"| {look.requests:,} | {look.megabytes:.1f} | {look.largest:.1f} | {look.files} | {look.threads} "
            f"| {rate:.0f} |\n"
        )
        sys.stdout.flush()
        server.log.write_bytes(b"")
    return looks


def _with_wrk(port: int, first: int, scratch: Path) -> None:
    mix = ", ".join(
        f"{{{often}, '{method}', '{path}', {{{_lua(BROWSER_ENCODINGS | headers)}}}, '{body}'}}"
        for often, method, path, headers, body in MIX
    )
    script = scratch / "endurance.lua"
    script.write_text(SCRIPT % {"mix": mix, "requests": STEP, "first": first})
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", "-d3600s", "-s", str(script), f"http://127.0.0.1:{port}"]
    subprocess.run(command, capture_output=True, check=True)


def _lua(headers: dict[str, str]) -> str:
    return ", ".join(f"['{name}'] = '{value}'" for name, value in headers.items())


def _with_python(port: int, first: int, _scratch: Path) -> None:
    with ThreadPoolExecutor(CONNECTIONS) as pool:
        for sent in [pool.submit(_loop, port, first + part, first + STEP) for part in range(CONNECTIONS)]:
            sent.result()


def _loop(port: int, first: int, last: int) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    chance = random.Random(first)
    for number in range(first, last, CONNECTIONS):
        _often, method, path, headers, body = chance.choices(MIX, [kind[0] for kind in MIX])[0]
        words = {"{n}": str(1024 + number % 64_000), "{some}": str(chance.randrange(1, 41))}
        filled = [path, body, *headers.values()]
        for word, value in words.items():
            filled = [text.replace(word, value) for text in filled]
        headers = BROWSER_ENCODINGS | dict(zip(headers, filled[2:], strict=True))
        connection.request(method, filled[0], filled[1], headers)
        answer = connection.getresponse()
        answer.read()
        if answer.status >= 500:
            raise RuntimeError(f"{method} {filled[0]} is answered with {answer.status}")


def verdict(looks: list[Look]) -> str:
    settled = next((look for look in looks if look.requests >= SETTLED), looks[0])
    grown = looks[-1].megabytes / settled.megabytes - 1
    files = looks[-1].files - settled.files
    word = "Something grows" if grown > ALLOWED or files > CONNECTIONS else "Nothing grows"
    return (
        f"{word}: from the {settled.requests:,}th request to the {looks[-1].requests:,}th the memory of the "
        f"workers went from {settled.megabytes:.1f} to {looks[-1].megabytes:.1f} MB ({grown:+.1%}), "
        f"and their open files by {files:+d}."
    )


if __name__ == "__main__":
    main()
