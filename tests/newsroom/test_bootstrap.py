"""The first minute on a fresh machine: real virtual environments, in checkouts whose requirements name nothing."""

import ast
import os
import pty
import runpy
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]
BOOTSTRAP = PROJECT / "newsroom" / "start" / "bootstrap.py"
CLEAN = PROJECT / "newsroom" / "start" / "clean.py"
NO_NETWORK = {"PIP_CONFIG_FILE": os.devnull, "PIP_INDEX_URL": "http://127.0.0.1:9/", "PIP_RETRIES": "1"}
A_PACKAGE = "newsroom-names-no-such-package==1.0 --hash=sha256:" + "0" * 64


@pytest.fixture
def checkout(tmp_path):
    checkout = tmp_path / "a check out"
    (checkout / "newsroom" / "start").mkdir(parents=True)
    (checkout / "requirements").mkdir()
    for script in (BOOTSTRAP, CLEAN):
        (checkout / "newsroom" / "start" / script.name).write_bytes(script.read_bytes())
    for name in ("base", "test"):
        (checkout / "requirements" / f"{name}.txt").write_text("# nothing\n")
    return checkout


def run(checkout, script, *arguments, through=("-I",), **environment):
    return subprocess.run(
        [sys.executable, *through, str(checkout / "newsroom" / "start" / script), *arguments],
        cwd=checkout.parent,
        env=os.environ | NO_NETWORK | environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )


def test_an_old_python_can_read_it_far_enough_to_say_so():
    for script in (BOOTSTRAP, CLEAN):
        ast.parse(script.read_text(), feature_version=(3, 6))


def test_an_old_python_is_refused_with_one_sentence_that_says_what_to_do(checkout):
    pretend = "import runpy, sys; sys.version_info = (3, 9, 2); runpy.run_path(sys.argv[1], run_name='__main__')"
    result = run(checkout, "bootstrap.py", through=("-c", pretend))
    assert result.returncode == 1
    assert "needs Python 3.11 or newer" in result.stderr
    assert "3.9.2" in result.stderr
    assert result.stderr.count("\n") == 1
    assert not (checkout / ".venv").exists()


def test_the_environment_is_made_once_and_the_second_time_nothing_is_done(checkout):
    first = run(checkout, "bootstrap.py")
    assert first.returncode == 0, first.stderr
    assert "Making a virtual environment" in first.stdout
    made = (checkout / ".venv" / "pyvenv.cfg").stat().st_mtime_ns
    second = run(checkout, "bootstrap.py")
    assert (second.returncode, second.stdout, second.stderr) == (0, "", "")
    assert (checkout / ".venv" / "pyvenv.cfg").stat().st_mtime_ns == made

    (checkout / "requirements" / "test.txt").write_text("# something else\n")
    assert run(checkout, "bootstrap.py").stdout == ""
    third = run(checkout, "bootstrap.py", "test")
    assert "Installing 0 packages" in third.stdout
    assert "Making" not in third.stdout

    (checkout / ".venv" / "bin" / "python").unlink()
    assert "Making a virtual environment" in run(checkout, "bootstrap.py").stdout


def test_a_set_up_that_failed_says_why_in_one_sentence_and_succeeds_when_that_is_mended(checkout):
    lock = checkout / "requirements" / "base.txt"
    lock.write_text(A_PACKAGE + "\n")
    failed = run(checkout, "bootstrap.py")
    assert failed.returncode == 1
    assert "needs the network" in failed.stderr
    assert failed.stderr.count("\n") == 1
    assert (checkout / ".venv" / "install.log").exists()
    lock.write_text("# nothing\n")
    mended = run(checkout, "bootstrap.py")
    assert mended.returncode == 0, mended.stderr


@pytest.mark.parametrize(
    ("output", "sentence"),
    [
        ("x\nERROR: Could not install: [Errno 28] No space left on device\n", "The disk is full"),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE FILE\n", "other files than requirements/ locks"),
        ("ERROR: No matching distribution found for nh3\nhint\n", "No matching distribution found for nh3"),
    ],
)
def test_what_pip_says_becomes_one_sentence(output, sentence):
    explained = runpy.run_path(str(BOOTSTRAP))["explain"]("The packages could not be installed", output)
    assert sentence in explained
    assert explained.endswith(".")
    assert "\n" not in explained


def leave_something(checkout):
    for name in (".venv", ".mypy_cache", "newsroom/__pycache__", "var/media", "var/static"):
        (checkout / name).mkdir(parents=True)
    (checkout / "var" / "media" / "picture.png").touch()


def test_clean_keeps_the_data_when_nobody_is_there_to_agree(checkout):
    leave_something(checkout)
    result = run(checkout, "clean.py")
    assert result.returncode == 0
    assert (checkout / "var" / "media" / "picture.png").exists()
    for name in (".venv", ".mypy_cache", "newsroom/__pycache__", "var/static"):
        assert not (checkout / name).exists()


@pytest.mark.parametrize(("answer", "keeps"), [(b"\n", True), (b"no\n", True), (b"yes\n", False)])
def test_clean_removes_the_data_only_when_somebody_says_yes(checkout, answer, keeps):
    leave_something(checkout)
    terminal, other_end = pty.openpty()
    os.write(terminal, answer)
    subprocess.run([sys.executable, "-I", checkout / "newsroom" / "start" / "clean.py"], stdin=other_end, check=True)
    os.close(other_end)
    os.close(terminal)
    assert (checkout / "var").exists() is keeps
