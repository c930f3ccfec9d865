# Newsroom: everything from a fresh checkout. Needs make and Python 3.11 or newer, and nothing else.
#
#   make run     the site at http://127.0.0.1:8000 (PORT and HOST change that)
#   make dev     the same, reloading when code changes, with debug pages
#   make test    the tests; ARGS="-k stars" goes to pytest
#   make check   format, lint, templates, types, imports, migrations, deployment settings
#   make messages  the texts of the pages, taken from the sources into locale/, and compiled
#   make pictures  the pictures of the guide for staff, taken anew into docs/pictures/; needs Chromium
#   make bench   how fast pages are, beside a bare Django view; ARGS="--rounds 3"
#   make rehearse  kills parts of a throw-away site under load, and counts what is lost; ARGS="--short"
#   make clean   removes what was installed and cached; asks before it removes the site's data

PYTHON = python3
IN_VENV = .venv/bin/python
PREPARE = command -v "$(PYTHON)" >/dev/null || { echo "$(PYTHON) is not there: install Python 3.11 or newer." >&2; exit 1; }; \
	"$(PYTHON)" -I newsroom/start/bootstrap.py

.PHONY: run dev test check messages pictures bench rehearse clean format-check lint-check template-check type-check import-check migration-check deploy-check

run:
	@$(PREPARE) && exec $(IN_VENV) manage.py start

dev:
	@$(PREPARE) && DEBUG=on exec $(IN_VENV) manage.py start --reload

test:
	@$(PREPARE) test && exec $(IN_VENV) -m pytest -n auto --dist loadfile --no-loadscope-reorder $(ARGS)

check:
	@$(PREPARE) test
	@$(MAKE) -k --no-print-directory format-check lint-check template-check type-check import-check migration-check deploy-check

format-check:
	$(IN_VENV) -m ruff format --check --quiet .

lint-check:
	$(IN_VENV) -m ruff check --quiet .

template-check:
	find templates articles comments newsroom web -name '*.html' -exec .venv/bin/djade --check --target-version 5.2 {} +

type-check:
	$(IN_VENV) -m mypy

import-check:
	.venv/bin/lint-imports --no-cache

migration-check:
	$(IN_VENV) manage.py makemigrations --check --dry-run

deploy-check:
	set -a && . docs/production.env && SECRET_KEY=$$($(IN_VENV) -c 'import secrets; print(secrets.token_urlsafe(50))') \
		&& $(IN_VENV) manage.py check --deploy --fail-level WARNING \
			$$($(IN_VENV) manage.py check --deploy --list-tags | sed '/^database$$/d; s/^/--tag /')

messages:
	@$(PREPARE) test && exec $(IN_VENV) -m newsroom.messages

pictures:
	@$(PREPARE) test && exec $(IN_VENV) -m docs.take_pictures

bench:
	@$(PREPARE) && exec $(IN_VENV) -m benchmarks.load $(ARGS)

rehearse:
	@$(PREPARE) && exec $(IN_VENV) -m rehearsals.rehearse $(ARGS)

clean:
	@"$(PYTHON)" -I newsroom/start/clean.py
