"""The realtime recogniser of the fake ElevenLabs: Scribe, its rules, and the ways it fails."""

from __future__ import annotations

import asyncio
import base64
import binascii
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ten_lite.testing.providers.deepgram_ear import Ear
from ten_lite.testing.providers.hearing import SentenceHearing
from ten_lite.testing.providers.websocket_peer import WebSocketPeer

__all__ = ["SCRIBE_PATH", "ScribeCall", "ScribePlan", "check_scribe_query", "converse"]

SCRIBE_PATH = "/v1/speech-to-text/realtime"
IDLE_S = 10.0
NEVER_MS = 10**9
RATES = (8000, 16000, 22050, 24000, 44100, 48000)
MODELS = frozenset({"scribe_v2_realtime"})
RANGES: Mapping[str, tuple[float, float]] = {
    "min_silence_duration_ms": (50, 2000),
    "min_speech_duration_ms": (50, 2000),
    "vad_silence_threshold_secs": (0.3, 3.0),
    "vad_threshold": (0.1, 0.9),
}
SWITCHES = frozenset(
    {
        "enable_logging",
        "filter_background_audio",
        "include_language_detection",
        "include_timestamps",
        "no_verbatim",
    }
)
LISTS = frozenset({"keyterms", "secondary_languages"})
CHUNK = frozenset({"message_type", "audio_base_64", "commit", "sample_rate", "previous_text"})
LANGUAGES = frozenset(["de", "en", "es", "fr", "hi", "it", "ja", "nl", "pl", "pt"])


@dataclass(frozen=True, slots=True, kw_only=True)
class ScribePlan:
    """How one connection goes.

    Attributes:
        status: Refuse the handshake with this HTTP status; 0: do not.
        connect_delay_s: Before the handshake is answered.
        starts: False: ``session_started`` never comes.
        error: Tell this error, such as ``quota_exceeded``, before the connection ends: at once,
            or after ``drop_after_ms``.
        drop_after_ms: End the connection after this much sound; None: do not.
        close_code: How: a WebSocket close code, or 1006 for a cut without one.
        deaf_after_ms: Tell nothing more after this much sound; pings are answered.
        reads: False: read nothing at all, as a machine that hangs.
        timestamps: How the words' times come: with a ``twin`` of the committed text, ``first``
            and the text after it, or ``never``.
        drift_ms: What each commit adds to the times of all later words, as the real one does.
        language_code: What is detected when nothing is asked for.
        first_messages: Texts sent as they are when the session has started.
        improvises: It hears sentences in whatever is loud.
    """

    status: int = 0
    connect_delay_s: float = 0.0
    starts: bool = True
    error: str = ""
    drop_after_ms: int | None = None
    close_code: int = 1008
    deaf_after_ms: int | None = None
    reads: bool = True
    timestamps: str = "twin"
    drift_ms: int = 100
    language_code: str = "en"
    first_messages: tuple[str, ...] = ()
    improvises: bool = False


@dataclass(slots=True)
class ScribeCall:
    """What one connection brought.

    Attributes:
        at_s: When it came, on the loop's clock.
        path: Path of the request.
        query: Its parameters.
        headers: Its headers, names in lower case.
        status: The answer: 101, or the status it was refused with.
        sound: The samples that came.
        error: What it was told to be wrong.
        close_code: How it ended; None while it lasts.
    """

    at_s: float
    path: str
    query: dict[str, list[str]]
    headers: dict[str, str]
    status: int = 101
    sound: bytearray = field(default_factory=bytearray)
    error: str = ""
    close_code: int | None = None


def check_scribe_query(query: Mapping[str, Sequence[str]]) -> str:
    """What is wrong with the parameters; "" when they are good."""
    if query.get("model_id", [""])[0] not in MODELS:
        return "model_id: no such model"
    if query.get("audio_format", [""])[0] not in {f"pcm_{rate_hz}" for rate_hz in RATES}:
        return "audio_format: not one of the PCM formats"
    for name, values in query.items():
        if len(values) != 1 and name not in LISTS:
            return f"{name}: given twice"
        value = values[0]
        if name in RANGES:
            low, high = RANGES[name]
            if not low <= float(value) <= high:
                return f"{name}: out of range"
        elif name in SWITCHES:
            if value not in ("true", "false"):
                return f"{name}: not true or false"
        elif name == "commit_strategy":
            if value not in ("vad", "manual"):
                return f"{name}: no such strategy"
        elif name == "language_code":
            if value not in LANGUAGES:
                return f"{name}: no such language"
        elif name == "keyterms":
            if len(values) > 50 or any(len(term) > 20 for term in values):
                return f"{name}: too many or too long"
        elif name not in LISTS | {"model_id", "audio_format"}:
            return f"{name}: unexpected"
    return ""


