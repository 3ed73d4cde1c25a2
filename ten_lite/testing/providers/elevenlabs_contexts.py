"""The multi-context WebSocket of the fake ElevenLabs: voices that are fed text, and their rules."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ten_lite.testing.providers.elevenlabs_rules import FORMATS, MODELS, ONE_LANGUAGE, wrong_setting
from ten_lite.testing.providers.improvised import HUM_MS, hum
from ten_lite.testing.providers.spoken import LETTER_MS, spell
from ten_lite.testing.providers.websocket_peer import WebSocketPeer

__all__ = ["VoiceCall", "VoiceContext", "VoicePlan", "is_voice_path", "speak"]

MOST_CONTEXTS = 5
BUFFER_CHARACTERS = 120
QUERY = frozenset(
    {
        "apply_text_normalization",
        "auto_mode",
        "enable_logging",
        "enable_ssml_parsing",
        "inactivity_timeout",
        "language_code",
        "model_id",
        "output_format",
        "seed",
        "sync_alignment",
    }
)
FIRST_ONLY = frozenset({"voice_settings", "generation_config", "pronunciation_dictionary_locators"})
KEYS = FIRST_ONLY | {"text", "context_id", "flush", "close_context", "close_socket"}


@dataclass(frozen=True, slots=True, kw_only=True)
class VoicePlan:
    """How one WebSocket goes, or one context of it.

    Attributes:
        status: Refuse the handshake with this HTTP status; 0: do not.
        connect_delay_s: Before the handshake is answered.
        reads: False: read nothing at all, as a machine that hangs.
        error: Tell this error at the first message and end the connection.
        first_byte_s: Before the first sound of each text.
        chunk_ms: Sound in one message.
        chunk_delay_s: Between two of them.
        odd: Whether pieces are cut in the middle of a sample.
        alignment: Whether it is told which character lies where.
        snake_case: Tell ``context_id`` in place of ``contextId``.
        late_ms: Sound that comes after a context was closed.
        finals: How often ``isFinal`` comes; 0: never.
        final_delay_s: Before each.
        loses_hasty_closes: Of a context that is closed before the first sound of its last text,
            without a flush, nothing more is told, not even ``isFinal``.
        drop_after_ms: End the connection after this much sound of a context; None: do not.
        close_code: How: a WebSocket close code, or 1006 for a cut without one.
        stall_after_ms: Send nothing more of a context after this much sound; None: do not.
        sound: Sent in place of the sound of each text.
        hums: Each word is a tone, and each letter of it takes 60 ms.
    """

    status: int = 0
    connect_delay_s: float = 0.0
    reads: bool = True
    error: str = ""
    first_byte_s: float = 0.0
    chunk_ms: int = 100
    chunk_delay_s: float = 0.0
    odd: bool = False
    alignment: bool = True
    snake_case: bool = False
    late_ms: int = 0
    finals: int = 1
    final_delay_s: float = 0.0
    loses_hasty_closes: bool = True
    drop_after_ms: int | None = None
    close_code: int = 1011
    stall_after_ms: int | None = None
    sound: bytes | None = None
    hums: bool = False


@dataclass(slots=True)
class VoiceContext:
    """What one context was given.

    Attributes:
        at_s: When its first message came, on the loop's clock.
        settings: The ``voice_settings`` of its first message.
        text: All that was to be spoken.
        flushed_at_s: When it was flushed last.
        closed_at_s: When it was closed.
        sent_bytes: Sound that was sent.
        is_final: Whether its end was told.
    """

    at_s: float
    settings: dict[str, Any] | None = None
    text: str = ""
    flushed_at_s: float | None = None
    closed_at_s: float | None = None
    sent_bytes: int = 0
    is_final: bool = False


@dataclass(slots=True)
class VoiceCall:
    """What one WebSocket brought.

    Attributes:
        at_s: When it came, on the loop's clock.
        path: Path of the request.
        query: Its parameters.
        headers: Its headers, names in lower case.
        status: The answer: 101, or the status it was refused with.
        messages: What the client sent, in order.
        contexts: Id -> what it was given.
        most_open: How many contexts were open at once, until their ends were told.
        phantoms: Contexts that were opened by a flush or an empty text, by mistake.
        error: What it was told to be wrong.
        close_code: How it ended; None while it lasts.
    """

    at_s: float
    path: str
    query: dict[str, list[str]]
    headers: dict[str, str]
    status: int = 101
    messages: list[dict[str, Any]] = field(default_factory=list)
    contexts: dict[str, VoiceContext] = field(default_factory=dict)
    most_open: int = 0
    phantoms: list[str] = field(default_factory=list)
    error: str = ""
    close_code: int | None = None


class _Wrong(Exception):
    """The connection ends with this error."""

    def __init__(self, error: str, text: str) -> None:
        self.error = error
        super().__init__(text)


def is_voice_path(path: str) -> bool:
    """Whether a WebSocket of ``path`` is for contexts of a voice."""
    parts = path.split("/")
    return (
        len(parts) == 5
        and parts[1:3] == ["v1", "text-to-speech"]
        and bool(parts[3])
        and (parts[4] == "multi-stream-input")
    )


async def speak(
    peer: WebSocketPeer,
    call: VoiceCall,
    plan: VoicePlan,
    *,
    is_key_good: bool,
    context_plan: Callable[[], VoicePlan | None],
) -> None:
    """Speak until either end has enough; the handshake is done.

    Args:
        peer: The client.
        call: Where is kept what it sends.
        plan: How the WebSocket goes.
        is_key_good: Whether its key is known.
        context_plan: Asked how each context goes; None: as ``plan`` says.
    """
    if not plan.reads:
        await asyncio.get_running_loop().create_future()
    desk = _Desk(peer, call, plan, is_key_good=is_key_good, context_plan=context_plan)
    await desk.serve()


class _Desk:
    """Takes the messages of one WebSocket."""

    def __init__(
        self,
        peer: WebSocketPeer,
        call: VoiceCall,
        plan: VoicePlan,
        *,
        is_key_good: bool,
        context_plan: Callable[[], VoicePlan | None],
    ) -> None:
        self.peer, self.call = peer, call
        self._plan = plan
        self._context_plan = context_plan
        self._is_key_good = is_key_good
        self._mouths: dict[str, _Mouth] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    def query(self, name: str, default: str) -> str:
        return self.call.query.get(name, [default])[0]

    async def serve(self) -> None:
        idle_s = float(self.query("inactivity_timeout", "20"))
        try:
            if wrong := _check_query(self.call.query):
                raise _Wrong("invalid_parameters", wrong)
            while True:
                try:
                    async with asyncio.timeout(idle_s):
                        message = await self.peer.receive()
                except TimeoutError:
                    text = f"no text for {idle_s:g} s"
                    raise _Wrong("input_timeout_exceeded", text) from None
                if message is None or not self._take(message):
                    return
        except _Wrong as wrong:
            self.call.error = wrong.error
            await self.peer.send({"message": str(wrong), "error": wrong.error, "code": 1008})
            await self.peer.close(1008, str(wrong)[:100])
            while await self.peer.receive() is not None:
                pass
        finally:
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)

    def _take(self, message: str | bytes) -> bool:
        fields = _fields(message)
        self.call.messages.append(fields)
        if not self._is_key_good:
            raise _Wrong("invalid_api_key", "Invalid API key")
        if self._plan.error:
            raise _Wrong(self._plan.error, "told to")
        if fields.get("close_socket"):
            return False
        name = fields.get("context_id", "default")
        mouth = self._mouths.get(name)
        if mouth is None:
            if fields.get("close_context"):
                return True
            mouth = self._open(name, fields)
        elif late := FIRST_ONLY & fields.keys():
            raise _Wrong("invalid_message", f"{late} after the first message of a context")
        mouth.take(fields)
        return True

    def _open(self, name: str, fields: dict[str, Any]) -> _Mouth:
        if not fields.get("text"):
            self.call.phantoms.append(name)
        if wrong := wrong_setting(fields.get("voice_settings", {})):
            raise _Wrong("invalid_message", wrong)
        at_s = asyncio.get_running_loop().time()
        context = VoiceContext(at_s, fields.get("voice_settings"))
        self.call.contexts[name] = context
        plan = self._context_plan() or self._plan
        mouth = self._mouths[name] = _Mouth(self, name, context, plan)
        self.call.most_open = max(self.call.most_open, len(self._mouths))
        if len(self._mouths) > MOST_CONTEXTS:
            raise _Wrong("context_limit", f"more than {MOST_CONTEXTS} contexts")
        task = asyncio.create_task(mouth.speak(), name=f"fake elevenlabs speaks {name}")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return mouth

    def forget(self, name: str) -> None:
        """The end of the context was told."""
        self._mouths.pop(name, None)


class _Mouth:
    """Speaks the text of one context."""

    def __init__(self, desk: _Desk, name: str, context: VoiceContext, plan: VoicePlan) -> None:
        self._desk, self._name, self._context, self._plan = desk, name, context, plan
        self._rate_hz = int(desk.query("output_format", "").removeprefix("pcm_"))
        self._is_auto = desk.query("auto_mode", "false") == "true"
        self._buffer = ""
        self._texts: asyncio.Queue[str | None] = asyncio.Queue()
        self._is_silent = False  # of the last text nothing was told yet
        self._now = asyncio.get_running_loop().time

    def take(self, fields: dict[str, Any]) -> None:
        text = fields.get("text") or ""
        if text.strip():
            self._context.text += text
            self._buffer += text
            self._is_silent = True
        if fields.get("flush"):
            self._context.flushed_at_s = self._now()
        is_enough = self._is_auto or len(self._buffer) >= BUFFER_CHARACTERS
        if self._buffer and (is_enough or fields.get("flush")):
            self._texts.put_nowait(self._buffer)
            self._buffer = ""
        if fields.get("close_context") and self._context.closed_at_s is None:
            self._context.closed_at_s = self._now()
            self._texts.put_nowait(None)

    @property
    def _is_stopped(self) -> bool:
        return self._context.closed_at_s is not None and self._context.flushed_at_s is None

    async def speak(self) -> None:
        with contextlib.suppress(ConnectionError):
            while (text := await self._texts.get()) is not None:
                await self._say(text)
                if self._is_stopped:
                    break
            if self._is_stopped and self._is_silent and self._plan.loses_hasty_closes:
                return
            for _ in range(self._plan.finals):
                await asyncio.sleep(self._plan.final_delay_s)
                self._context.is_final = True
                await self._desk.peer.send({"isFinal": True, **self._id})
                self._desk.forget(self._name)

    @property
    def _id(self) -> dict[str, str]:
        return {"context_id" if self._plan.snake_case else "contextId": self._name}

    async def _say(self, text: str) -> None:
        plan, late_ms = self._plan, self._plan.late_ms
        await asyncio.sleep(plan.first_byte_s)
        say = hum if plan.hums else spell
        sound = say(text, sample_rate_hz=self._rate_hz) if plan.sound is None else plan.sound
        size = 2 * (self._rate_hz * plan.chunk_ms // 1000) + (1 if plan.odd else 0)
        for start in range(0, len(sound), size):
            if self._is_stopped:
                if late_ms <= 0:
                    return
                late_ms -= plan.chunk_ms
            chunk = sound[start : start + size]
            if not await self._may_send():
                return
            self._is_silent = False
            self._context.sent_bytes += len(chunk)
            aligned = self._aligned(text, start, start + len(chunk)) if plan.alignment else None
            await self._desk.peer.send(
                {
                    "audio": base64.b64encode(chunk).decode(),
                    "isFinal": None,
                    "alignment": aligned,
                    "normalizedAlignment": aligned,
                    **self._id,
                }
            )
            await asyncio.sleep(plan.chunk_delay_s)

    async def _may_send(self) -> bool:
        plan, sent_ms = self._plan, self._context.sent_bytes * 500 / self._rate_hz
        if plan.stall_after_ms is not None and sent_ms >= plan.stall_after_ms:
            await asyncio.get_running_loop().create_future()
        if plan.drop_after_ms is not None and sent_ms >= plan.drop_after_ms:
            await self._desk.peer.close(plan.close_code, "told to")
            return False
        return True

    def _aligned(self, text: str, start: int, end: int) -> dict[str, Any] | None:
        """Which characters of ``text`` are in the bytes from ``start`` to ``end``; None: none."""
        per_ms, letter_ms = self._rate_hz / 500, HUM_MS if self._plan.hums else LETTER_MS
        first_ms, last_ms, at_ms = start / per_ms, end / per_ms, 0
        is_first, is_sync = start == 0, self._desk.query("sync_alignment", "false") == "true"
        found: list[tuple[str, int, int]] = []
        for character in text:
            length_ms = letter_ms if character.isalnum() else 0
            if is_sync:
                is_here = first_ms <= at_ms < last_ms or (at_ms == last_ms and length_ms == 0)
                is_here = is_here and not (at_ms == first_ms and length_ms == 0 and not is_first)
            else:
                is_here = is_first
            if is_here:
                found.append((character, round(at_ms - first_ms), length_ms))
            at_ms += length_ms
        if not found:
            return None
        characters, starts, lengths = zip(*found, strict=True)
        return {
            "chars": list(characters),
            "charStartTimesMs": list(starts),
            "charDurationsMs": list(lengths),
        }


def _fields(message: str | bytes) -> dict[str, Any]:
    try:
        fields = json.loads(message) if isinstance(message, str) else None
    except ValueError:
        fields = None
    if not isinstance(fields, dict):
        raise _Wrong("invalid_message", "not a JSON object")
    if unknown := fields.keys() - KEYS:
        raise _Wrong("invalid_message", f"unexpected: {', '.join(sorted(unknown))}")
    text = fields.get("text")
    if text is not None and not isinstance(text, str):
        raise _Wrong("invalid_message", "text: not a string")
    if text and not text.endswith(" "):
        raise _Wrong("invalid_message", "text: should end with a space")
    return fields


def _check_query(query: Mapping[str, Sequence[str]]) -> str:
    for name, values in query.items():
        if name not in QUERY or len(values) != 1:
            return f"{name}: unexpected"
    model_id = query.get("model_id", ["eleven_multilingual_v2"])[0]
    if model_id not in MODELS or model_id == "eleven_v3":
        return "model_id: no such model here"
    if query.get("output_format", [""])[0] not in FORMATS:
        return "output_format: not a PCM format"
    if "language_code" in query and model_id in ONE_LANGUAGE:
        return f"language_code: not for {model_id}"
    if not 1 <= int(query.get("inactivity_timeout", ["20"])[0]) <= 180:
        return "inactivity_timeout: out of range"
    return ""
