"""An AssemblyAI on 127.0.0.1: streaming v3, its rules, and the ways it fails."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Iterator
from dataclasses import dataclass

from websockets.asyncio.server import ServerConnection

from ten_lite.testing.providers.assemblyai_ear import TurnEar
from ten_lite.testing.providers.assemblyai_rules import check_query, check_text, is_pro
from ten_lite.testing.providers.hearing import PAUSE_MS, Hearing, NumberHearing
from ten_lite.testing.providers.stt_fake import (
    Goodbye,
    Said,
    SttCall,
    SttFake,
    SttPlan,
    SttSession,
)

__all__ = ["AssemblyAiPlan", "FakeAssemblyAi"]

LOOK_AHEAD_S = 300.0
"""Sound that may be sent ahead of real time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AssemblyAiPlan(SttPlan):
    """How one connection goes; see ``SttPlan`` as well.

    Before a ``close_code`` from 3000 on comes an ``Error`` with that code.

    Attributes:
        error_code: Send an ``Error`` with this code in the place of ``Begin``, and close; 0: do
            not.
        begin_delay_s: Before ``Begin``.
        sounds_finished: False: only ``max_turn_silence`` ends a turn.
        tells_silence: False: ``acknowledge_silence`` has no effect.
        formats: False: the formatted end of a turn never comes.
        language: What is detected, where that is asked for.
    """

    error_code: int = 0
    begin_delay_s: float = 0.0
    sounds_finished: bool = True
    tells_silence: bool = True
    formats: bool = True
    language: str = "en"


class FakeAssemblyAi(SttFake[AssemblyAiPlan]):
    """See ``SttFake``."""

    def __init__(self, *, api_key: str = "aai-key") -> None:
        super().__init__(AssemblyAiPlan(), api_key=api_key)

    def _refusal(self, call: SttCall) -> tuple[int, str]:
        return (0, "") if call.path == "/v3/ws" else (404, f"No such path: {call.path}")

    def _session(self, call: SttCall, plan: AssemblyAiPlan) -> SttSession[AssemblyAiPlan]:
        (language, *_) = json.loads(call.query.get("language_codes", ['["en"]'])[0])
        is_key_good = call.headers.get("authorization") == self._api_key
        return StreamingSession(call, plan, self._hearing(language), is_key_good=is_key_good)

    async def _serve(
        self, connection: ServerConnection, call: SttCall, plan: AssemblyAiPlan
    ) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(plan.begin_delay_s):
                await connection.wait_closed()
        await super()._serve(connection, call, plan)


class StreamingSession(SttSession[AssemblyAiPlan]):
    """Streaming v3; keys and parameters are checked after the handshake."""

    def __init__(
        self, call: SttCall, plan: AssemblyAiPlan, hearing: Hearing, *, is_key_good: bool
    ) -> None:
        super().__init__(call, plan)
        self._hearing = hearing
        self._is_key_good = is_key_good
        self._begun_s = asyncio.get_running_loop().time()

    def begin(self) -> Iterator[Said]:
        """See ``SttSession``."""
        if self.plan.error_code:
            yield from self._refuse(self.plan.error_code, self.plan.reason)
        elif not self._is_key_good:
            yield from self._refuse(1008, "Unauthorized Connection: Missing Authorization header")
        elif wrong := check_query(self.call.query):
            yield from self._refuse(3006, wrong)
        else:
            self._ear = self._new_ear()
            yield {"type": "Begin", "id": "5e551000", "expires_at": 1_900_000_000}
            yield from super().begin()

    def hear(self, data: bytes) -> Iterator[Said]:
        """See ``SttSession``."""
        long_ms = self.call.chunks_ms[-1]
        ahead_s = self.call.heard_ms / 1000 - (asyncio.get_running_loop().time() - self._begun_s)
        if not 50 <= long_ms <= 1000:
            text = f"Input duration violation: {long_ms} ms. Expected between 50 and 1000"
            yield from self._refuse(3007, text)
        elif ahead_s > LOOK_AHEAD_S:
            yield from self._refuse(3007, "Audio Transmission Rate Exceeded")
        else:
            yield from self._ear.hear(data)

    def read(self, text: str) -> Iterator[Said]:
        """See ``SttSession``."""
        if wrong := check_text(text):
            yield from self._refuse(3006, wrong)
            return
        control = json.loads(text)
        self.took(control)
        if control["type"] in ("ForceEndpoint", "Terminate"):
            yield from self._ear.end_turn()
        if control["type"] == "Terminate":
            seconds = int(self.call.heard_ms / 1000)
            done = {"audio_duration_seconds": seconds, "session_duration_seconds": seconds}
            yield {"type": "Termination", **done}
            yield Goodbye()

    def drop(self) -> Iterator[Said]:
        """See ``SttSession``."""
        if self.plan.close_code >= 3000:
            yield from self._refuse(self.plan.close_code, self.plan.reason or "told to")
        else:
            yield from super().drop()

    def _refuse(self, code: int, reason: str) -> Iterator[Said]:
        self.call.error = f"{code} {reason}"
        yield {"type": "Error", "error_code": code, "error": reason}
        yield Goodbye(code, reason[:120])

    def _new_ear(self) -> TurnEar:
        query, plan = self.call.query, self.plan

        def number(name: str, default: int) -> int:
            return int(query.get(name, [str(default)])[0])

        def flag(name: str) -> bool:
            return query.get(name, [""])[0].lower() == "true"

        pro = is_pro(query["speech_model"][0])
        # a sentence goes on after a breath, and is not over before a pause
        least_ms = 0 if isinstance(self._hearing, NumberHearing) else PAUSE_MS
        return TurnEar(
            self.call.sample_rate_hz,
            is_pro=pro,
            min_silence_ms=max(least_ms, number("min_turn_silence", 100 if pro else 400)),
            max_silence_ms=number("max_turn_silence", 1000 if pro else 1280),
            sounds_finished=plan.sounds_finished,
            formats=flag("format_turns") and plan.formats,
            tells_silence=flag("acknowledge_silence") and plan.tells_silence,
            language=plan.language if flag("language_detection") else "",
            hearing=self._hearing,
        )
