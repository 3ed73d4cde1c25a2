"""``azure_stt``: sends the user's sound to Azure and tells what it understands."""

from __future__ import annotations

import asyncio
import importlib
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ten_lite.audio import Resampler, mix_to_mono
from ten_lite.errors import ProviderError
from ten_lite.kinds import Backoff, SttExtension, UnconfirmedSound
from ten_lite.messages import PcmFrame
from ten_lite.runtime import Resource
from ten_lite_azure.config import AzureSttConfig
from ten_lite_azure.failure import failure

if TYPE_CHECKING:
    from ten_lite_azure.recognizer import Heard, Recognizer

__all__ = ["AzureStt"]

FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.5, 4.0
LONGEST_RESTART_S = 5.0
"""Without sound for longer, the node was not restarted: something else took its place."""
LONGEST_SILENCE_S = 300.0
"""After this much sound without a word from Azure a new recognition is begun: the SDK keeps what
it cannot send, and a connection that is dead looks like a user who is silent."""
QUIET_S = 1.0
"""Azure tells nothing of silence. Who was speaking this long ago is known to be, by now."""
RETOLD_S = 3.0
"""How much sound a recognition in another language hears again, at most."""


class AzureStt(SttExtension[AzureSttConfig]):
    """Keeps one continuous recognition open while the session lasts.

    The SDK gets over short losses of the connection by itself. When it gives up, sound without a
    final result is given to the next recognition, so what was said meanwhile is heard late, not
    lost. Times count the session's sound.

    A recognition has one language. When the client changes it, a new one begins once no utterance
    has been under way for a while; it hears the latest sound again.
    """

    _is_waiting = False

    @classmethod
    def resources(cls, config: AzureSttConfig) -> Mapping[str, Resource[Any]]:
        """The SDK; importing it takes a moment that no session should wait for."""
        return {"sdk": Resource(key="azure stt sdk", label="Azure Speech SDK", load=_import_sdk)}

    async def configure(self) -> None:
        """Begin with the sound that an instance before this one has kept."""
        rate_hz = self.config.sample_rate_hz
        self._bytes_per_s = 2 * rate_hz
        self._sound: UnconfirmedSound = self.state.setdefault(
            "sound", UnconfirmedSound(2 * int(self.config.keep_s * rate_hz))
        )
        away_ms = self.now_ms() - self.state.get("heard_ms", self.now_ms())
        if away_ms > LONGEST_RESTART_S * 1000:  # others heard it: do not answer old words
            self._sound.skip(2 * (away_ms * rate_hz // 1000))
        self._open_recognizer = self.resource("sdk").open_recognizer
        self._resampler: Resampler | None = None
        self._frame_rate_hz: int = rate_hz
        self._recognizer: Recognizer | None = None
        self._answered_place = 0
        self._quiet_since_ms = self.now_ms()
        if self._sound.end == self._sound.start:
            self._use(self.config)
        self._used: AzureSttConfig = self.state.setdefault("used", self.config)

    async def start(self) -> None:
        """Connect, without holding up the session."""
        self.spawn(self._listen(), name="listen")
        if self._used.language != self.config.language:
            self.adjust(self.config)

    def on_pcm_frame(self, frame: PcmFrame) -> None:
        """Keep the sound and give it to the SDK."""
        data = mix_to_mono(frame.data, frame.channels)
        if frame.sample_rate_hz != self._frame_rate_hz:
            self._frame_rate_hz = frame.sample_rate_hz
            self._resampler = Resampler(frame.sample_rate_hz, self.config.sample_rate_hz)
        data = self._resampler.feed(data) if self._resampler else data
        self._sound.append(data)
        self.dump(data)
        self.state["heard_ms"] = self.now_ms()
        if self._recognizer is not None:
            self._recognizer.write(data)
            self._leave_when_silent(self._recognizer)

    def adjust(self, config: AzureSttConfig) -> None:
        """Have what is being said understood in the language before."""
        self._quiet_since_ms = max(self._quiet_since_ms, self.now_ms())
        if not self._is_waiting:
            self._is_waiting = True
            self.spawn(self._listen_anew(), name="listen anew")

    def _use(self, config: AzureSttConfig) -> None:
        self._used = self.state["used"] = config

    async def _listen_anew(self) -> None:
        """Begin a new recognition when nobody has spoken for a while."""
        while True:
            wait_s = QUIET_S - (self.now_ms() - self._quiet_since_ms) / 1000
            if wait_s <= 0 and self.is_idle():
                break
            await asyncio.sleep(max(wait_s, QUIET_S / 10))
        self._is_waiting = False
        self._use(self.config)
        retold = int(RETOLD_S * self._bytes_per_s) // 2 * 2
        self._sound.confirm(max(self._sound.start, self._sound.end - retold))
        if self._recognizer is not None:
            self._recognizer.give_up("Another language was asked for")
            self._recognizer = None

    def _leave_when_silent(self, recognizer: Recognizer) -> None:
        limit_s = LONGEST_SILENCE_S if self.is_idle() else self.config.answer_timeout_s
        if self._sound.end - self._answered_place >= limit_s * self._bytes_per_s:
            recognizer.give_up(f"Azure told nothing for {limit_s:g} s")
            self._recognizer = None

    async def _listen(self) -> None:
        backoff = Backoff(first_s=FIRST_PAUSE_S, limit_s=LONGEST_PAUSE_S)
        while True:
            was_idle, used = True, self._used
            try:
                async with self._open_recognizer(used) as recognizer:
                    try:
                        await self._converse(recognizer, used)
                    finally:
                        if recognizer.answered:
                            backoff.reset()
            except ProviderError as error:
                if used is self.config and self.take_back(error):
                    self._use(self.config)
                    continue
                if not error.retryable:
                    raise
                was_idle = self.is_idle()
                lost = error
            if lost.code == "silent" and was_idle:
                self.log.info("%s; listening anew", lost)
                continue
            delay_s = backoff.next_delay_s()
            if backoff.failures >= self.config.max_attempts:
                raise _given_up(lost, backoff.failures)
            if backoff.failures == 1:
                self.report(f"{lost}; trying again", code="provider_down")
            else:
                self.log.info("%s; failure %d in a row", lost, backoff.failures)
            await asyncio.sleep(delay_s)

    async def _converse(self, recognizer: Recognizer, used: AzureSttConfig) -> None:
        """Pass on what Azure tells until the recognition is over.

        Raises:
            ProviderError: It is over.
        """
        if used is not self._used:
            raise failure("Another language was asked for", "silent")
        begin = self._sound.start
        self._answered_place = self._sound.end
        backlog_ms = 1000 * (self._sound.end - begin) // self._bytes_per_s
        self._quiet_since_ms = max(self._quiet_since_ms, self.now_ms() + backlog_ms)
        recognizer.write(self._sound.read(begin, self._sound.end - begin))
        self._recognizer = recognizer
        try:
            async for heard in recognizer.told():
                self._answered_place = self._sound.end
                self._quiet_since_ms = max(self._quiet_since_ms, self.now_ms())
                if used is self.config:
                    self.prove()
                self._take(heard, begin, used.language)
        finally:
            self._recognizer = None

    def _take(self, heard: Heard, begin: int, language: str) -> None:
        begin_s = begin / self._bytes_per_s  # a recognition counts from its own beginning
        if heard.final:
            self._sound.confirm(begin + 2 * int(heard.end_s * self.config.sample_rate_hz))
        if heard.text or heard.final:
            start_ms = round(1000 * (begin_s + heard.start_s))
            self.send_result(
                heard.text,
                final=heard.final,
                start_ms=start_ms,
                duration_ms=max(1, round(1000 * (begin_s + heard.end_s)) - start_ms),
                language=language,
            )


def _given_up(lost: ProviderError, failures: int) -> ProviderError:
    return ProviderError(
        f"{lost}; given up after {failures} failures in a row",
        retryable=False,
        vendor=lost.vendor,
        code=lost.code,
    )


async def _import_sdk() -> Any:
    return await asyncio.to_thread(importlib.import_module, "ten_lite_azure.recognizer")
