"""One context at work: text in, sound out, and a watch that neither is waited for in vain."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import aclosing

from ten_lite.errors import ProviderError
from ten_lite.kinds.answer_sound import AnswerSound
from ten_lite.kinds.tts_stream.answer_text import AnswerText
from ten_lite.kinds.tts_stream.context import Spoken, TtsContext

__all__ = ["Conversation"]

WATCH_S = 0.25


class Conversation:
    """Has the text spoken until there is none for a while.

    Args:
        context: The provider's.
        text: What is to be said.
        sound: Where the sound goes.
        vendor: Names the provider.
        heard: Called when there is sound.
    """

    def __init__(
        self,
        context: TtsContext,
        text: AnswerText,
        sound: AnswerSound,
        *,
        vendor: str,
        heard: Callable[[], None],
    ) -> None:
        self._context = context
        self._text = text
        self._sound = sound
        self._vendor = vendor
        self._heard = heard
        self._now_s = asyncio.get_running_loop().time
        self._news_s = self._now_s()
        self._is_full = False  # enough sound is made: no more is wanted for now

    async def run(self, part: str, *, idle_s: float, stall_timeout_s: float) -> None:
        """Speak ``part`` and what is added to the text.

        Raises:
            ProviderError: The provider did not speak all it was given.
            Flushed: The answer was thrown away.
        """
        try:
            async with asyncio.TaskGroup() as group:
                feeding = group.create_task(self._feed(part, idle_s))
                watching = group.create_task(self._watch(stall_timeout_s))
                await self._take_sound()
                watching.cancel()
                if not feeding.done():
                    text = f"{self._vendor} ended before it had spoken the text"
                    raise ProviderError(text, retryable=True, vendor=self._vendor)
        except BaseExceptionGroup as failures:
            raise failures.exceptions[0] from None
        self._text.speak(self._text.fed - self._text.spoken)

    async def _feed(self, part: str, idle_s: float) -> None:
        while part:
            self._news_s = self._now_s()
            self._sound.give(len(part))
            await self._context.feed(part)
            part = await self._next_part(idle_s)
        await self._context.finish()

    async def _next_part(self, idle_s: float) -> str:
        while True:
            try:
                async with asyncio.timeout(idle_s):
                    return await self._text.next_part()
            except TimeoutError:
                if not self._text.is_owed:
                    return ""

    async def _watch(self, stall_timeout_s: float) -> None:
        while self._now_s() - self._news_s < stall_timeout_s:
            await asyncio.sleep(WATCH_S)
            if self._is_full or not self._text.is_owed:
                self._news_s = self._now_s()
        text = f"{self._vendor} gave no sound for {stall_timeout_s:g} s"
        raise ProviderError(text, retryable=True, vendor=self._vendor, code="timeout")

    async def _take_sound(self) -> None:
        self._sound.align()
        async with aclosing(self._context.sound()) as chunks:
            async for spoken in chunks:
                self._is_full = True
                await self._put(spoken)
                self._is_full = False
                self._news_s = self._now_s()

    async def _put(self, spoken: Spoken) -> None:
        sound, characters = self._sound, self._text.speak(spoken.characters)
        if characters:
            sound.answer.text.begin(characters, sound.until)
        if spoken.data:
            self._heard()
            await sound.put(spoken.data)
        if characters:
            sound.answer.text.done(sound.until)
