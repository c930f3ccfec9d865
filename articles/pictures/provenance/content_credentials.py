"""Reading Content Credentials (C2PA) in a file that someone handed in, so whatever it holds does no harm.

The library is native code and the file is a stranger's: it is read in a process of its own, with little memory and
time, that can open no file and no connection. Whatever happens to it, the upload goes on.
"""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

SECONDS = 10
READER = Path(__file__).with_name("manifest_reader.py")
MARK = b"c2pa"  # the name of the box that every manifest inside a file is in


@dataclass(frozen=True)
class ContentCredentials:
    """What a manifest says. source_types: of the picture. parts: of what was put into it. Both as it writes them.

    tool: what made the file. signer: in whose name it is signed, which no one here has checked. is_intact: signature
    and picture belong together. A manifest that cannot be read says nothing and is not intact.
    """

    source_types: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    tool: str = ""
    signer: str = ""
    is_intact: bool = False


def content_credentials(data: bytes, content_type: str) -> ContentCredentials | None:
    """The credentials inside data, a picture's file; None where there are none. What lies elsewhere is not fetched."""
    if MARK not in data:
        return None
    try:
        said = subprocess.run(
            [sys.executable, "-I", str(READER), content_type],
            input=data,
            capture_output=True,
            timeout=SECONDS,
            check=True,
        ).stdout
        facts = json.loads(said)
    except (subprocess.SubprocessError, OSError, ValueError):
        return ContentCredentials()
    if facts is None:
        return None
    return ContentCredentials(
        source_types=tuple(facts["source_types"]),
        parts=tuple(facts["parts"]),
        tool=facts["tool"],
        signer=facts["signer"],
        is_intact=facts["is_intact"],
    )
