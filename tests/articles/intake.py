"""A machine, as the intake sees it: its token, and what it sends."""

import base64
import json
from io import BytesIO

from django.test import Client
from PIL import Image as Picture

from articles.models import IntakeToken
from tests.staff import account

ADDRESS = "/api/articles/"
DRAFT = {
    "headline": "The tide comes in",
    "body": "Twice a day.",
    "section": "world",
    "sources": [{"title": "Tide tables", "publisher": "The harbour", "address": "https://example.org/tides"}],
    "generated_at": "2026-03-01T09:30:00Z",
}


def draft(**changes) -> dict:
    """What a machine sends; None leaves a field out."""
    return {name: value for name, value in (DRAFT | changes).items() if value is not None}


def picture(form="PNG", size=(600, 400), **options) -> str:
    out = BytesIO()
    Picture.new("RGB", size, "teal").save(out, form, **options)
    return base64.b64encode(out.getvalue()).decode()


class Machine:
    """token: its row. words: what it shows."""

    def __init__(self, system="Example Writer", version="3", group="Reporter"):
        self.responsible = account(group)
        self.token = IntakeToken(system=system, version=version, responsible=self.responsible)
        self.words = self.token.issue()
        self.token.save()

    def send(self, raw: bytes, client=None, **headers):
        headers = {"Authorization": f"Bearer {self.words}"} | headers
        headers = {name.replace("_", "-"): value for name, value in headers.items() if value is not None}
        content_type = headers.pop("Content-Type", "application/json")
        client = client or Client(enforce_csrf_checks=True)
        return client.post(ADDRESS, raw, content_type=content_type, headers=headers)

    def hand_in(self, key=None, **changes):
        return self.send(json.dumps(draft(**changes)).encode(), Idempotency_Key=key)


def pointers(answer) -> list[str]:
    """The fields that a problem names, in their order."""
    return [error["pointer"] for error in answer.json()["errors"]]
