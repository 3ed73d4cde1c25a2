"""Base of recognisers that a provider keeps a stream open for."""

from __future__ import annotations

import asyncio
import contextlib
import math
from abc import abstractmethod
from contextlib import AbstractAsyncContextManager
from typing import ClassVar, TypeVar

from ten_lite.addons import StreamingSttConfig
from ten_lite.audio import Resampler, frame_size, mix_to_mono
from ten_lite.errors import ProviderError
from ten_lite.kinds.attempts import SETTLED_S, Attempts
from ten_lite.kinds.stt import SttExtension
from ten_lite.kinds.stt_stream.leaving import Leaving
from ten_lite.kinds.stt_stream.speech import SpeechEvent, SpeechEvents
from ten_lite.kinds.stt_stream.told import (
    LikelyOver,
    Progress,
    SpeechBegan,
    SpeechOver,
    SttStream,
    Told,
    Words,
)
from ten_lite.kinds.unconfirmed import SoundLost, UnconfirmedSound
from ten_lite.messages import EndOfSpeech, LikelyEndOfSpeech, PcmFrame, StartOfSpeech

__all__ = ["StreamingSttExtension"]

ConfigT = TypeVar("ConfigT", bound=StreamingSttConfig)

CHECK_S = 1.0
HEARD_AGAIN_S = 3
ROOM_S = 1.0
"""For more than the connection takes, as frames may come in a rush."""
LONGEST_RESTART_S = 5.0
"""Without sound for longer, the node was not restarted: something else took its place."""
LATELY_S = 5.0
"""Providers wait longer for sound before they end a stream."""
ATTEMPTS_IN_FRONT = 3
"""Attempts before another addon takes over: nobody hears the user meanwhile."""
LEFT_FRAME_MS = 20
UNHEARD_FROM = "unheard sound begins at, in s"
"""Key of ``node_state``: what stands in counts on from there."""
NOTHING_S = 2.0
"""Speech of which nothing is told for this long has no words."""


class _Leave(Exception):
    """The stream is not wanted any more; the next one begins with what was not answered."""


