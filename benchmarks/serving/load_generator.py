"""The load: ``wrk`` where it is installed, which costs next to nothing itself, else a loop in Python, which does."""

from __future__ import annotations

import http.client
import re
import shutil
import statistics
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

UNITS = {"us": 0.001, "ms": 1.0, "s": 1000.0, "m": 60_000.0}
POST = """
local number = 0
local run = tostring(os.time()) .. tostring(math.random(1000000000))
request = function()
  number = number + 1
  local body = "name=Reader&rating=4&message=Comment+" .. run .. "+" .. number
    .. "+on+the+height+of+the+water+each+morning&email=reader" .. run .. number .. "%40example.org"
  return wrk.format("POST", nil, {["Content-Type"] = "application/x-www-form-urlencoded"}, body)
end
"""


@dataclass(frozen=True)
class Load:
    """rate: requests a second. p50, p99: milliseconds. failed: answers that were no 2xx or 3xx."""

    requests: int
    rate: float
    p50: float
    p99: float
    failed: int


def name() -> str:
    return "wrk" if shutil.which("wrk") else "a loop in Python (install wrk for figures that it does not slow down)"


def load(url: str, headers: dict[str, str], seconds: int, *, post: bool, scratch: Path, connections: int = 1) -> Load:
    """Ask for url over keep-alive connections for so long."""
    wrk = shutil.which("wrk")
    if wrk is None:
        with ThreadPoolExecutor(connections) as pool:
            loops = [pool.submit(_loop, url, headers, seconds, post=post) for _connection in range(connections)]
            return _together([each.result() for each in loops])
    options = [option for field, value in headers.items() for option in ("-H", f"{field}: {value}")]
    if post:
        script = scratch / "post.lua"
        script.write_text(POST)
        options += ["-s", str(script)]
    command = [wrk, "-t1", f"-c{connections}", f"-d{seconds}s", "--latency", *options, url]
    output = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    failed = re.search(r"Non-2xx or 3xx responses: (\d+)", output)
    return Load(
        requests=int(re.search(r"(\d+) requests in", output)[1]),  # type: ignore[index]
        rate=float(re.search(r"Requests/sec:\s+([\d.]+)", output)[1]),  # type: ignore[index]
        p50=_milliseconds(re.search(r"^ +50% +(\S+)", output, re.MULTILINE)[1]),  # type: ignore[index]
        p99=_milliseconds(re.search(r"^ +99% +(\S+)", output, re.MULTILINE)[1]),  # type: ignore[index]
        failed=int(failed[1]) if failed else 0,
    )


def _milliseconds(text: str) -> float:
    found = re.fullmatch(r"([\d.]+)([a-z]+)", text)
    return float(found[1]) * UNITS[found[2]] if found else float("nan")  # wrk's -nan: nothing was answered in time


def _loop(url: str, headers: dict[str, str], seconds: int, *, post: bool) -> Load:
    host, _, path = url.removeprefix("http://").partition("/")
    connection = http.client.HTTPConnection(host)
    times, failed, number, began = [], 0, 0, time.monotonic()
    while time.monotonic() - began < seconds:
        number += 1
        words = f"{began} {number} on the height of the water each morning".replace(" ", "+")
        body = f"name=Reader&rating=4&message={words}&email=reader{began}{number}%40example.org" if post else None
        form = {"Content-Type": "application/x-www-form-urlencoded"} if post else {}
        start = time.perf_counter()
        connection.request("POST" if post else "GET", f"/{path}", body, headers | form)
        answer = connection.getresponse()
        answer.read()
        times.append((time.perf_counter() - start) * 1000)
        failed += answer.status >= 400
    cuts = statistics.quantiles(times, n=100)
    return Load(len(times), len(times) / (time.monotonic() - began), cuts[49], cuts[98], failed)


def _together(loads: list[Load]) -> Load:
    """p50 and p99: the medians of those of the connections."""
    return Load(
        requests=sum(each.requests for each in loads),
        rate=sum(each.rate for each in loads),
        p50=statistics.median(each.p50 for each in loads),
        p99=statistics.median(each.p99 for each in loads),
        failed=sum(each.failed for each in loads),
    )
