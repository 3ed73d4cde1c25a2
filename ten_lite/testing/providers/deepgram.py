"""A Deepgram on 127.0.0.1: listen v1, and v2 for Flux, their rules, and the ways they fail."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ten_lite.testing.providers import deepgram_flux_rules
from ten_lite.testing.providers.deepgram_ear import Ear
from ten_lite.testing.providers.deepgram_flux_ear import FluxEar
from ten_lite.testing.providers.deepgram_rules import check_query, check_text
from ten_lite.testing.providers.hearing import Hearing, NumberHearing
from ten_lite.testing.providers.stt_fake import (
    Goodbye,
    Said,
    SttCall,
    SttFake,
    SttPlan,
    SttSession,
)

__all__ = ["DeepgramPlan", "FakeDeepgram"]

IDLE_REASON = (
    "Deepgram did not receive audio data or a text message within the timeout window. "
    "See https://dpgr.am/net0001"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeepgramPlan(SttPlan):
    """How one connection goes; see ``SttPlan`` as well.

    Attributes:
        notices_pauses: v1; False: ``speech_final`` never comes, as in noise.
        notices_speech: v1; False: ``SpeechStarted`` never comes, asked for or not.
        eager_after_ms: Flux: silence after which it is almost sure that a turn is over.
        end_after_ms: Flux: silence after which it is sure.
        times_words: Flux; False: words have no times.
        languages: What is detected by flux-general-multi.
    """

    notices_pauses: bool = True
    notices_speech: bool = True
    eager_after_ms: int = 200
    end_after_ms: int = 400
    times_words: bool = True
    languages: tuple[str, ...] = ()


class FakeDeepgram(SttFake[DeepgramPlan]):
    """See ``SttFake``."""

    reason_header = "dg-error"

    def __init__(self, *, api_key: str = "dg-key") -> None:
        super().__init__(DeepgramPlan(), api_key=api_key)

    @property
    def heard(self) -> bytes:
        """The sound of all connections, one after another."""
        return b"".join(call.sound for call in self.calls)

    def _refusal(self, call: SttCall) -> tuple[int, str]:
        if call.headers.get("authorization") != f"Token {self._api_key}":
            return 401, "Invalid credentials."
        if call.path == "/v1/listen":
            wrong = check_query(call.query)
        elif call.path == "/v2/listen":
            wrong = deepgram_flux_rules.check_query(call.query)
        else:
            return 404, f"No such path: {call.path}"
        return (400, wrong) if wrong else (0, "")

    def _session(self, call: SttCall, plan: DeepgramPlan) -> SttSession[DeepgramPlan]:
        if call.path == "/v2/listen":
            language = call.query.get("language_hint", ["en"])[0]
            return FluxSession(call, plan, self._hearing(language))
        language = call.query.get("language", ["en"])[0]
        return ListenSession(call, plan, self._hearing(language))


class ListenSession(SttSession[DeepgramPlan]):
    """listen v1."""

    idle_s = 10.0

    def __init__(self, call: SttCall, plan: DeepgramPlan, hearing: Hearing) -> None:
        super().__init__(call, plan)
        query = call.query
        self._ear = Ear(
            call.sample_rate_hz,
            endpointing_ms=int(query.get("endpointing", ["10"])[0]),
            interim=query.get("interim_results") == ["true"],
            utterance_end_ms=int(query.get("utterance_end_ms", ["0"])[0]),
            notices_pauses=plan.notices_pauses,
            vad_events=plan.notices_speech and query.get("vad_events") == ["true"],
            hearing=hearing,
            # a piece that ends in a sentence would keep its end waiting for UtteranceEnd
            piece_ms=3000 if isinstance(hearing, NumberHearing) else 30_000,
        )

    def hear(self, data: bytes) -> Iterator[Said]:
        """See ``SttSession``; an empty message ends the stream."""
        yield from self._ear.hear(data)
        if not data:
            yield from self._end()

    def read(self, text: str) -> Iterator[Said]:
        """See ``SttSession``."""
        control, wrong = check_text(text)
        if wrong:
            yield wrong
            yield Goodbye(1008, "DATA-0000")
            return
        self.took(control)
        if control["type"] != "KeepAlive":
            yield from self._ear.finalize()
        if control["type"] == "CloseStream":
            yield from self._end()

    def idle(self) -> Iterator[Said]:
        """See ``SttSession``."""
        yield self._metadata()
        yield Goodbye(1011, IDLE_REASON)

    def _end(self) -> Iterator[Said]:
        yield self._metadata()
        yield Goodbye()

    def _metadata(self) -> dict[str, Any]:
        return {
            "type": "Metadata",
            "transaction_key": "deprecated",
            "request_id": "00000000-0000-4000-8000-000000000000",
            "sha256": "incomplete",
            "created": "2026-01-01T00:00:00.000Z",
            "duration": self.call.heard_ms / 1000,
            "channels": 1,
        }


class FluxSession(SttSession[DeepgramPlan]):
    """listen v2."""

    def __init__(self, call: SttCall, plan: DeepgramPlan, hearing: Hearing) -> None:
        super().__init__(call, plan)
        query = call.query
        is_sure = float(query.get("eot_threshold", ["0.7"])[0]) < 1
        timeout_ms = int(query.get("eot_timeout_ms", ["5000"])[0])
        self._ear = FluxEar(
            call.sample_rate_hz,
            eager_after_ms=plan.eager_after_ms if "eager_eot_threshold" in query else None,
            end_after_ms=min(plan.end_after_ms, timeout_ms) if is_sure else timeout_ms,
            times_words=plan.times_words,
            languages=plan.languages if query["model"] == ["flux-general-multi"] else (),
            hearing=hearing,
        )

    def begin(self) -> Iterator[Said]:
        """See ``SttSession``."""
        yield {"type": "Connected", "sequence_id": 0}
        yield from super().begin()

    def hear(self, data: bytes) -> Iterator[Said]:
        """See ``SttSession``."""
        return self._ear.hear(data)

    def read(self, text: str) -> Iterator[Said]:
        """See ``SttSession``."""
        control, wrong = deepgram_flux_rules.check_text(text)
        self.took(control)
        if wrong:
            self.call.error = "UNPARSABLE_CLIENT_MESSAGE"
            yield {"type": "Error", "code": self.call.error, "description": wrong}
            yield Goodbye(1011)
        elif control["type"] == "ForceEndTurn":
            yield from self._ear.end_turn()
        elif control["type"] == "CloseStream":
            yield Goodbye()
