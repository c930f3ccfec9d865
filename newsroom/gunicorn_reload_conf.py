"""How gunicorn serves the site while it is worked on, for ``manage.py start --reload``: one worker, which reloads."""

import os
import sys

sys.path.insert(0, os.getcwd())

from newsroom.gunicorn_conf import *  # noqa: F403

workers = 1
reload = True
preload_app = False  # what the first process has loaded would stay as it is
