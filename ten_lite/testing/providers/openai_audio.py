"""The fake OpenAI's voice and ears: their rules and what they send."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from ten_lite.testing.providers.chat_server import EventWire, Fault, Refusal
from ten_lite.testing.providers.multipart import UploadedFile
from ten_lite.testing.providers.openai_script import Failed, Speech, Transcript
from ten_lite.testing.providers.spoken import read_numbers, spell
from ten_lite.wav import parse_wav

__all__ = ["RATE_HZ", "check_speech", "check_transcription", "send_speech", "send_transcript"]

SPEECH_FIELDS = frozenset(
    {"input", "instructions", "model", "response_format", "speed", "stream_format", "voice"}
)
LONGEST_INPUT = 4096
RATE_HZ = 24_000
FORM_FIELDS = frozenset(
    {
        *("chunking_strategy", "file", "include[]", "keywords[]", "language", "languages[]"),
        *("model", "prompt", "response_format", "stream", "temperature"),
    }
)


def check_speech(body: Mapping[str, Any]) -> Refusal | None:
    """What the real server says to such a request, if it refuses it."""
    if unknown := sorted(body.keys() - SPEECH_FIELDS):
        return Refusal(400, "unknown_parameter", f"Unknown parameter: '{unknown[0]}'.")
    if not 1 <= len(body.get("input", "")) <= LONGEST_INPUT:
        return Refusal(400, "string_too_long", "input should have 1 to 4096 characters")
    if not isinstance(body.get("voice"), str) or "voice-unknown" in body["voice"]:
        return Refusal(400, "invalid_value", f"Invalid voice: {body.get('voice')}")
    if not 0.25 <= body.get("speed", 1) <= 4:
        return Refusal(400, "invalid_value", "speed should be between 0.25 and 4")
    if body.get("response_format") != "pcm":
        return Refusal(400, "not_supported", "this server speaks pcm only")
    return None


def check_transcription(body: Mapping[str, Any]) -> Refusal | None:
    """What the real server says to such a request, if it refuses it."""
    if unknown := sorted(body.keys() - FORM_FIELDS):
        return Refusal(400, "unknown_parameter", f"Unknown parameter: '{unknown[0]}'.")
    file = body.get("file")
    if not isinstance(file, UploadedFile) or not file.name.endswith(".wav"):
        return Refusal(400, "invalid_value", "Invalid file format.")
    try:
        form, sound = parse_wav(file.data)
    except ValueError as error:
        return Refusal(400, "invalid_value", f"Audio file might be corrupted: {error}")
    if len(sound) < form.sample_rate_hz // 10 * 2:
        return Refusal(400, "audio_too_short", "Minimum audio length is 0.1 seconds.")
    language = body.get("language", "en")
    if not (isinstance(language, str) and len(language) == 2):
        return Refusal(400, "invalid_language_format", f"Language '{language}' is not ISO-639-1.")
    return None


async def send_speech(
    plan: Speech, body: Mapping[str, Any], wire: EventWire, headers: Mapping[str, str]
) -> None:
    """Speak."""
    await wire.pause(plan.first_byte_s)
    wire.open(headers, content_type=plan.content_type)
    await wire.flush()
    sound = spell(body["input"], sample_rate_hz=RATE_HZ) if plan.sound is None else plan.sound
    if plan.fault is not None:
        sound = sound[: plan.fault_after_bytes]
    for at in range(0, len(sound), plan.chunk_bytes):
        wire.send(sound[at : at + plan.chunk_bytes])
        await wire.flush()
        if plan.chunk_delay_s:
            await wire.pause(plan.chunk_delay_s)
            await wire.flush()
    if plan.fault is not None:
        await wire.fault(plan.fault)
        return
    await wire.close()


async def send_transcript(
    plan: Transcript, body: Mapping[str, Any], wire: EventWire, headers: Mapping[str, str]
) -> None:
    """Tell what was said."""
    form, sound = parse_wav(body["file"].data)
    steps = plan.steps
    if steps is None:
        words = read_numbers(sound, sample_rate_hz=form.sample_rate_hz)
        steps = [f" {word}" if n else word for n, word in enumerate(words)]
    sound_ms = len(sound) * 500 // form.sample_rate_hz
    if plan.cut_after_ms is not None and sound_ms > plan.cut_after_ms:
        steps = [*steps[: len(steps) // 2], Fault.DISCONNECT]
    streams = plan.streams and body.get("stream") == "true"
    await wire.pause(plan.headers_s)
    await wire.flush()
    if streams:
        wire.open(headers)
        if plan.first:
            wire.send(plan.first)
    text = ""
    for step in steps:
        if isinstance(step, Fault):
            await wire.fault(step)
            return
        if isinstance(step, Failed):
            error = {"message": step.message, "type": step.code, "code": step.code}
            wire.send(f"data: {json.dumps({'error': error})}\n\n".encode())
            await wire.close()
            return
        if isinstance(step, str):
            text += step
            if streams:
                _tell(wire, {"type": "transcript.text.delta", "delta": step})
        else:
            await wire.pause(step)
        await wire.flush()
    languages = [{"code": code} for code in plan.languages]
    told: dict[str, Any] = {"text": text, "languages": languages}
    if not streams:
        wire.open(headers, content_type="application/json")
        wire.send(json.dumps(told).encode())
    elif plan.done:
        usage = {"type": "tokens", "input_tokens": 14, "output_tokens": 5, "total_tokens": 19}
        _tell(wire, {"type": "transcript.text.done", **told, "usage": usage})
    await wire.close()
    if plan.cut_after_ms is not None:
        await wire.fault(Fault.DISCONNECT)


def _tell(wire: EventWire, event: Mapping[str, Any]) -> None:
    wire.send(f"data: {json.dumps(event, ensure_ascii=False)}\n\n".encode())
