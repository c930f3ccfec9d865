"""The body of a request, read on the event loop, so no thread waits for a client that sends slowly or never."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from tempfile import SpooledTemporaryFile
from typing import IO, Any

Receive = Callable[[], Awaitable[dict[str, Any]]]

LARGEST = 25_000_000  # bytes; the largest picture, and the form around it
IN_MEMORY = 256_000  # bytes of one body; the rest is in a file
PATIENCE = 20  # seconds for a body of no length,
SLOWEST = 50_000  # and bytes a second beyond that
DRAINED = 4 * LARGEST  # bytes of a body that is too large, read on so its sender can read the answer


class TooLargeError(Exception):
    """It has, or announces, more than LARGEST."""


class TooSlowError(Exception):
    """It did not come in time."""


class GoneError(Exception):
    """Anyone who sent it is no longer there, or the server has answered already that it is no HTTP."""


async def read_body(receive: Receive, announced: int | None) -> tuple[IO[bytes], int]:
    """The body, from its start, and its length in bytes. announced: the length that its head gives, if any.

    TooLargeError, TooSlowError, GoneError.
    """
    if announced is not None and announced > LARGEST:
        raise TooLargeError
    loop = asyncio.get_running_loop()
    # Closed once no one has it any more: a thread may read from it when the client has long gone.
    body: IO[bytes] = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115
    length, began = 0, loop.time()
    is_over = False
    while not is_over:
        try:
            async with asyncio.timeout_at(began + PATIENCE + length / SLOWEST):
                message = await receive()
        except TimeoutError:
            raise TooSlowError from None
        if message["type"] != "http.request":
            raise GoneError
        chunk = message.get("body", b"")
        length += len(chunk)
        if length > LARGEST:
            raise TooLargeError
        body.write(chunk)
        is_over = not message.get("more_body", False)
    body.seek(0)
    return body, length


async def drain(receive: Receive, announced: int) -> None:
    """Read on past what is too large: a connection that is closed before is reset, and the answer lost with it."""
    left = min(announced, DRAINED)
    try:
        async with asyncio.timeout(PATIENCE):
            while left > 0 and (message := await receive())["type"] == "http.request":
                left -= len(message.get("body", b""))
                if not message.get("more_body", False):
                    return
    except TimeoutError:
        return
