"""A program of its own, run by ``content_credentials``: a picture on standard input, what its manifest says as JSON.

It imports nothing of ours. ``null``: there is no manifest. Any other end than success: it could not be read.
"""

import io
import json
import os
import resource
import sys
from collections.abc import Iterator
from typing import Any

import c2pa

MEMORY = 1_500_000_000  # bytes of addresses, the library's own included
CPU_SECONDS = 8
MAX_TEXT = 200  # characters of a name
MAX_TYPES = 50
OFFLINE = {
    "core": {"allowed_network_hosts": [], "decode_identity_assertions": False},
    "verify": {"remote_manifest_fetch": False, "ocsp_fetch": False, "verify_trust": False},
}


def main() -> None:
    data = sys.stdin.buffer.read()
    _lock_in()
    try:
        reader = c2pa.Reader(sys.argv[1], io.BytesIO(data), context=c2pa.Context(c2pa.Settings.from_dict(OFFLINE)))
    except c2pa.C2paError.ManifestNotFound:
        print("null")  # noqa: T201
        return
    print(json.dumps(_said(json.loads(reader.json()))))  # noqa: T201


def _lock_in() -> None:
    """No file and no connection can be opened from here on, and memory and time are bounded."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    lowest_free = os.dup(0)
    os.close(lowest_free)
    resource.setrlimit(resource.RLIMIT_NOFILE, (lowest_free, lowest_free))


def _said(store: dict[str, Any]) -> dict[str, Any]:
    manifests = store["manifests"]
    active = manifests[store["active_manifest"]]
    own, parts = _lineage(manifests, store["active_manifest"])
    actions = [action for label in own for action in _actions(manifests[label])]
    signature = active.get("signature_info") or {}
    return {
        "source_types": _types(actions),
        "parts": _types(action for label in parts for action in _actions(manifests[label])),
        "tool": _tool(active),
        "signer": str(signature.get("issuer") or signature.get("common_name") or "")[:MAX_TEXT],
        "is_intact": store.get("validation_state") in ("Valid", "Trusted"),
    }


def _lineage(manifests: dict[str, Any], active: str) -> tuple[list[str], list[str]]:
    """The manifests of the picture and of what it was before, and those of what was put into it."""
    own: list[str] = []
    parts: list[str] = []
    seen: set[str] = set()
    waiting = [(active, True)]
    while waiting:
        label, is_own = waiting.pop()
        if label in seen or label not in manifests:
            continue
        seen.add(label)
        (own if is_own else parts).append(label)
        for ingredient in manifests[label].get("ingredients") or ():
            is_parent = ingredient.get("relationship") == "parentOf"
            waiting.append((ingredient.get("active_manifest"), is_own and is_parent))
    return own, parts


def _actions(manifest: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for assertion in manifest.get("assertions") or ():
        if str(assertion.get("label")).startswith("c2pa.actions"):
            yield from assertion["data"]["actions"]


def _types(actions: Any) -> list[str]:
    stated = {str(action["digitalSourceType"])[:MAX_TEXT] for action in actions if action.get("digitalSourceType")}
    return sorted(stated)[:MAX_TYPES]


def _tool(manifest: dict[str, Any]) -> str:
    for generator in manifest.get("claim_generator_info") or ():
        return f"{generator.get('name') or ''} {generator.get('version') or ''}".strip()[:MAX_TEXT]
    return str(manifest.get("claim_generator") or "")[:MAX_TEXT]


if __name__ == "__main__":
    main()