class StreamingSttExtension(SttExtension[ConfigT]):
    """Keeps one stream open while the session lasts; subclasses write ``open_stream``.

    Sound without a final result is kept and sent again on the next connection, so what was said
    while the provider was away is heard late, not lost. Times count the session's sound.

    A stream has one language. When the client changes it, the stream goes on until all that was
    said before is told, and no utterance is under way; then a new one begins, with the sound that
    was not answered yet. A stream that may not last for ever is left in the same way.

    Each start of speech has its end, before the final result. What turns out to be noise ends
    with a final result without words, so that nobody waits for any.

    Attributes:
        vendor: Names the provider in errors.
        keep_alive_s: After this long without sound the provider is told that more will come.
        hang_up_s: After this long without sound the stream is left; the next one begins with the
            next sound. For providers that cannot be kept alive.
        longest_stream_s: How long the provider lets a stream last.
        is_talkative: Whether the provider tells ``Progress`` about once a second, whatever it
            hears. If it does not, silence from it means nothing while nobody speaks.
    """

    vendor: ClassVar[str]
    keep_alive_s: float = math.inf
    hang_up_s: float = math.inf
    longest_stream_s: float = math.inf
    is_talkative: bool = False

    _is_patient = False

    @abstractmethod
    def open_stream(
        self, config: ConfigT, begin_s: float
    ) -> AbstractAsyncContextManager[SttStream]:
        """Connect; leaving the context closes the connection in at most half a second.

        Args:
            config: What to ask for.
            begin_s: Where the stream's first sample lies in the session's sound.

        Raises:
            ProviderError: The provider cannot be reached, or refuses.
        """

    async def configure(self) -> None:
        """Begin with the sound that an instance before this one has kept."""
        rate_hz = self.config.sample_rate_hz
        self._bytes_per_s: int = 2 * rate_hz
        if "sound" not in self.state:
            sound = UnconfirmedSound(2 * int(self.config.keep_s * rate_hz))
            sound.skip(2 * int(self.node_state.get(UNHEARD_FROM, 0.0) * rate_hz))
            self.state["sound"] = sound
        self._sound: UnconfirmedSound = self.state["sound"]
        self._speech: SpeechEvents = self.state.setdefault("speech", SpeechEvents())
        away_ms = self.now_ms() - self.state.get("heard_ms", self.now_ms())
        if away_ms > LONGEST_RESTART_S * 1000:  # others heard it: do not answer old words
            self._sound.skip(2 * (away_ms * rate_hz // 1000))
        self._resampler: Resampler | None = None
        self._frame_rate_hz = rate_hz
        self._more = asyncio.Event()
        self._stream: SttStream | None = None
        self._opened_s = self._answered_s = self._now_s()
        self._answered_place = self._sent_place = self._sound.end
        self._leaving = Leaving(self.longest_stream_s, is_talkative=self.is_talkative)
        if self._sound.end == self._sound.start:
            self._use(self.config)
        self._used: ConfigT = self.state.setdefault("used", self.config)

    async def start(self) -> None:
        """Connect, without holding up the session."""
        self.spawn(self._listen(), name="listen")
        if self._speech.is_waiting:
            self.spawn(self._end_when_nothing_comes(), name="end speech")

    def hear(self, frame: PcmFrame) -> None:
        """Keep the sound and have it sent."""
        data = mix_to_mono(frame.data, frame.channels)
        if frame.sample_rate_hz != self._frame_rate_hz:
            self._frame_rate_hz = frame.sample_rate_hz
            self._resampler = Resampler(frame.sample_rate_hz, self.config.sample_rate_hz)
        data = self._resampler.feed(data) if self._resampler else data
        self._sound.append(data)
        self.gave(data, self.config.sample_rate_hz)
        self.state["heard_ms"] = self.now_ms()
        self._more.set()
        self._give_up_if_deaf()

    def adjust(self, config: ConfigT) -> None:
        """Have what was said so far understood in the language before."""
        self._leaving.ask(self._now_s(), self._sound.end / self._bytes_per_s)
        self._more.set()

    def is_idle(self) -> bool:
        """Whether nobody speaks and no words have to come."""
        return super().is_idle() and not self._speech.is_waiting

    def _use(self, config: ConfigT) -> None:
        self._used = self.state["used"] = config

    def _now_s(self) -> float:
        return self.now_ms() / 1000

    def _confirm(self, until_ms: int) -> None:
        """Forget the sound up to there, but none that was not sent, whatever the provider says."""
        place = 2 * (until_ms * self.config.sample_rate_hz // 1000)
        self._sound.confirm(min(place, self._sent_place))

    def _give_up_if_deaf(self) -> None:
        """Drop a connection on which something should have been told by now."""
        is_due = self.is_talkative or not self.is_idle()
        if self._stream is not None and is_due:
            limit_s: float = self.config.answer_timeout_s
            unanswered_s = (self._sound.end - self._answered_place) / self._bytes_per_s
            if min(unanswered_s, self._now_s() - self._answered_s) >= limit_s:
                self._stream.give_up(f"no answer for {limit_s:g} s")

    # the connection

    async def _listen(self) -> None:
        attempts = Attempts(self._most_attempts())
        try:
            while True:
                try:
                    await self._hold_stream(attempts)
                except _Leave:
                    self._use(self.config)
                    if self.is_idle() or not self._was_fed_lately():
                        await self._more.wait()
                except ProviderError as error:
                    if self._used == self.config and self.take_back(error):
                        self._use(self.config)
                    else:
                        await self._get_over(error, attempts)
        except ProviderError:
            self._leave_sound()
            self._tell_events(self._speech.cut())  # whoever stands in does not know of it
            raise

    def _was_fed_lately(self) -> bool:
        """Whether the stream cannot have ended because no sound came."""
        heard_ms: int = self.state.get("heard_ms", 0)
        return self.now_ms() - heard_ms < LATELY_S * 1000

    def _leave_sound(self) -> None:
        """Let whoever stands in hear what was not answered."""
        if not self.has_stand_in:
            return
        rate_hz = self.config.sample_rate_hz
        unheard = self._sound.read(self._sound.start, self._sound.end - self._sound.start)
        self.node_state[UNHEARD_FROM] = unheard_s = self._sound.start / self._bytes_per_s
        self._times.sound_ms = 1000 * unheard_s  # the rest comes once more
        size = frame_size(rate_hz, 1, LEFT_FRAME_MS)
        self.leave(
            PcmFrame(unheard[start : start + size], rate_hz)
            for start in range(0, len(unheard), size)
        )

    def _most_attempts(self) -> int:
        """Fewer where somebody waits to take over, unless the graph says how many."""
        limit: int = self.config.max_attempts
        is_asked_for = "max_attempts" in self.config.model_fields_set
        return limit if is_asked_for or not self.has_stand_in else min(limit, ATTEMPTS_IN_FRONT)

    async def _get_over(self, error: ProviderError, attempts: Attempts) -> None:
        delay_s = attempts.failed(error, self._now_s())
        if attempts.failures == 1:
            self.report(f"{error}; trying again", code="provider_down")
        else:
            self.log.info("%s; failure %d in a row", error, attempts.failures)
        await asyncio.sleep(delay_s)

    async def _hold_stream(self, attempts: Attempts) -> None:
        """Send and receive until the connection is lost, or not wanted any more.

        Raises:
            _Leave: It is not wanted any more.
            ProviderError: It is lost, or could not be made.
        """
        self._make_room()
        begin = self._sent_place = self._sound.start
        asked_s = self._now_s()
        async with self.open_stream(self._used, begin / self._bytes_per_s) as stream:
            now_s = self._opened_s = self._now_s()
            self.measure({"connect_ms": round(1000 * (now_s - asked_s))})
            attempts.opened(now_s)
            self._leaving.opened(now_s, begin / self._bytes_per_s)
            self._answered_s, self._answered_place = now_s, self._sound.end
            self._stream = stream
            try:
                async with asyncio.TaskGroup() as group:
                    group.create_task(self._send_sound(stream), name=f"{self.name}/send")
                    group.create_task(self._receive(stream, attempts), name=f"{self.name}/receive")
            except BaseExceptionGroup as failures:
                raise failures.exceptions[0] from None
            finally:
                self._stream = None

    def _make_room(self) -> None:
        """Forget what would be pushed out while the stream is opened: it begins where it says."""
        room_s = min(self.config.connect_timeout_s + ROOM_S, self.config.keep_s / 2)
        kept = 2 * int((self.config.keep_s - room_s) * self.config.sample_rate_hz)
        self._sound.confirm(self._sound.end - kept)

    async def _send_sound(self, stream: SttStream) -> None:
        quarter_s = self._bytes_per_s // 8 * 2
        sent_s = self._now_s()
        while True:
            self._leave_if_due()
            try:
                data = self._sound.read(self._sent_place, quarter_s)
            except SoundLost:
                text = f"{self.vendor} does not take the sound as fast as it comes"
                raise ProviderError(text, retryable=True, vendor=self.vendor) from None
            if data:
                await self._send(stream, data)
                self._sent_place += len(data)
                sent_s = self._now_s()
            elif not await self._more_comes(min(CHECK_S, self.keep_alive_s)):
                self._give_up_if_deaf()
                quiet_s = self._now_s() - sent_s
                if quiet_s >= self.hang_up_s and self.is_idle():
                    self._forget_silence()
                    raise _Leave
                if quiet_s >= self.keep_alive_s:
                    self._leave_if_due(is_all_told=True)
                    await stream.keep_alive()
                    sent_s = self._now_s()

    async def _send(self, stream: SttStream, data: bytes) -> None:
        """Have ``data`` taken; pings cannot tell a machine that hangs when they wait behind it."""
        limit_s: float = self.config.answer_timeout_s
        try:
            async with asyncio.timeout(limit_s):
                await stream.send_sound(data)
        except TimeoutError:
            text = f"{self.vendor} took no sound for {limit_s:g} s"
            raise ProviderError(text, retryable=True, vendor=self.vendor, code="timeout") from None

    async def _more_comes(self, within_s: float) -> bool:
        self._more.clear()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(within_s):
                return await self._more.wait()
        return False

    def _leave_if_due(self, *, is_all_told: bool = False) -> None:
        if self._leaving.is_due(
            self._now_s(),
            is_changed=self._used != self.config,
            is_quiet=self.is_idle(),
            is_all_told=is_all_told,
        ):
            self._forget_silence()
            self._more.set()
            raise _Leave

    def _forget_silence(self) -> None:
        """Hear only the end of it again, where the provider does not tell of silence."""
        if not self.is_talkative and self.is_idle():
            self._sound.confirm(self._sound.end - 2 * HEARD_AGAIN_S * self.config.sample_rate_hz)

    # what the provider tells

    async def _receive(self, stream: SttStream, attempts: Attempts) -> None:
        async for told in stream.told():
            self._answered_s, self._answered_place = self._now_s(), self._sound.end
            if self._used == self.config:
                self.prove()
            if told is not None:
                attempts.worked()
                self._leaving.news(self._answered_s)
                self._take(told)
            self._leave_if_due()
        if self._now_s() - self._opened_s < SETTLED_S:
            text = f"{self.vendor} ended the stream at once"
            raise ProviderError(text, retryable=True, vendor=self.vendor)
        raise _Leave

    def _take(self, told: Told) -> None:
        if isinstance(told, Words):
            self._take_words(told)
        elif isinstance(told, Progress):
            self._leaving.told(told.until_ms / 1000)
            if told.is_final:
                self._confirm(told.until_ms)
            if super().is_idle():
                self._tell_events(self._speech.progress(told.until_ms))
        elif self.config.speech_events:
            if isinstance(told, SpeechBegan):
                self._tell_events(self._speech.began(told.at_ms))
            elif isinstance(told, SpeechOver):
                self._tell_events(self._speech.over(told.at_ms), told.silence_ms)
            elif isinstance(told, LikelyOver):
                self._tell_events(self._speech.likely_over(told.at_ms))
            else:
                self._tell_events(self._speech.goes_on())

    def _take_words(self, words: Words) -> None:
        if words.is_final:
            self._confirm(words.end_ms)
        if not words.text and words.is_final and self._speech.is_waiting:
            self._tell_events(self._speech.nothing_came())
            return
        if self.config.speech_events and words.text:
            events = self._speech.words(words.start_ms, words.end_ms, is_final=words.is_final)
            self._tell_events(events)
        self.send_result(
            words.text,
            final=words.is_final,
            start_ms=words.start_ms,
            duration_ms=max(1, words.end_ms - words.start_ms),
            language=words.language or self._used.language,
        )

    def _tell_events(self, events: list[SpeechEvent], silence_ms: int = 0) -> None:
        for event in events:
            if event.what == "start":
                self.send(StartOfSpeech(event.at_ms))
                if not self._is_patient:
                    self.spawn(self._end_when_nothing_comes(), name="end speech")
            elif event.what == "likely end":
                self.send(LikelyEndOfSpeech(event.at_ms))
            elif event.what == "end":
                silence_ms = max(silence_ms, self._length_ms() - event.at_ms)
                self.send(EndOfSpeech(event.at_ms, silence_ms))
            else:
                self.send_result("", final=True, start_ms=event.at_ms, duration_ms=1)

    def _length_ms(self) -> int:
        """The session's sound so far, and the time since."""
        now_ms = self.now_ms()
        missing_ms: int = now_ms - self.state.get("heard_ms", now_ms)
        return 1000 * self._sound.end // self._bytes_per_s + missing_ms

    async def _end_when_nothing_comes(self) -> None:
        """Wait for words as long as they may come: with some known, while sound comes."""
        self._is_patient = True
        try:
            while self._speech.is_waiting:
                until_s = self._answered_s + NOTHING_S
                if self._speech.has_words:
                    until_s = max(until_s, self.state.get("heard_ms", 0) / 1000 + NOTHING_S)
                wait_s = until_s - self._now_s()
                if wait_s <= 0:
                    self._tell_events(self._speech.cut())
                else:
                    await asyncio.sleep(wait_s)
        finally:
            self._is_patient = False
