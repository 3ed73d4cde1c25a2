"""Base of voices that make the sound of one piece of text after the other."""

from __future__ import annotations

import asyncio
import contextlib
from abc import abstractmethod
from collections.abc import AsyncGenerator
from contextlib import aclosing

from ten_lite.errors import ProviderError
from ten_lite.kinds.answer_sound import AnswerSound
from ten_lite.kinds.sound_sender import Flushed
from ten_lite.kinds.voice import VoiceExtension
from ten_lite.messages import TtsTextInput
from ten_lite.runtime.extension import ConfigT

__all__ = ["TtsExtension"]


class TtsExtension(VoiceExtension[ConfigT]):
    """A voice that makes the sound of one piece of text at a time; subclasses write ``synthesize``.

    Everything else is said of ``VoiceExtension``.
    """

    _sound: AnswerSound | None = None  # of the answer that was begun last

    @abstractmethod
    def synthesize(self, text: str) -> AsyncGenerator[bytes, None]:
        """Speak ``text``: 16-bit mono PCM at ``voice_rate_hz``, in chunks of any size.

        The generator is closed when the answer is interrupted; it must stop the work at its
        source then, within 50 ms. Text without anything to say gives nothing.
        """

    async def on_tts_text_input(self, message: TtsTextInput) -> None:
        """Make the sound of one piece of an answer; while there is enough, the next ones wait.

        The runtime cancels this when the user interrupts.
        """
        with contextlib.suppress(Flushed):
            sound = await self._sound_of(message)
            begun = sound.until
            try:
                await self._make_sound(sound, message.text)
                if message.text_input_end:
                    await sound.finish()
            except Flushed:
                raise
            except Exception as error:
                is_unsaid = sound.until == begun
                if isinstance(error, ProviderError) and self.has_stand_in and is_unsaid:
                    await self._hand_over(sound, message.text, is_whole=message.text_input_end)
                else:
                    await self._tell_failure(sound)
                raise

    async def _sound_of(self, message: TtsTextInput) -> AnswerSound:
        """That of the answer under way, or of a new one."""
        sound, is_open = self._sound, self._sender is not None and self._sender.open is not None
        if is_open and sound is not None:
            if sound.answer.request_id == message.request_id:
                return sound
            await sound.finish()
        self._sound = sound = self._begin_answer(message)
        return sound

    async def _make_sound(self, sound: AnswerSound, text: str) -> None:
        spoken = sound.answer.text
        spoken.begin(len(text), sound.until)
        if text.strip():
            sound.align()
            sound.give(len(text))
            async with aclosing(self.synthesize(text)) as chunks:
                while (chunk := await self._next_chunk(chunks)) is not None:
                    await sound.put(chunk)
        spoken.done(sound.until)

    async def _next_chunk(self, chunks: AsyncGenerator[bytes, None]) -> bytes | None:
        try:
            async with asyncio.timeout(self.stall_timeout_s) as patience:
                return await anext(chunks)
        except StopAsyncIteration:
            return None
        except TimeoutError as error:
            if not patience.expired():
                raise
            text = f"the voice gave no sound for {self.stall_timeout_s:g} s"
            raise ProviderError(text, retryable=True, code="timeout") from error
