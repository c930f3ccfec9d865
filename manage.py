#!/usr/bin/env python3
"""Django's command line, with the embedded database around it where no DATABASE_URL is set."""

import errno
import sys

from django.core.management import execute_from_command_line

from newsroom.start.embedded_postgres import EmbeddedPostgresError, server
from newsroom.start.startup import load_site


def main() -> None:
    load_site()
    try:
        with server:
            execute_from_command_line(sys.argv)
    except EmbeddedPostgresError as error:
        sys.exit(str(error))
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT):
            raise
        sys.exit("The disk is full: make room, then run the command again.")


if __name__ == "__main__":
    main()
