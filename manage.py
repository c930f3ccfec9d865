#!/usr/bin/env python3
"""Django's command line, with the embedded database around it where no DATABASE_URL is set."""

import os
import sys

from django.core.management import execute_from_command_line

from newsroom.embedded_postgres import server

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
    with server:
        execute_from_command_line(sys.argv)
