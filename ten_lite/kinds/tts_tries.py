"""Asks a voice's provider again while nothing of a piece has been heard; cuts text to size."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import aclosing
from typing import Any

from ten_lite.errors import ProviderError
from ten_lite.kinds.backoff import Backoff
from ten_lite.kinds.session_config import AdjustableExtension

__all__ = ["sound_with_tries", "text_parts"]

FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.25, 1.0
LONGEST_ASKED_PAUSE_S = 5.0
"""Nobody in a conversation waits for longer."""


async def sound_with_tries(
    node: AdjustableExtension[Any],
    one_try: Callable[[], AsyncGenerator[bytes, None]],
    *,
    max_retries: int,
    vendor: str,
) -> AsyncGenerator[bytes, None]:
    """The sound of the first try that gives any.

    After its first sound nothing is said twice: the rest of the piece is lost, and that is an
    error. A piece that is refused because of what the client changed is asked for again as before
    the change; see ``AdjustableExtension.take_back``.

    Args:
        node: The voice; it is told that the provider accepts its ``config``.
        one_try: Begins a try, with the node's ``config`` of that moment; closing the generator
            that it gives ends the work of that try.
        max_retries: Further tries at most.
        vendor: Whose service it is, for the error.

    Raises:
        ProviderError: It cannot be retried, the tries are used up, sound had come before it, the
            try took too long (its code is ``timeout``), or the provider asks for a pause of more
            than 5 s. One with the code ``no_sound`` is for tries that end without any.
    """
    backoff = Backoff(first_s=FIRST_PAUSE_S, limit_s=LONGEST_PAUSE_S)
    while True:
        is_heard = False
        try:
            async with aclosing(one_try()) as chunks:
                async for chunk in chunks:
                    is_heard = True
                    node.prove()
                    yield chunk
            if is_heard:
                return
            text = f"{vendor} answered without any sound"
            raise ProviderError(text, retryable=True, vendor=vendor, code="no_sound")
        except ProviderError as error:
            if not is_heard and node.take_back(error):
                continue
            # who has waited for a timeout does not want to wait for another
            is_final = not error.retryable or is_heard or error.code == "timeout"
            if is_final or backoff.failures >= max_retries:
                raise
            if error.retry_after_s > LONGEST_ASKED_PAUSE_S:
                raise
            node.log.info("%s; trying again", error)
            asked_s = error.retry_after_s
        await asyncio.sleep(max(asked_s, backoff.next_delay_s()))


def text_parts(text: str, longest: int) -> Iterator[str]:
    """``text`` in requests of a size that is taken, cut at spaces where there are any.

    What has no letter and no digit in it is left out, as there is nothing to say in it.

    Args:
        text: What to say.
        longest: Characters of one request at most.
    """
    text = text.encode("utf-8", "ignore").decode("utf-8")  # a lone half of a pair cannot be sent
    while any(map(str.isalnum, text)):
        if len(text) <= longest:
            yield text
            return
        cut = text.rfind(" ", 1, longest) + 1 or longest
        part, text = text[:cut], text[cut:]
        if any(map(str.isalnum, part)):
            yield part
