"""``openai_stt``: has each utterance, as a vad node cuts them, transcribed by OpenAI."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Mapping
from contextlib import aclosing
from typing import Any

import openai

from ten_lite.errors import CommandError, ProviderError
from ten_lite.kinds import PcmGuard, SttExtension
from ten_lite.kinds.attempts import Attempts
from ten_lite.messages import EndOfSpeech, LikelyEndOfSpeech, PcmFrame, StartOfSpeech
from ten_lite.runtime import Resource
from ten_lite_openai.audio_config import MONO, OpenaiSttConfig
from ten_lite_openai.client import client_resource
from ten_lite_openai.failures import for_good
from ten_lite_openai.listening import BYTES_PER_SAMPLE, Listening
from ten_lite_openai.transcription import Heard, Utterance, transcribed

__all__ = ["OpenaiStt"]

KEPT_S = 30
"""Sound that waits for its words; beyond this the oldest utterance is given up."""
QUIET_FAILURES = 2
"""Failures of an utterance that nobody is told of, unless they took long."""
ATTEMPTS_IN_FRONT = 3
"""Attempts before another addon takes over: nobody hears the user meanwhile."""


class _Work:
    """The transcription of one utterance."""

    def __init__(self, utterance: Utterance) -> None:
        self.utterance = utterance
        self.so_far = ""
        self.outcome: Heard | CommandError | ProviderError | None = None
        self.more = asyncio.Event()
        self.task: asyncio.Task[None] | None = None

    def cancel(self) -> None:
        if self.task is not None:
            self.task.cancel()

    def tell(self, text: str) -> None:
        self.so_far = text
        self.more.set()

    def end(self, outcome: Heard | CommandError | ProviderError) -> None:
        self.outcome = outcome
        self.more.set()


class OpenaiStt(SttExtension[OpenaiSttConfig]):
    """Keeps the sound of the utterance and sends it at its end, one request an utterance.

    Requests of utterances that follow closely run beside each other, and their results are told
    in order. Every utterance gets its final result, an empty one if there were no words in it or
    it could not be transcribed: somebody may be waiting for it. While the server is busy or away
    it is asked again for each, so what was said then is told late, not lost.
    """

    _is_down = False

    @classmethod
    def resources(cls, config: OpenaiSttConfig) -> Mapping[str, Resource[Any]]:
        """The client and its connections, one for all sessions with the same server and key."""
        return client_resource(config)

    async def configure(self) -> None:
        """Begin in silence, or go on after a restart."""
        self._client: openai.AsyncOpenAI = self.resource("client")
        self._guard = PcmGuard(self, MONO)
        self._heard: Listening = self.state.setdefault("listening", Listening())
        self._works: deque[_Work] = deque()  # in step with ``untold``
        self._work_came = asyncio.Event()
        self._ahead: _Work | None = None

    async def start(self) -> None:
        """Begin to tell results."""
        for utterance in self._heard.untold:
            self._expect(self._send(utterance))
        self.spawn(self._tell_results(), name="results")

    def is_idle(self) -> bool:
        """Whether nobody speaks and nothing is being transcribed."""
        return self._heard.start_ms is None and not self._heard.untold

    def hear(self, frame: PcmFrame) -> None:
        """Keep the sound."""
        if not self._guard.takes(frame):
            return
        heard = self._heard
        if frame.sample_rate_hz != heard.rate_hz:  # no file has two rates
            heard.rate_hz = frame.sample_rate_hz
            heard.before.clear()
            heard.sound.clear()
        if heard.start_ms is None:
            heard.before += frame.data
            del heard.before[: -self._bytes(self.config.pre_roll_ms) or None]
            return
        heard.sound += frame.data
        if len(heard.sound) >= self._bytes(self.config.max_utterance_s * 1000):
            at_ms = heard.start_ms + self._length_ms()
            self._finish(at_ms)
            heard.start_ms = at_ms

    def on_start_of_speech(self, event: StartOfSpeech) -> None:
        """Begin an utterance with the sound from shortly before it was noticed."""
        heard = self._heard
        heard.start_ms = event.at_ms
        heard.sound, heard.before = heard.before, bytearray()

    def on_likely_end_of_speech(self, event: LikelyEndOfSpeech) -> None:
        """Have it transcribed ahead, if that is wanted."""
        if self.config.work_ahead and self._heard.start_ms is not None:
            if self._ahead is not None:
                self._ahead.cancel()
            self._ahead = self._send(self._utterance(event.at_ms))

    def on_end_of_speech(self, event: EndOfSpeech) -> None:
        """Have the utterance transcribed."""
        if self._heard.start_ms is not None:
            self._finish(event.at_ms)
            self._heard.start_ms = None

    def _utterance(self, end_ms: int) -> Utterance:
        """What was said since the utterance began."""
        heard = self._heard
        assert heard.start_ms is not None
        length_ms = end_ms - heard.start_ms
        return Utterance(bytes(heard.sound), heard.rate_hz, heard.start_ms, length_ms)

    def _finish(self, at_ms: int) -> None:
        heard, utterance = self._heard, self._utterance(at_ms)
        heard.sound = bytearray()
        heard.untold.append(utterance)
        self.gave(utterance.sound, utterance.sample_rate_hz)
        ahead, self._ahead = self._ahead, None
        if ahead is not None and ahead.utterance.end_ms == at_ms:
            self._expect(ahead)
        else:
            if ahead is not None:  # the user went on after that pause
                ahead.cancel()
            self._expect(self._send(utterance))
        self._give_up_oldest()

    def _expect(self, work: _Work) -> None:
        self._works.append(work)
        self._work_came.set()

    def _give_up_oldest(self) -> None:
        """Keep no more sound than can still be of use to anybody."""
        kept = sum(len(work.utterance.sound) for work in self._works)
        for work in list(self._works)[:-1]:
            if kept <= self._bytes(KEPT_S * 1000):
                return
            kept -= len(work.utterance.sound)
            if work.outcome is None:
                work.cancel()
                work.end(CommandError(f"no words came while {KEPT_S} s more were said"))

    def _send(self, utterance: Utterance) -> _Work:
        work = _Work(utterance)
        if utterance.sound and utterance.duration_ms > 0:
            work.task = self.spawn(self._transcribe(work), name="transcription")
        else:  # the silence after a piece that was cut for its length
            work.end(Heard(""))
        return work

    async def _transcribe(self, work: _Work) -> None:
        loop = asyncio.get_running_loop()
        began_s = loop.time()
        attempts = Attempts(self._most_attempts())
        while work.outcome is None:
            one_try = transcribed(self._client, self.config, work.utterance, work.tell)
            try:
                async with aclosing(one_try) as whole:
                    async for heard in whole:
                        self.prove()
                        self._is_down = False
                        self.log.info(
                            "transcribed %d ms of speech in %.0f ms",
                            work.utterance.duration_ms,
                            (loop.time() - began_s) * 1000,
                        )
                        work.end(heard)
            except CommandError as error:
                if not self.take_back(for_good(error)):
                    work.end(error)
            except ProviderError as error:
                if not self.take_back(error):
                    await self._get_over(work, error, attempts)

    async def _get_over(self, work: _Work, error: ProviderError, attempts: Attempts) -> None:
        """Wait until the next try, if there is one."""
        if self._hands_over and error.code == "timeout":  # nobody wants to wait for another
            work.end(error)
            return
        try:
            delay_s = attempts.failed(error, asyncio.get_running_loop().time())
        except ProviderError as final:
            work.end(final)
            return
        is_told = error.code == "timeout" or attempts.failures > QUIET_FAILURES
        if is_told and not self._is_down:
            self._is_down = True
            self.report(f"{error}; trying again", code="provider_down")
        else:
            self.log.info("%s; failure %d in a row", error, attempts.failures)
        await asyncio.sleep(delay_s)

    @property
    def _hands_over(self) -> bool:
        """Whether somebody waits to take over, and the graph does not say after how many tries."""
        return self.has_stand_in and "max_attempts" not in self.config.model_fields_set

    def _most_attempts(self) -> int:
        limit = self.config.max_attempts
        return min(limit, ATTEMPTS_IN_FRONT) if self._hands_over else limit

    async def _tell_results(self) -> None:
        """Tell what comes of the utterances, in their order.

        Raises:
            ProviderError: One could not be transcribed, nor is it likely that the next one can.
        """
        while True:
            while not self._works:
                self._work_came.clear()
                await self._work_came.wait()
            work, told = self._works[0], ""
            while work.outcome is None:
                await work.more.wait()
                work.more.clear()
                if work.outcome is None and work.so_far != told:
                    told = work.so_far
                    self._tell(work.utterance, Heard(told), final=False)
            outcome = work.outcome
            if isinstance(outcome, ProviderError) and self.has_stand_in:
                self.leave(self._heard.give_away())
                raise outcome
            self._works.popleft()
            self._heard.untold.popleft()
            self._tell(
                work.utterance, outcome if isinstance(outcome, Heard) else Heard(""), final=True
            )
            if isinstance(outcome, ProviderError):
                raise outcome
            if isinstance(outcome, CommandError):
                self.log.warning("%s", outcome)
                self.report("what was said could not be understood", code="not_transcribed")

    def _tell(self, utterance: Utterance, heard: Heard, *, final: bool) -> None:
        self.send_result(
            heard.text.strip(),
            final=final,
            start_ms=utterance.start_ms,
            duration_ms=utterance.duration_ms,
            language=self.config.language or heard.language or "en-US",
        )

    def _length_ms(self) -> int:
        return len(self._heard.sound) * 1000 // (self._heard.rate_hz * BYTES_PER_SAMPLE)

    def _bytes(self, duration_ms: float) -> int:
        return int(self._heard.rate_hz * duration_ms / 1000) * BYTES_PER_SAMPLE
