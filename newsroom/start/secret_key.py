"""The secret of a site that runs on the embedded database: made once, kept under ``var/``, read by its owner only."""

import os
from pathlib import Path

from django.core.management.utils import get_random_secret_key


def generated_secret_key(path: Path) -> str:
    """The secret kept at path, made on the first call. Two processes that start together end with the same one."""
    path.parent.mkdir(exist_ok=True)
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    if not path.exists():
        draft.touch(mode=0o600)
        draft.write_text(get_random_secret_key() + get_random_secret_key())
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text()
