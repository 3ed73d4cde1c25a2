"""Speech, from request to sound, and what happens when it is not to be had."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from ten_lite.messages import ErrorMessage, PcmFrame, SessionConfig, TtsAudioEnd
from ten_lite.testing.providers import spell
from ten_lite.testing.providers.openai import FakeOpenai, Fault, Refusal, Speech
from ten_lite_openai.tests.audio_kit import RATE_HZ, ends, errors, failure, heard, say, tts


def spelled(text: str) -> bytes:
    return spell(text, sample_rate_hz=RATE_HZ)


async def test_each_piece_is_one_request_and_its_sound_is_heard_in_order():
    async with FakeOpenai() as server, tts(server) as harness:
        say(harness, "r1", "Good", " morning.")
        await asyncio.sleep(3)
        assert heard(harness) == spelled("Good morning.")
        assert ends(harness) == [("r1", "end")]
        assert [r.body for r in server.requests] == [
            {
                "input": text,
                "model": "gpt-4o-mini-tts",
                "voice": "coral",
                "response_format": "pcm",
            }
            for text in ("Good", " morning.")
        ]
        assert server.requests[0].headers["authorization"] == "Bearer test-key"
        assert server.connections == 1


async def test_voice_manner_speed_and_more_go_into_the_request():
    given: dict[str, Any] = {
        "model": "m",
        "voice": "ash",
        "instructions": "Whisper.",
        "speed": 1.5,
        "extra_params": {"lang_code": "a"},
    }
    async with FakeOpenai(takes=("lang_code",)) as server, tts(server, **given) as harness:
        say(harness, "r1", "Hello.")
        await asyncio.sleep(1)
        (request,) = server.requests
        wanted = {**given, **given["extra_params"], "input": "Hello.", "response_format": "pcm"}
        del wanted["extra_params"]
        assert request.body == wanted


@pytest.mark.parametrize("chunk_bytes", [1, 3, 333, 4097])
async def test_chunks_of_odd_size_shift_no_sample(chunk_bytes: int):
    async with FakeOpenai() as server, tts(server) as harness:
        server.script(Speech(chunk_bytes=chunk_bytes), Speech(sound=spelled("b")[:-1]))
        say(harness, "r1", "a", "b", "c")
        await asyncio.sleep(3)
        assert heard(harness) == spelled("a") + spelled("b")[:-2] + spelled("c")


async def test_the_sound_is_resampled_to_the_rate_that_is_asked_for():
    async with FakeOpenai() as server, tts(server, sample_rate_hz=16_000) as harness:
        server.script(Speech(sound=bytes(2 * RATE_HZ)))
        say(harness, "r1", "Hello.")
        await asyncio.sleep(3)
        assert {m.sample_rate_hz for m in harness.received if isinstance(m, PcmFrame)} == {16_000}
        assert len(heard(harness)) == 2 * 16_000


async def test_a_long_text_is_asked_for_in_parts_cut_at_spaces():
    text = "word " * 1000
    async with FakeOpenai() as server, tts(server, lead_s=10) as harness:
        say(harness, "r1", text)
        await asyncio.sleep(120)
        asked = [r.body["input"] for r in server.requests]
        assert "".join(asked) == text
        assert [len(part) for part in asked] == [4095, 905]
        assert ends(harness) == [("r1", "end")]


async def test_what_has_nothing_to_say_is_not_asked_for():
    async with FakeOpenai() as server, tts(server) as harness:
        say(harness, "r1", "…", " ", "!\ud800")
        await asyncio.sleep(1)
        assert server.requests == []
        assert errors(harness) == []


@pytest.mark.parametrize(
    ("refusal", "code", "words"),
    [
        (Refusal(401, "invalid_api_key", "Incorrect key test-key"), "invalid_api_key", '"api_key"'),
        (Refusal(403, "x"), "x", '"api_key" is refused'),
        (Refusal(404, "model_not_found"), "model_not_found", 'check "model" (gpt-4o-mini-tts)'),
        (Refusal(429, "insufficient_quota"), "insufficient_quota", "no credit"),
        (Refusal(400, "invalid_value", "Invalid voice"), "refused", "Invalid voice"),
    ],
    ids=["401", "403", "404", "quota", "400"],
)
async def test_what_no_further_try_can_cure_fails_for_good_at_once(
    refusal: Refusal, code: str, words: str, caplog: pytest.LogCaptureFixture
):
    async with FakeOpenai() as server, tts(server) as harness:
        server.script(refusal)
        say(harness, "r1", "Hello.")
        await asyncio.sleep(2)
        assert len(server.requests) == 1
        assert ends(harness) == [("r1", "error")]
        (told,) = [m for m in harness.received if isinstance(m, ErrorMessage)]
        assert told.fatal
    error = failure(caplog)
    assert (error.retryable, error.vendor, error.code) == (False, "openai", code)
    assert words in str(error)
    assert "test-key" not in caplog.text


@pytest.mark.parametrize(
    "trouble",
    [
        Refusal(429, "rate_limit_exceeded"),
        Refusal(500),
        Refusal(503),
        Fault.DISCONNECT,
        Speech(fault=Fault.DISCONNECT),
        Speech(sound=b""),
    ],
    ids=str,
)
async def test_trouble_before_the_first_sound_is_tried_again_and_nobody_is_told(trouble: Any):
    async with FakeOpenai() as server, tts(server) as harness:
        server.script(trouble, trouble)
        say(harness, "r1", "Hello.")
        await asyncio.sleep(5)
        assert heard(harness) == spelled("Hello.")
        assert len(server.requests) == 3
        assert errors(harness) == []


async def test_the_pause_that_the_server_asks_for_is_made():
    async with FakeOpenai() as server, tts(server) as harness:
        server.script(Refusal(429, headers={"retry-after": "4"}))
        say(harness, "r1", "Hello.")
        await asyncio.sleep(8)
        first, second = (r.ended_at_s for r in server.requests)
        assert second - first == pytest.approx(4, abs=0.2)


@pytest.mark.parametrize("after", [Refusal(500), Fault.DISCONNECT])
async def test_after_the_last_try_it_is_an_error_that_may_pass(
    after: Any, caplog: pytest.LogCaptureFixture
):
    async with FakeOpenai() as server, tts(server, retries=1) as harness:
        server.script(after, after)
        say(harness, "r1", "Hello.")
        await harness.pull(TtsAudioEnd)
        await asyncio.sleep(0.05)
        assert len(server.requests) == 2
    assert failure(caplog).retryable


@pytest.mark.parametrize(
    ("answer", "after_s"),
    [
        (Fault.STALL, 3.0),
        (Speech(fault=Fault.STALL), 3.0),
        (Speech(fault=Fault.STALL, fault_after_bytes=2048), 1.0),
    ],
    ids=["before the headers", "before the first sound", "between sounds"],
)
async def test_a_stall_ends_the_answer_in_time_and_the_request_at_the_server(
    answer: Any, after_s: float, caplog: pytest.LogCaptureFixture
):
    loop = asyncio.get_running_loop()
    waits = {"first_byte_timeout_s": 3, "gap_timeout_s": 1}
    async with FakeOpenai() as server, tts(server, **waits) as harness:
        server.script(answer)
        began_s = loop.time()
        say(harness, "r1", "Hello there.")
        end = await harness.pull(TtsAudioEnd)
        assert after_s <= loop.time() - began_s <= after_s + 0.2
        assert end.reason == "error"
        await asyncio.wait_for(server.requests[0].ended.wait(), 0.1)
        assert server.requests[0].closed_early
        assert len(server.requests) == 1
    assert failure(caplog).code == "timeout"


async def test_what_is_cut_in_the_middle_is_not_said_twice_and_the_next_piece_is_spoken():
    async with FakeOpenai() as server, tts(server) as harness:
        server.script(Speech(fault=Fault.DISCONNECT, fault_after_bytes=2400))
        say(harness, "r1", "Hello there.", end=False)
        await asyncio.sleep(1)
        say(harness, "r1", " Bye.")
        await asyncio.sleep(1)
        assert [r.body["input"] for r in server.requests] == ["Hello there.", " Bye."]
        assert ends(harness) == [("r1", "error"), ("r1", "end")]
        assert heard(harness).endswith(spelled("Bye."))


@pytest.mark.parametrize(
    "speech",
    [
        Speech(sound=b"RIFF\0\0\0\0WAVE" + bytes(4000)),
        Speech(sound=b"ID3\x04" + bytes(4000)),
        Speech(sound=b"OggS\0\x02" + bytes(4000), chunk_bytes=1),
        Speech(sound=b"\xff\xfb\x90\x64" + bytes(4000), content_type="audio/mpeg"),
        Speech(sound=b'{"error": "no"}', content_type="application/json"),
    ],
    ids=["wav", "id3", "ogg byte by byte", "mp3", "json"],
)
async def test_a_sound_file_in_place_of_samples_is_refused_and_not_played(
    speech: Speech, caplog: pytest.LogCaptureFixture
):
    async with FakeOpenai() as server, tts(server) as harness:
        server.script(speech)
        say(harness, "r1", "Hello.")
        await asyncio.sleep(1)
        assert heard(harness) == b""
        assert ends(harness) == [("r1", "error")]
    assert (failure(caplog).code, failure(caplog).retryable) == ("container", False)


async def test_the_end_of_the_session_reaches_the_server_within_100_ms():
    loop = asyncio.get_running_loop()
    async with FakeOpenai() as server, tts(server) as harness:
        server.script(Speech(fault=Fault.STALL, fault_after_bytes=100))
        say(harness, "r1", "Hello.")
        await asyncio.sleep(1)
        began_s = loop.time()
        await harness.session.close()
        await asyncio.wait_for(server.requests[0].ended.wait(), 1)
        assert server.requests[0].ended_at_s - began_s <= 0.1


async def test_another_language_needs_no_change_and_another_voice_speaks_the_next_piece():
    async with FakeOpenai() as server, tts(server) as harness:
        say(harness, "r1", "One,", end=False)
        harness.push(SessionConfig(language="de-DE", voice="ash"))
        say(harness, "r1", " zwei.")
        await asyncio.sleep(2)
        assert [r.body["voice"] for r in server.requests] == ["coral", "ash"]
        assert heard(harness) == spelled("One zwei")
        assert errors(harness) == []


async def test_a_voice_that_is_not_there_is_told_and_the_answer_is_spoken_all_the_same():
    async with FakeOpenai() as server, tts(server) as harness:
        harness.push(SessionConfig(voice="voice-unknown"))
        say(harness, "r1", "Hello.")
        await asyncio.sleep(2)
        assert [r.body["voice"] for r in server.requests] == ["voice-unknown", "coral"]
        assert heard(harness) == spelled("Hello.")
        (text,) = errors(harness)
        assert text.startswith('"addon" cannot change to voice "voice-unknown"')
