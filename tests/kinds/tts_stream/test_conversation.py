"""One context of a provider: fed while it speaks, and left when it falls silent."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from typing import Any

import pytest

from ten_lite.errors import ProviderError
from ten_lite.kinds.sound_line import SoundLine
from ten_lite.kinds.tts_stream import Spoken
from ten_lite.kinds.tts_stream.answer_text import AnswerText
from ten_lite.kinds.tts_stream.conversation import Conversation
from ten_lite.messages import TtsTextInput


class Context:
    """Speaks what it is fed at once, unless it is to be ``silent`` or to end ``early``."""

    def __init__(self, *, silent: bool = False, early: bool = False) -> None:
        self.fed: list[str] = []
        self.silent, self.early = silent, early
        self._told: asyncio.Queue[str | None] = asyncio.Queue()

    async def feed(self, text: str) -> None:
        self.fed.append(text)
        self._told.put_nowait(None if self.early else text)

    async def finish(self) -> None:
        self._told.put_nowait(None)

    async def sound(self) -> AsyncGenerator[Spoken, None]:
        while (text := await self._told.get()) is not None:
            if self.silent:
                await asyncio.Event().wait()
            for letter in text:
                yield Spoken(letter.encode(), 1)


class Sound:
    """Where it goes; ``put_s`` is how long there is no room."""

    def __init__(self, put_s: float = 0.0) -> None:
        self.answer = SoundLine(16_000, frame=320, kept=0).begin(TtsTextInput("r1", ""))
        self.data, self.characters, self.put_s = b"", 0, put_s

    @property
    def until(self) -> int:
        return len(self.data)

    def align(self) -> None: ...

    def give(self, characters: int) -> None:
        self.characters += characters

    async def put(self, data: bytes) -> None:
        await asyncio.sleep(self.put_s)
        self.data += data


async def run(context: Context, text: AnswerText, sound: Sound, **limits: float) -> int:
    """Speak what is there and what comes; how often something was heard."""
    heard: list[None] = []
    part = await text.next_part()
    conversation: Any = Conversation(
        context,
        text,
        sound,  # type: ignore[arg-type]
        vendor="acme",
        heard=lambda: heard.append(None),
    )
    await conversation.run(part, **{"idle_s": 1.0, "stall_timeout_s": 5.0, **limits})
    return len(heard)


def saying(*texts: str) -> AnswerText:
    answer = AnswerText()
    for text in texts:
        answer.add(text)
    return answer


async def test_text_that_comes_while_it_speaks_goes_into_the_same_context() -> None:
    context, text, sound = Context(), saying("one "), Sound()
    running = asyncio.ensure_future(run(context, text, sound))
    await asyncio.sleep(0.5)
    text.add("two")
    await asyncio.sleep(0.5)
    text.end()
    assert await running == 7
    assert context.fed == ["one ", "two"]
    assert sound.data == b"one two"
    assert (sound.characters, text.spoken) == (7, 7)


async def test_a_context_that_is_given_nothing_more_for_a_while_is_finished() -> None:
    text, sound = saying("one"), Sound()
    began_s = asyncio.get_running_loop().time()
    await run(Context(), text, sound, idle_s=2.0)
    assert asyncio.get_running_loop().time() - began_s == pytest.approx(2.0)
    assert not text.is_whole


async def test_a_provider_that_owes_sound_and_is_silent_has_failed() -> None:
    with pytest.raises(ProviderError, match="acme gave no sound for 5 s") as caught:
        await run(Context(silent=True), saying("one"), Sound())
    assert (caught.value.retryable, caught.value.code) == (True, "timeout")


async def test_waiting_for_room_is_no_silence() -> None:
    text, sound = saying("one"), Sound(put_s=30.0)
    text.end()
    await run(Context(), text, sound)
    assert sound.data == b"one"


async def test_a_provider_that_ends_before_it_has_spoken_has_failed() -> None:
    with pytest.raises(ProviderError, match="acme ended before it had spoken the text"):
        await run(Context(early=True), saying("one"), Sound())