async def converse(
    peer: WebSocketPeer, call: ScribeCall, plan: ScribePlan, *, is_key_good: bool
) -> None:
    """Listen until either end has enough; the handshake is done."""
    if not is_key_good:
        await _fail(peer, call, "auth_error", "You must be authenticated to use this endpoint.")
        return
    if wrong := check_scribe_query(call.query):
        await _fail(peer, call, "invalid_request", wrong)
        return
    if plan.error and plan.drop_after_ms is None:
        await _fail(peer, call, plan.error, "told to")
        return
    if plan.starts:
        await peer.send({"message_type": "session_started", "session_id": "s", "config": {}})
    for text in plan.first_messages:
        await peer.send(text)
    if not plan.reads:
        await asyncio.get_running_loop().create_future()
    await _listen(peer, call, plan)


async def _listen(peer: WebSocketPeer, call: ScribeCall, plan: ScribePlan) -> None:
    rate_hz = int(call.query["audio_format"][0].removeprefix("pcm_"))
    ear = _Scribe(call, plan, rate_hz)
    while True:
        try:
            async with asyncio.timeout(IDLE_S):
                message = await peer.receive()
        except TimeoutError:
            await peer.close(1000)
            await peer.receive()
            return
        if message is None:
            return
        sound = _sound(message, rate_hz, is_first=not call.sound)
        if isinstance(sound, str):
            await _fail(peer, call, "input_error", sound)
            return
        call.sound += sound
        heard_ms = len(call.sound) / rate_hz * 500
        told = list(ear.hear(sound))
        if plan.deaf_after_ms is not None and heard_ms >= plan.deaf_after_ms:
            continue
        for one in told:
            await peer.send(one)
        if plan.drop_after_ms is not None and heard_ms >= plan.drop_after_ms:
            if plan.error:
                await _fail(peer, call, plan.error, "told to")
            else:
                await peer.close(plan.close_code, "told to")
                await peer.receive()
            return


async def _fail(peer: WebSocketPeer, call: ScribeCall, kind: str, text: str) -> None:
    call.error = f"{kind}: {text}"
    await peer.send({"message_type": kind, "error": text})
    await peer.close(1008, text)
    while await peer.receive() is not None:
        pass


def _sound(message: str | bytes, rate_hz: int, *, is_first: bool) -> bytes | str:
    """The samples of a message, or what is wrong with it."""
    try:
        chunk = json.loads(message) if isinstance(message, str) else None
    except ValueError:
        chunk = None
    if not isinstance(chunk, dict) or chunk.get("message_type") != "input_audio_chunk":
        return "not an input_audio_chunk"
    if unknown := chunk.keys() - CHUNK:
        return f"unexpected: {', '.join(sorted(unknown))}"
    if chunk.get("sample_rate", rate_hz) != rate_hz:
        return "sample_rate: not that of audio_format"
    if chunk.get("previous_text") is not None and not is_first:
        return "previous_text: in the first chunk only"
    try:
        return base64.b64decode(chunk["audio_base_64"], validate=True)
    except (KeyError, TypeError, binascii.Error):
        return "audio_base_64: missing or no base64"


class _Scribe:
    """Tells what an ear for words hears as Scribe does."""

    def __init__(self, call: ScribeCall, plan: ScribePlan, rate_hz: int) -> None:
        query = call.query
        self._has_times = query.get("include_timestamps") == ["true"] and plan.timestamps != "never"
        self._times_first = plan.timestamps == "first"
        self._language = query.get("language_code", [plan.language_code])[0]
        self._drift_s = plan.drift_ms / 1000
        self._commits = 0
        silence_s = float(query.get("vad_silence_threshold_secs", ["1.5"])[0])
        self._is_vad = query.get("commit_strategy") == ["vad"]
        self._ear = Ear(
            rate_hz,
            endpointing_ms=round(1000 * silence_s),
            interim=True,
            utterance_end_ms=0,
            piece_ms=NEVER_MS,
            notices_pauses=self._is_vad,
            hearing=SentenceHearing(self._language) if plan.improvises else None,
        )

    def hear(self, sound: bytes) -> Iterator[dict[str, Any]]:
        for results in self._ear.hear(sound):
            (alternative,) = results["channel"]["alternatives"]
            if results["is_final"]:
                yield from self._committed(alternative["transcript"], alternative["words"])
            elif alternative["transcript"]:
                yield {"message_type": "partial_transcript", "text": alternative["transcript"]}

    def _committed(self, text: str, words: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        later_s, self._commits = self._commits * self._drift_s, self._commits + 1
        plain = {"message_type": "committed_transcript", "text": text}
        timed = {
            "message_type": "committed_transcript_with_timestamps",
            "text": text,
            "language_code": self._language,
            "words": list(_spaced(words, later_s)),
        }
        if not self._has_times:
            yield plain
        else:
            yield from (timed, plain) if self._times_first else (plain, timed)


def _spaced(words: list[dict[str, Any]], later_s: float) -> Iterator[dict[str, Any]]:
    end_s = 0.0
    for n, word in enumerate(words):
        start_s = round(word["start"] + later_s, 3)
        if n:
            yield {"text": " ", "start": end_s, "end": start_s, "type": "spacing"}
        end_s = round(word["end"] + later_s, 3)
        yield {"text": word["word"], "start": start_s, "end": end_s, "type": "word"}
