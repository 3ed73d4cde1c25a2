"""What a stream tells of messages that come at given places of its sound."""

from __future__ import annotations

import asyncio
from typing import Any, cast

import pytest

from ten_lite.kinds.stt_stream import Words
from ten_lite_elevenlabs.scribe_stream import ScribeStream
from ten_lite_elevenlabs.scribe_wire import Committed, Ended, Partial, ScribeMessage
from ten_lite_elevenlabs.stt_config import ElevenLabsSttConfig

SILENCE_MS = 500


class Link:
    """Takes sound in real time, and gives each message when so much of it was sent."""

    def __init__(self, script: list[tuple[int, ScribeMessage]]) -> None:
        self.script = script
        self.stream: ScribeStream
        self.sent_ms = 0

    async def send_sound(self, data: bytes) -> None:
        self.sent_ms += len(data) // 32

    async def receive(self, limit_s: float | None = None) -> ScribeMessage:
        if not self.script:
            return Ended()
        at_ms, message = self.script[0]
        waited_ms = 0
        while self.sent_ms < at_ms:
            if limit_s is not None and waited_ms >= 1000 * limit_s:
                raise TimeoutError
            await self.stream.send_sound(bytes(32 * 20))
            await asyncio.sleep(0.02)
            waited_ms += 20
        self.script.pop(0)
        return message

    def give_up(self, reason: str) -> None:
        pass


async def told(
    *script: tuple[int, ScribeMessage], begin_s: float = 0.0, kept_s: int = 0
) -> list[Words]:
    link = Link(list(script))
    config = ElevenLabsSttConfig(api_key="k", silence_ms=SILENCE_MS)
    link.stream = ScribeStream(cast(Any, link), config, begin_s)
    await link.stream.send_sound(bytes(kept_s * 32_000))
    return [words async for words in link.stream.told() if isinstance(words, Words)]


def partial(text: str) -> Partial:
    return Partial(message_type="partial_transcript", text=text)


def plain(text: str) -> Committed:
    return Committed(message_type="committed_transcript", text=text)


def timed(text: str, start_s: float, end_s: float) -> Committed:
    words = [{"text": text, "start": start_s, "end": end_s, "type": "word"}]
    kind = "committed_transcript_with_timestamps"
    return Committed.model_validate({"message_type": kind, "text": text, "words": words})


async def test_times_are_those_of_the_session():
    (final,) = await told((1500, timed("one", 0.4, 1.0)), begin_s=60)
    assert final == Words("one", 60_400, 61_000, True)


async def test_times_that_run_ahead_are_put_right_by_the_silence_that_was_heard():
    (final,) = await told((1500, timed("one", 0.7, 1.3)))
    assert final == Words("one", 400, 1000, True)


async def test_what_elevenlabs_tells_late_is_not_moved():
    (final,) = await told((1900, timed("one", 0.4, 1.0)))
    assert final == Words("one", 400, 1000, True)


async def test_a_partial_result_begins_before_it_was_told_and_ends_no_later_than_it_must():
    first, second = await told((2000, partial("one")), (2400, partial("one two")))
    assert first == Words("one", 1200, 1201, False)
    assert second == Words("one two", 1200, 2000, False)


async def test_speech_that_was_told_to_begin_ends_after_that():
    first, final = await told((2000, partial("one")), (2500, timed("one", 0.4, 1.0)))
    assert final.is_final
    assert final.end_ms > first.start_ms


async def test_utterances_do_not_overlap():
    one, two = await told((1500, timed("one", 0.4, 1.0)), (2000, timed("two", 0.9, 1.5)))
    assert one.end_ms <= two.start_ms < two.end_ms


@pytest.mark.parametrize("between_ms", [0, 100])
async def test_the_text_with_times_is_told_once_and_at_once(between_ms: int):
    at_ms = 1500 + between_ms
    (final,) = await told((1500, plain("one")), (at_ms, timed("one", 0.4, 1.0)))
    assert final == Words("one", 400, 1000, True)


async def test_times_that_come_too_late_are_not_told_as_another_utterance():
    (final,) = await told((1500, plain("one")), (2500, timed("one", 0.4, 1.0)))
    assert final == Words("one", 700, 1000, True)


async def test_the_same_word_twice_is_two_utterances():
    found = await told(
        (1500, plain("one")),
        (1500, timed("one", 0.4, 1.0)),
        (3500, plain("one")),
        (3500, timed("one", 2.4, 3.0)),
    )
    assert [words.start_ms for words in found] == [400, 2400]


async def test_while_it_catches_up_nothing_is_concluded_from_how_much_was_sent():
    first, final = await told(
        (10_000, partial("one")), (10_000, timed("one", 0.4, 1.0)), begin_s=60, kept_s=10
    )
    assert first == Words("one", 60_000, 60_001, False)
    assert final == Words("one", 60_400, 61_000, True)


async def test_when_it_has_caught_up_it_is():
    first, final = await told((21_000, partial("one")), (21_500, timed("one", 22, 22.4)), kept_s=10)
    assert first.start_ms == 20_200
    assert final.end_ms == 21_000
