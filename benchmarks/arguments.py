"""What the commands here take on their command line."""

import argparse
from collections.abc import Callable
from pathlib import Path


def at_least(least: int) -> Callable[[str], int]:
    """A whole number, not below least."""

    def number(text: str) -> int:
        if (value := int(text)) < least:
            raise argparse.ArgumentTypeError(f"must be at least {least}")
        return value

    return number


def filled_archive(text: str) -> Path:
    """The directory of an archive that was filled to its end."""
    directory = Path(text)
    if not (directory / "archive.json").is_file():
        raise argparse.ArgumentTypeError(f"{text} holds no archive: fill it with python -m benchmarks.fill {text}")
    return directory
