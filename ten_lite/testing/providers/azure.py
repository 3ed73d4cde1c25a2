"""An Azure AI Speech on 127.0.0.1: recognition and voices, and the ways they fail.

It speaks the protocol of the native SDK, which cannot run in virtual time: use it with a real
event loop.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import re
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree

from pydantic import JsonValue
from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response

from ten_lite.testing.providers.azure_ear import AzureEar
from ten_lite.testing.providers.azure_frames import Frame, json_frame, read_frame, sound_frame
from ten_lite.testing.providers.hearing import Hearing, NumberHearing, SentenceHearing
from ten_lite.testing.providers.improvised import tones
from ten_lite.testing.providers.spoken import spell

__all__ = ["AzureCall", "AzurePlan", "AzureSpeech", "AzureSpeechPlan", "FakeAzure"]

server_log = logging.getLogger(f"{__name__}.socket")
server_log.setLevel(logging.WARNING)  # what else is found in the log is the client's

STT_PATH = "/stt/speech/universal/v2"
TTS_PATH = "/tts/cognitiveservices/websocket/v1"
WAV_HEADER_BYTES = 44
FORMAT = re.compile(r"raw-(\d+)(khz|hz)-16bit-mono-pcm")


@dataclass(frozen=True, slots=True, kw_only=True)
class AzurePlan:
    """How one connection goes.

    Attributes:
        status: Refuse the handshake with this HTTP status; 0: do not.
        connect_delay_s: Before the handshake is answered.
        drop_after_ms: Cut a recognition after this much sound; None: do not.
        close_code: How: a WebSocket close code, or 1006 for a cut without one.
        deaf_after_ms: Tell nothing more after this much sound; None: go on.
    """

    status: int = 0
    connect_delay_s: float = 0.0
    drop_after_ms: int | None = None
    close_code: int = 1006
    deaf_after_ms: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AzureSpeechPlan:
    """How one document is spoken.

    Attributes:
        close_code: Refuse it by ending the connection so, as 1007 does an unknown voice; 0: speak.
        first_byte_s: Before anything is sent.
        chunk_bytes: Size of the pieces of sound; odd ones too.
        chunk_delay_s: Between two pieces.
        stall_after_bytes: Send nothing more after this much sound; None: do not.
    """

    close_code: int = 0
    first_byte_s: float = 0.0
    chunk_bytes: int = 1024
    chunk_delay_s: float = 0.0
    stall_after_bytes: int | None = None


@dataclass(slots=True)
class AzureCall:
    """What one connection brought.

    Attributes:
        at_s: When it came, on the loop's clock.
        path: Path of the request.
        query: Its parameters.
        headers: Its headers, names in lower case.
        status: The answer: 101, or the status it was refused with.
        context: What ``speech.context`` said.
        sound: The samples that came.
        said_goodbye: Whether the end of the sound was told.
    """

    at_s: float
    path: str
    query: dict[str, list[str]]
    headers: dict[str, str]
    status: int = 101
    context: dict[str, Any] = field(default_factory=dict)
    sound: bytearray = field(default_factory=bytearray)
    said_goodbye: bool = False


@dataclass(slots=True)
class AzureSpeech:
    """One document that was to be spoken.

    Attributes:
        ssml: The document.
        text: Its words.
        rate_hz: Samples per second that were asked for.
        sent_bytes: Sound that was sent.
        done: Whether all of it was sent.
        cancelled_at_s: When the client went away before that; None: it did not.
    """

    ssml: str
    text: str
    rate_hz: int
    sent_bytes: int = 0
    done: bool = False
    cancelled_at_s: float | None = None


class FakeAzure:
    """Understands the words of ``say_numbers`` and speaks as ``spell``; an async context manager.

    Args:
        api_key: The key it takes.

    Attributes:
        plans: How the next connections go, in order; then ``plan`` holds.
        plan: How all others go.
        speech_plans: How the next documents are spoken, in order; then ``speech_plan`` holds.
        speech_plan: How all others are.
        calls: Every connection that was asked for, refused ones too.
        speeches: Every document that came.
        url: Its ``base_url``, once entered.
        properties: What makes a node its client, once entered.
    """

    def __init__(self, *, api_key: str = "az-key") -> None:
        self._api_key = api_key
        self.plans: deque[AzurePlan] = deque()
        self.plan = AzurePlan()
        self.speech_plans: deque[AzureSpeechPlan] = deque()
        self.speech_plan = AzureSpeechPlan()
        self.calls: list[AzureCall] = []
        self.speeches: list[AzureSpeech] = []
        self.url = ""
        self._improvises = False
        self._opened: dict[ServerConnection, tuple[AzureCall, AzurePlan]] = {}

    async def __aenter__(self) -> Self:
        self._closing = asyncio.Event()
        self._server: Server = await serve(
            self._converse,
            "127.0.0.1",
            0,
            process_request=self._admit,
            compression=None,
            ping_interval=None,
            close_timeout=0.1,
            max_size=2**24,
            logger=server_log,
        )
        self.url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"
        return self

    async def __aexit__(
        self,
        error_type: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._closing.set()
        self.cut()
        self._server.close()
        await self._server.wait_closed()

    @property
    def properties(self) -> Mapping[str, JsonValue]:
        """See ``FakeProvider``."""
        return {"api_key": self._api_key, "base_url": self.url, "region": None}

    def improvise(self) -> None:
        """See ``FakeProvider``: hear sentences in any sound, speak in tones."""
        self._improvises = True

    def cut(self) -> None:
        """Cut every connection; what a client has not read by then, it may never see."""
        for connection in self._opened:
            connection.transport.abort()

    async def _admit(self, connection: ServerConnection, request: Request) -> Response | None:
        parts = urlsplit(request.path)
        headers = {name.lower(): value for name, value in request.headers.raw_items()}
        query = parse_qs(parts.query, keep_blank_values=True)
        call = AzureCall(asyncio.get_running_loop().time(), parts.path, query, headers)
        self.calls.append(call)
        plan = self.plans.popleft() if self.plans else self.plan
        self._opened[connection] = (call, plan)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(plan.connect_delay_s):
                await self._closing.wait()
        status = plan.status
        if not status and headers.get("ocp-apim-subscription-key") != self._api_key:
            status = 401
        if not status and parts.path not in (STT_PATH, TTS_PATH):
            status = 404
        if not status:
            return None
        call.status = status
        return connection.respond(HTTPStatus(status), "no")

    async def _converse(self, connection: ServerConnection) -> None:
        call, plan = self._opened[connection]
        try:
            if call.path == STT_PATH:
                await self._listen(connection, call, plan)
            else:
                await self._speak_all(connection)
        except ConnectionClosed:
            pass

    async def _listen(self, connection: ServerConnection, call: AzureCall, plan: AzurePlan) -> None:
        turn: _Turn | None = None
        async for message in connection:
            frame = await _frame(connection, message)
            if frame.path == "speech.context":
                call.context = json.loads(frame.body)
            if frame.path != "audio":
                continue
            if turn is None or turn.request_id != frame.request_id:
                language = call.query.get("language", ["en"])[0]
                hearing = SentenceHearing(language) if self._improvises else NumberHearing()
                turn = _Turn(frame.request_id, call.context, hearing)
            told = turn.hear(frame.body)
            call.sound += turn.samples
            call.said_goodbye = turn.is_over
            heard_ms = len(call.sound) / 2 / turn.rate_hz * 1000
            if plan.deaf_after_ms is None or heard_ms < plan.deaf_after_ms:
                for path, answer in told:
                    await connection.send(json_frame(path, frame.request_id, answer))
            if plan.drop_after_ms is not None and heard_ms >= plan.drop_after_ms:
                await _drop(connection, plan.close_code)
                return

    async def _speak_all(self, connection: ServerConnection) -> None:
        rate_hz = 0
        speaking: asyncio.Task[None] | None = None
        speech: AzureSpeech | None = None
        try:
            async for message in connection:
                frame = await _frame(connection, message)
                if frame.path == "synthesis.context":
                    rate_hz = _rate_hz(json.loads(frame.body))
                elif frame.path == "ssml":
                    document = frame.body.decode()
                    text = "".join(ElementTree.fromstring(document).itertext())
                    speech = AzureSpeech(document, text, rate_hz)
                    self.speeches.append(speech)
                    plan = self.speech_plans.popleft() if self.speech_plans else self.speech_plan
                    voice = tones if self._improvises else spell
                    sound = voice(text, sample_rate_hz=rate_hz)
                    speaking = asyncio.create_task(
                        _speak(connection, frame.request_id, speech, sound, plan),
                        name="fake azure speaks",
                    )
        finally:
            if speaking is not None and speech is not None:
                if not speech.done and speech.cancelled_at_s is None:
                    speech.cancelled_at_s = asyncio.get_running_loop().time()
                speaking.cancel()
                await asyncio.gather(speaking, return_exceptions=True)


class _Turn:
    """One stretch of sound with its own WAV header; a connection may bring several."""

    def __init__(self, request_id: str, context: dict[str, Any], hearing: Hearing) -> None:
        self.request_id = request_id
        self.samples = b""
        self.rate_hz = 16_000
        self.is_over = False
        self._context = context
        self._hearing = hearing
        self._header = b""
        self._ear: AzureEar | None = None

    def hear(self, body: bytes) -> list[tuple[str, dict[str, Any]]]:
        """What ``body`` gives rise to; its samples are in ``samples`` then."""
        self.samples = b""
        if self._ear is None:
            self._header += body
            if len(self._header) < WAV_HEADER_BYTES:
                return []
            self.rate_hz = int.from_bytes(self._header[24:28], "little")
            self._ear = AzureEar(self.rate_hz, _segmentation_ms(self._context), self._hearing)
            self.samples = self._header[WAV_HEADER_BYTES:]
            return [
                ("turn.start", {"context": {"serviceTag": "fake"}}),
                *self._ear.hear(self.samples),
            ]
        if body:
            self.samples = body
            return self._ear.hear(body)
        self.is_over = True
        return [*self._ear.finish(), ("turn.end", {})]


async def _frame(connection: ServerConnection, message: str | bytes) -> Frame:
    try:
        return read_frame(message)
    except ValueError as error:
        await connection.close(1007, str(error)[:100])
        raise ConnectionClosed(None, None) from None


async def _drop(connection: ServerConnection, close_code: int) -> None:
    if close_code == 1006:
        connection.transport.abort()
    else:
        await connection.close(close_code, "told to")


async def _speak(
    connection: ServerConnection,
    request_id: str,
    speech: AzureSpeech,
    sound: bytes,
    plan: AzureSpeechPlan,
) -> None:
    context = {"context": {"serviceTag": "fake"}}
    audio = {"audio": {"type": "inline", "streamId": "1"}}
    if plan.close_code:
        await connection.close(plan.close_code, "Unsupported voice")
        return
    await asyncio.sleep(plan.first_byte_s)
    await connection.send(json_frame("turn.start", request_id, context))
    await connection.send(json_frame("response", request_id, context | audio))
    limit = len(sound) if plan.stall_after_bytes is None else plan.stall_after_bytes
    sound = sound[:limit]
    for start in range(0, len(sound), plan.chunk_bytes):
        chunk = sound[start : start + plan.chunk_bytes]
        await connection.send(sound_frame(request_id, chunk))
        speech.sent_bytes += len(chunk)
        if plan.chunk_delay_s:
            await asyncio.sleep(plan.chunk_delay_s)
    if plan.stall_after_bytes is not None:
        return
    await connection.send(sound_frame(request_id, b""))
    await connection.send(json_frame("turn.end", request_id, {}))
    speech.done = True


def _segmentation_ms(context: dict[str, Any]) -> int:
    detection = context["phraseDetection"]
    segmentation = detection.get(detection["mode"], {}).get("segmentation", {})
    return int(segmentation.get("segmentationSilenceTimeoutMs", 500))


def _rate_hz(context: dict[str, Any]) -> int:
    name = context["synthesis"]["audio"]["outputFormat"]
    found = FORMAT.fullmatch(name)
    if found is None:
        raise ValueError(f"the fake speaks samples only, not {name}")
    return int(found[1]) * (1000 if found[2] == "khz" else 1)
