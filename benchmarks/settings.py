"""The site's settings, on a database of the benchmark's own."""

from newsroom.settings import *  # noqa: F403
from newsroom.settings import DATABASES

NAME = "newsroom_benchmark"
DATABASES["default"]["NAME"] = NAME
