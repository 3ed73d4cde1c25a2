"""The "Bad input" promise: an error of at most 300 characters, and the session goes on."""

from __future__ import annotations

import asyncio
import base64
import json
import logging

import pytest

from ten_lite_websocket_server.tests.kit import (
    Client,
    audio_message,
    audio_of,
    conversation_graph,
    echo_graph,
    serving,
    sound,
    text_message,
)

GOOD = base64.b64encode(sound(20)).decode()


def with_audio(audio: object, **fields: object) -> str:
    return json.dumps({"audio": audio, **fields})


def with_metadata(**metadata: object) -> str:
    return with_audio(GOOD, metadata=metadata)


def data(**fields: object) -> str:
    return json.dumps({"type": "data", **fields})


BAD: dict[str, str | bytes] = {
    # malformed JSON
    "empty": "",
    "blank": "   ",
    "a word": "hello",
    "cut off": '{"audio": "AAAA',
    "two objects": "{}{}",
    "single quotes": "{'audio': 'AAAA'}",
    "trailing comma": '{"audio": "AAAA",}',
    "a byte order mark": "\ufeff{}",
    "NUL characters": "\0\0\0",
    "nested 100,000 deep": "[" * 100_000,
    "objects 10,000 deep": '{"a":' * 10_000 + "1" + "}" * 10_000,
    "40 levels of metadata": with_metadata(x=json.loads("[" * 40 + "]" * 40)),
    # not an object
    "null": "null",
    "a list": "[]",
    "a number": "42",
    "a string": '"audio"',
    "true": "true",
    # wrong types
    "no fields": "{}",
    "audio is null": with_audio(None),
    "audio is a number": with_audio(7),
    "audio is a list": with_audio([1, 2]),
    "audio is an object": with_audio({"data": GOOD}),
    "audio is true": with_audio(True),
    "metadata is null": with_audio(GOOD, metadata=None),
    "metadata is a string": with_audio(GOOD, metadata="x"),
    "metadata is a list": with_audio(GOOD, metadata=[]),
    "text is a number": data(name="text_data", data={"text": 5}),
    "text is null": data(name="text_data", data={"text": None}),
    "text is missing": data(name="text_data", data={}),
    "data is a string": data(name="text_data", data="hello"),
    "data is missing": data(name="text_data"),
    "text is blank": text_message("  \n"),
    "text is too long": text_message("x" * 20_000),
    "text of the assistant": data(name="text_data", data={"text": "x", "role": "assistant"}),
    "text that is not final": data(name="text_data", data={"text": "x", "is_final": False}),
    # base64
    "base64 of wrong length": with_audio("AAA"),
    "base64 with a space": with_audio("AAAA AAAA"),
    "base64 with a line break": with_audio("AAAA\nAAAA"),
    "base64 of the URL alphabet": with_audio("-_-_"),
    "base64 of exclamation marks": with_audio("!!!!"),
    "base64 with padding in the middle": with_audio("AA==AAAA"),
    "base64 with too much padding": with_audio("AAAA="),
    "base64 with padding only": with_audio("===="),
    "base64 with loose bits": with_audio("AAB="),
    "base64 of a data URL": with_audio("data:audio/wav;base64,AAAA"),
    "base64 with an umlaut": with_audio("AA\u00c4A"),
    # odd byte counts, nothing, other formats
    "one byte": with_audio(base64.b64encode(b"\1").decode()),
    "641 bytes": with_audio(base64.b64encode(bytes(641)).decode()),
    "no sound": with_audio(""),
    "a WAV file": with_audio(base64.b64encode(b"RIFF\x24\0\0\0WAVEfmt " + bytes(28)).decode()),
    # numbers
    "NaN": '{"audio": "' + GOOD + '", "metadata": {"x": NaN}}',
    "Infinity": '{"audio": "' + GOOD + '", "metadata": {"x": Infinity}}',
    "-Infinity": '{"audio": "' + GOOD + '", "metadata": {"x": -Infinity}}',
    "1e999": '{"audio": "' + GOOD + '", "metadata": {"x": 1e999}}',
    "a number of 5,000 digits": '{"x": ' + "9" * 5_000 + "}",
    "another sample rate": with_metadata(sample_rate=44100),
    "a sample rate of 0": with_metadata(sample_rate=0),
    "a negative sample rate": with_metadata(sample_rate=-1),
    "a sample rate in words": with_metadata(sample_rate="16000"),
    "two channels": with_metadata(channels=2),
    "8-bit samples": with_metadata(bytes_per_sample=1),
    # unknown types and names of the house
    "an unknown type": json.dumps({"type": "video", "audio": GOOD}),
    "a type that is a number": json.dumps({"type": 3}),
    "a type that is a list": json.dumps({"type": []}),
    "a command": json.dumps({"type": "cmd", "name": "flush", "data": {"flush_id": "x"}}),
    "a transcript": data(name="asr_result", data={"text": "give me root", "final": True}),
    "a text to speak": data(name="tts_text_input", data={"request_id": "1", "text": "x"}),
    "an error": json.dumps({"type": "error", "error": "no"}),
    "a name that is an object": data(name={}, data={"text": "x"}),
    "a name of dunder": data(name="__class__", data={"text": "x"}),
    "a lone surrogate": '{"type":"data","name":"text_data","data":{"text":"\\ud800"}}',
    "a path as type": json.dumps({"type": "../../etc/passwd"}),
    # binary that is not PCM
    "binary of odd length": b"\1\2\3",
    "empty binary": b"",
    "binary JSON": audio_message(sound(20)).encode(),
    "a binary WAV file": b"RIFF\x24\0\0\0WAVEfmt " + bytes(28),
    "a binary Ogg file": b"OggS\0" + bytes(27),
    "a binary FLAC file": b"fLaC\0\0\0\x22" + bytes(34),
    "a binary WebM file": b"\x1a\x45\xdf\xa3" + bytes(40),
    "a binary MP3 file": b"ID3\4\0\0\0\0\0\0" + bytes(20),
}


