"""``deepgram_stt``: sends the user's sound to Deepgram and tells what it understands."""

from __future__ import annotations

import asyncio
import importlib
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ten_lite.audio import Resampler, mix_to_mono
from ten_lite.errors import ProviderError
from ten_lite.kinds import Backoff, SoundLost, SttExtension, UnconfirmedSound
from ten_lite.messages import PcmFrame
from ten_lite.runtime import Resource
from ten_lite_deepgram.config import DeepgramSttConfig
from ten_lite_deepgram.request import stream_url
from ten_lite_deepgram.utterance import Heard, Transcript, Utterance
from ten_lite_deepgram.wire import Results

if TYPE_CHECKING:
    from ten_lite_deepgram.link import Link

__all__ = ["DeepgramStt"]

KEEP_ALIVE_S = 4.0
FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.5, 4.0
SETTLED_S = 10.0
"""A connection that lasts this long works, even if nobody has spoken."""
LONGEST_RESTART_S = 5.0
"""Without sound for longer, the node was not restarted: something else took its place."""
QUICK_FAILURES = 3
"""Connections in a row that Deepgram opens and closes without a word: it does not want us."""


class _ListenAnew(Exception):
    """Nobody speaks, and another language waits to be listened for."""


class DeepgramStt(SttExtension[DeepgramSttConfig]):
    """Keeps one stream open while the session lasts.

    Sound without a final result is kept and sent again on the next connection, so what was said
    while Deepgram was away is heard late, not lost. Times count the session's sound.

    A stream has one language. When the client changes it, the stream goes on until Deepgram has
    told all that was said before, and no utterance is under way; then a new one begins, with the
    sound that was not answered yet.
    """

    @classmethod
    def resources(cls, config: DeepgramSttConfig) -> Mapping[str, Resource[Any]]:
        """The SDK; importing it takes a moment that no session should wait for."""
        return {"sdk": Resource(key="deepgram sdk", label="Deepgram SDK", load=_import_sdk)}

    async def configure(self) -> None:
        """Begin with the sound that an instance before this one has kept."""
        rate_hz = self.config.sample_rate_hz
        self._bytes_per_s = 2 * rate_hz
        self._sound: UnconfirmedSound = self.state.setdefault(
            "sound", UnconfirmedSound(2 * int(self.config.keep_s * rate_hz))
        )
        self._said: Utterance = self.state.setdefault("said", Utterance())
        self._skip_what_others_heard()
        self._open_link = self.resource("sdk").open_link
        self._resampler: Resampler | None = None
        self._frame_rate_hz = rate_hz
        self._more = asyncio.Event()
        self._link: Link | None = None
        self._answered_s = 0.0
        self._answered_place = 0
        self._told_place = self._sound.start
        self._asked_place = self._sound.end
        if self._sound.end == self._sound.start:
            self._use(self.config)
        self._used: DeepgramSttConfig = self.state.setdefault("used", self.config)

    async def start(self) -> None:
        """Connect, without holding up the session."""
        self.spawn(self._listen(), name="listen")

    def on_pcm_frame(self, frame: PcmFrame) -> None:
        """Keep the sound and have it sent."""
        data = mix_to_mono(frame.data, frame.channels)
        if frame.sample_rate_hz != self._frame_rate_hz:
            self._frame_rate_hz = frame.sample_rate_hz
            self._resampler = Resampler(frame.sample_rate_hz, self.config.sample_rate_hz)
        data = self._resampler.feed(data) if self._resampler else data
        self._sound.append(data)
        self.dump(data)
        self.state["heard_ms"] = self.now_ms()
        self._more.set()
        if self._link is not None and self._is_deaf():
            self._link.give_up(f"no answer for {self.config.answer_timeout_s:g} s")

    def adjust(self, config: DeepgramSttConfig) -> None:
        """Have what was said so far understood in the language before."""
        self._asked_place = self._sound.end
        self._more.set()

    def _use(self, config: DeepgramSttConfig) -> None:
        self._used = self.state["used"] = config

    def _listen_anew_if_quiet(self, *, is_all_told: bool = False) -> None:
        """Leave the stream when another language is due.

        Raises:
            _ListenAnew: It is.
        """
        if self._used.language == self.config.language or self._said.is_open or not self.is_idle():
            return
        if is_all_told or self._told_place >= self._asked_place:
            raise _ListenAnew

    def _skip_what_others_heard(self) -> None:
        """Do not answer old words when this instance follows a fallback's."""
        away_ms = self.now_ms() - self.state.get("heard_ms", self.now_ms())
        if away_ms > LONGEST_RESTART_S * 1000:
            self._sound.skip(2 * (away_ms * self.config.sample_rate_hz // 1000))
            self._said = self.state["said"] = Utterance()

    def _is_deaf(self) -> bool:
        """Whether Deepgram should have told something by now: it does once a second."""
        limit_s = self.config.answer_timeout_s
        unanswered_s = (self._sound.end - self._answered_place) / self._bytes_per_s
        waited_s = self.now_ms() / 1000 - self._answered_s
        return self.config.interim_results and min(unanswered_s, waited_s) >= limit_s

    async def _listen(self) -> None:
        backoff = Backoff(first_s=FIRST_PAUSE_S, limit_s=LONGEST_PAUSE_S)
        while True:
            limit = self.config.max_attempts
            try:
                async with self._open_link(
                    stream_url(self._used), self.config.api_key, self.config.connect_timeout_s
                ) as link:
                    if self._used is self.config:
                        self.prove()
                    opened_s = self.now_ms() / 1000
                    limit = min(limit, QUICK_FAILURES)
                    try:
                        await self._converse(link)
                    finally:
                        if link.answered or self.now_ms() / 1000 - opened_s >= SETTLED_S:
                            backoff.reset()
            except _ListenAnew:
                self._use(self.config)
                continue
            except ProviderError as error:
                if self._used is self.config and self.take_back(error):
                    self._use(self.config)
                    continue
                if not error.retryable:
                    raise
                lost = error
            delay_s = backoff.next_delay_s()
            if backoff.failures >= limit:
                raise ProviderError(
                    f"{lost}; given up after {backoff.failures} failures in a row",
                    retryable=False,
                    vendor="deepgram",
                    code=lost.code,
                )
            if backoff.failures == 1:
                self.report(f"{lost}; trying again", code="provider_down")
            else:
                self.log.info("%s; failure %d in a row", lost, backoff.failures)
            await asyncio.sleep(delay_s)

    async def _converse(self, link: Link) -> None:
        """Send and receive until the connection is lost.

        Raises:
            ProviderError: It is lost.
        """
        begin = self._told_place = self._sound.start
        self._answered_s, self._answered_place = self.now_ms() / 1000, self._sound.end
        self._link = link
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._send_sound(link, begin), name=f"{self.name}/send")
                group.create_task(self._receive(link, begin), name=f"{self.name}/receive")
        except BaseExceptionGroup as failures:
            raise failures.exceptions[0] from None
        finally:
            self._link = None

    async def _send_sound(self, link: Link, place: int) -> None:
        quarter_s = self._bytes_per_s // 8 * 2
        while True:
            try:
                data = self._sound.read(place, quarter_s)
            except SoundLost:
                raise ProviderError(
                    "Deepgram does not take the sound as fast as it comes",
                    retryable=True,
                    vendor="deepgram",
                ) from None
            if data:
                await link.send_sound(data)
                place += len(data)
                continue
            self._listen_anew_if_quiet()
            self._more.clear()
            try:
                async with asyncio.timeout(KEEP_ALIVE_S):
                    await self._more.wait()
            except TimeoutError:
                self._listen_anew_if_quiet(is_all_told=True)
                await link.keep_alive()

    async def _receive(self, link: Link, begin: int) -> None:
        async for message in link.messages():
            self._answered_s, self._answered_place = self.now_ms() / 1000, self._sound.end
            if isinstance(message, Results):
                self._take(message, begin)
            elif message is not None:
                end_ms = round(1000 * (begin / self._bytes_per_s + message.last_word_end))
                self._tell(self._said.no_word_after(end_ms))
            self._listen_anew_if_quiet()

    def _take(self, results: Results, begin: int) -> None:
        heard = results.channel.alternatives[0]
        begin_s = begin / self._bytes_per_s  # a stream counts from its own beginning
        words = heard.words
        end_s = results.start + results.duration
        transcript = self._said.add(
            Heard(
                heard.transcript.strip(),
                round(1000 * (begin_s + (words[0].start if words else results.start))),
                round(1000 * (begin_s + (words[-1].end if words else end_s))),
                bool(results.is_final),
                bool(results.speech_final),
                heard.languages[0] if heard.languages else "",
            )
        )
        self._told_place = begin + 2 * int(end_s * self.config.sample_rate_hz)
        if results.is_final:
            self._sound.confirm(self._told_place)
        self._tell(transcript)

    def _tell(self, transcript: Transcript | None) -> None:
        if transcript is not None:
            self.send_result(
                transcript.text,
                final=transcript.final,
                start_ms=transcript.start_ms,
                duration_ms=max(1, transcript.end_ms - transcript.start_ms),
                language=transcript.language or self._used.language,
            )


async def _import_sdk() -> Any:
    return await asyncio.to_thread(importlib.import_module, "ten_lite_deepgram.link")
