"""When a voice's provider is asked again, and how text is cut into requests."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ten_lite.errors import ProviderError
from ten_lite.kinds import sound_with_tries, text_parts
from ten_lite.kinds.session_config import AdjustableExtension

BUSY = ProviderError("busy", retryable=True)
REFUSED = ProviderError("no such voice", retryable=False)


class Node:
    """What the tries want of a voice.

    Attributes:
        proven: How often the provider has accepted the config.
        changes: How many changes by the client can be taken back.
    """

    def __init__(self, changes: int = 0) -> None:
        self.log = logging.getLogger("ten_lite.test")
        self.proven = 0
        self.changes = changes

    def prove(self) -> None:
        self.proven += 1

    def take_back(self, error: ProviderError) -> bool:
        if error.retryable or not self.changes:
            return False
        self.changes -= 1
        return True


def tries(*outcomes: bytes | ProviderError) -> Callable[[], AsyncGenerator[bytes, None]]:
    """Each try gives the chunks up to the first error, or up to ``b""``."""
    left = list(outcomes)

    async def one_try() -> AsyncGenerator[bytes, None]:
        while left:
            outcome = left.pop(0)
            if isinstance(outcome, ProviderError):
                raise outcome
            if not outcome:
                return
            yield outcome

    return one_try


def sounding(
    one_try: Callable[[], AsyncGenerator[bytes, None]], node: Node | None = None, retries: int = 2
) -> AsyncGenerator[bytes, None]:
    voice = cast(AdjustableExtension[Any], node or Node())
    return sound_with_tries(voice, one_try, max_retries=retries, vendor="acme")


async def sound(*outcomes: bytes | ProviderError, node: Node | None = None) -> bytes:
    return b"".join([chunk async for chunk in sounding(tries(*outcomes), node)])


async def test_the_first_try_that_gives_sound_is_heard():
    node = Node()
    assert await sound(BUSY, BUSY, b"ab", b"cd", node=node) == b"abcd"
    assert node.proven == 2


@pytest.mark.parametrize(
    "outcomes",
    [
        (BUSY, BUSY, BUSY, b"late"),
        (b"begun", BUSY, b"twice"),
        (REFUSED, b"late"),
        (ProviderError("slow", retryable=True, code="timeout"), b"late"),
        (ProviderError("wait", retryable=True, retry_after_s=60), b"late"),
    ],
    ids=["tries used up", "sound came", "refused", "timeout", "a pause too long"],
)
async def test_otherwise_the_error_is_told(outcomes: tuple[bytes | ProviderError, ...]):
    with pytest.raises(ProviderError):
        await sound(*outcomes)


async def test_no_sound_at_all_is_an_error_after_all_tries():
    assert await sound(b"", b"", b"ab") == b"ab"
    with pytest.raises(ProviderError) as caught:
        await sound(b"", b"", b"")
    assert (caught.value.code, caught.value.vendor) == ("no_sound", "acme")


async def test_what_is_refused_after_a_change_is_asked_for_again_without_counting_as_a_try():
    node = Node(changes=1)
    assert await sound(REFUSED, BUSY, BUSY, b"ab", node=node) == b"ab"


async def test_pauses_grow_and_the_one_the_provider_asks_for_is_made():
    loop = asyncio.get_running_loop()
    began_s = loop.time()
    await sound(BUSY, BUSY, b"ab")
    assert 0.37 <= loop.time() - began_s <= 0.75
    began_s = loop.time()
    await sound(ProviderError("busy", retryable=True, retry_after_s=3), b"ab")
    assert loop.time() - began_s == pytest.approx(3, abs=0.01)


async def test_closing_it_ends_the_try_under_way():
    closed = []

    async def one_try() -> AsyncGenerator[bytes, None]:
        try:
            yield b"ab"
            yield b"cd"
        finally:
            closed.append(True)

    async with aclosing(sounding(one_try)) as chunks:
        await anext(chunks)
    assert closed == [True]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("one two", ["one two"]),
        ("one two three", ["one two ", "three"]),
        ("abcdefghijkl", ["abcdefghij", "kl"]),
        (" ... ", []),
        ("one " + "." * 20 + " two", ["one ", " two"]),
        ("a\ud800b", ["ab"]),
    ],
)
def test_text_is_cut_at_spaces_into_parts_of_a_size_that_have_something_to_say(
    text: str, parts: list[str]
):
    assert list(text_parts(text, 10)) == parts


@given(st.text(alphabet="ab .", max_size=60), st.integers(2, 12))
def test_no_letter_is_lost_and_no_part_is_too_long(text: str, longest: int):
    parts = list(text_parts(text, longest))
    assert all(len(part) <= longest for part in parts)
    assert "".join(parts).replace(" ", "").replace(".", "") == text.replace(" ", "").replace(
        ".", ""
    )