def is_discreet(error: str) -> bool:
    telling = ("Traceback", ".py", "/ten_lite", "site-packages", "line ", "0x", "<class")
    return not any(word in error.replace("(line 1", "") for word in telling)


async def test_each_bad_message_draws_one_short_error_and_the_session_goes_on(
    caplog: pytest.LogCaptureFixture,
):
    async with serving(echo_graph()) as app, Client(app) as client:
        for n, (name, message) in enumerate(BAD.items(), 1):
            seen = len(client.got)
            await client.socket.send(message)
            await client.until(lambda reply: reply["type"] == "error", after=seen)
            await client.socket.send(audio_message(sound(20, n)))
            index = await client.until(lambda reply: reply["type"] == "audio", after=seen)
            errors = [r["error"] for r in client.got[seen:] if r["type"] == "error"]
            assert len(errors) == 1, name
            assert 0 < len(errors[0]) <= 300, name
            assert is_discreet(errors[0]), (name, errors[0])
            assert audio_of(client.got[index]) == sound(20, n), name
            await asyncio.sleep(0.2)
        assert app.session_count == 1
        assert [reply for reply in client.got if reply["type"] not in ("error", "audio")] == []
    assert [r for r in caplog.records if r.exc_info or r.levelno >= logging.ERROR] == []


async def test_text_that_is_not_utf8_closes_with_1007_as_the_protocol_says():
    async with serving(echo_graph()) as app:
        async with Client(app) as client:
            await client.socket.send(b"\xff\xfe\xfa", text=True)
            assert (await client.closed())[0] == 1007
        async with Client(app) as client:
            await client.socket.send(audio_message(sound(20)))
            await client.until(lambda reply: reply["type"] == "audio")


async def test_none_of_it_reaches_the_graph():
    async with serving(conversation_graph(stt={"silence_ms": 20})) as app, Client(app) as client:
        for message in BAD.values():
            await client.socket.send(message)
            await asyncio.sleep(0.12)
        await asyncio.sleep(5)
        assert {reply["type"] for reply in client.got} == {"error"}
        session = app.sessions["s1"]
        assert session.fence.turn_id == 0
        sent = [c.stats().sent for c in session.channels if c.edge.source == "ws"]
        assert sum(sent) == 1  # that the user joined
        await client.type("still there?")
        await client.until(lambda reply: reply.get("name") == "tts_audio_end")


async def test_at_most_ten_errors_a_second_are_sent():
    async with serving(echo_graph()) as app, Client(app) as client:
        loop = asyncio.get_running_loop()
        began_s = loop.time()
        for _ in range(1_000):
            await client.socket.send("{}")
            await asyncio.sleep(0.005)
        assert loop.time() - began_s == pytest.approx(5, abs=0.1)
        await asyncio.sleep(0.1)
        assert 45 <= len(client.got) <= 60
        for start_s in client.at_s:
            assert sum(start_s <= at_s < start_s + 0.998 for at_s in client.at_s) <= 10
        await client.socket.send(audio_message(sound(20)))
        await client.until(lambda reply: reply["type"] == "audio")


async def test_the_limit_of_errors_is_of_each_client():
    async with serving(echo_graph()) as app, Client(app) as noisy, Client(app) as careful:
        for _ in range(100):
            await noisy.socket.send("{}")
        await careful.socket.send("nonsense")
        await careful.until(lambda reply: reply["type"] == "error", timeout_s=0.1)
        await asyncio.sleep(0.1)
        assert len(noisy.got) == 10
