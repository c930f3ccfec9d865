#!/bin/sh
# Resolves pyproject.toml into the locked files beside this one: pins and hashes, no index address. Needs uv.
set -eu
cd "$(dirname "$0")/.."
lock() { uv pip compile --quiet --universal --generate-hashes --python-version 3.11 --no-emit-index-url --no-emit-find-links --custom-compile-command requirements/lock.sh "$@"; }
lock pyproject.toml --output-file requirements/base.txt "$@"
lock --group test --constraint requirements/base.txt --output-file requirements/test.txt "$@"
lock pyproject.toml --extra s3 --constraint requirements/base.txt --output-file requirements/s3.txt "$@"
lock pyproject.toml --extra sentry --constraint requirements/base.txt --output-file requirements/sentry.txt "$@"
