"""The site's settings, on a database of the benchmark's own."""

import os

from newsroom.settings import *  # noqa: F403
from newsroom.settings import DATABASES

NAME = "newsroom_benchmark"
DATABASES["default"]["NAME"] = NAME
if "BENCHMARK_POOL" in os.environ:  # benchmarks.workers compares it
    DATABASES["default"] |= {"CONN_MAX_AGE": 0, "CONN_HEALTH_CHECKS": False}
    DATABASES["default"]["OPTIONS"] = DATABASES["default"].get("OPTIONS", {}) | {"pool": {"min_size": 4, "max_size": 8}}
