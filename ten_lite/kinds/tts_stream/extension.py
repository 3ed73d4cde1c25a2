"""Base of voices that are fed text while they speak."""

from __future__ import annotations

import asyncio
import contextlib
from abc import abstractmethod
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import ClassVar

from ten_lite.errors import ProviderError
from ten_lite.kinds.answer_sound import AnswerSound
from ten_lite.kinds.backoff import Backoff
from ten_lite.kinds.sound_sender import Flushed
from ten_lite.kinds.tts_stream.answer_text import AnswerText
from ten_lite.kinds.tts_stream.context import TtsContext
from ten_lite.kinds.tts_stream.conversation import Conversation
from ten_lite.kinds.voice import VoiceExtension
from ten_lite.messages import TtsFlush, TtsTextInput
from ten_lite.runtime.extension import ConfigT

__all__ = ["StreamingTtsExtension"]

FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.25, 1.0


@dataclass(slots=True)
class _Speaking:
    request_id: str
    text: AnswerText
    task: asyncio.Task[None]


class StreamingTtsExtension(VoiceExtension[ConfigT]):
    """A voice that is fed an answer's text as it comes; subclasses write ``open_context``.

    An answer is one context at the provider, or several when there is no text for a while. When a
    context is lost, another one goes on with the text that is not spoken yet; a word that was
    broken off is said again. Everything else is said of ``VoiceExtension``.

    Attributes:
        vendor: Names the provider in errors.
        retries: Failures in a row, without any sound between them, that are got over.
        idle_s: A context that has spoken all it was given is finished when no more text comes for
            this long.
    """

    vendor: ClassVar[str]
    retries: int = 2
    idle_s: float = 3.0

    _speaking: _Speaking | None = None

    @abstractmethod
    def open_context(self) -> AbstractAsyncContextManager[TtsContext]:
        """A place for text to be spoken; leaving it before its end stops the provider.

        Raises:
            ProviderError: The provider cannot be reached, or refuses.
        """

    async def on_tts_text_input(self, message: TtsTextInput) -> None:
        """Give the voice the next piece of an answer; a new answer waits for the one before."""
        speaking = self._speaking
        if speaking is None or speaking.text.is_whole or speaking.request_id != message.request_id:
            if speaking is not None:
                speaking.text.end()
                await asyncio.wait({speaking.task})
            sound, text = self._begin_answer(message), AnswerText()
            task = self.spawn(self._speak(text, sound), name=f"speak {message.request_id}")
            speaking = self._speaking = _Speaking(message.request_id, text, task)
        speaking.text.add(message.text)
        if message.text_input_end:
            speaking.text.end()

    def on_tts_flush(self, message: TtsFlush) -> None:
        """Stop the provider, and forget all answers."""
        if self._speaking is not None:
            self._speaking.task.cancel()
            self._speaking = None
        super().on_tts_flush(message)

    async def _speak(self, text: AnswerText, sound: AnswerSound) -> None:
        with contextlib.suppress(Flushed):
            try:
                await self._speak_all(text, sound)
                rest = len(text.text) - text.spoken  # nothing that can be said
                sound.answer.text.begin(rest, sound.until)
                sound.answer.text.done(sound.until)
                await sound.finish()
            except Flushed:
                raise
            except Exception:
                await self._tell_failure(sound)
                raise

    async def _speak_all(self, text: AnswerText, sound: AnswerSound) -> None:
        """Have the text spoken, in one context after the other."""
        backoff = Backoff(first_s=FIRST_PAUSE_S, limit_s=LONGEST_PAUSE_S)
        while part := await text.next_part():
            made, spoken = sound.until, text.spoken
            try:
                async with self.open_context() as context:
                    conversation = Conversation(
                        context, text, sound, vendor=self.vendor, heard=self.prove
                    )
                    await conversation.run(
                        part, idle_s=self.idle_s, stall_timeout_s=self.stall_timeout_s
                    )
            except ProviderError as error:
                if text.spoken > spoken:
                    backoff.reset()
                elif sound.until > made:  # nobody knows where to go on
                    raise
                await self._get_over(error, backoff)
                text.take_back()

    async def _get_over(self, error: ProviderError, backoff: Backoff) -> None:
        """Wait a moment, if trying again may help; else raise ``error``."""
        if self.take_back(error):
            return
        # who has waited for a timeout does not want to wait for another
        if not error.retryable or error.code == "timeout" or backoff.failures >= self.retries:
            raise error
        self.log.info("%s; trying again", error)
        await asyncio.sleep(backoff.next_delay_s())
