"""What the user says, from sound to words, and what happens when nobody understands it."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from ten_lite.messages import (
    AsrResult,
    EndOfSpeech,
    ErrorMessage,
    LikelyEndOfSpeech,
    PcmFrame,
    SessionConfig,
    StartOfSpeech,
)
from ten_lite.testing import Harness
from ten_lite.testing.providers import pause, read_numbers, say_numbers
from ten_lite.testing.providers.openai import (
    Failed,
    FakeOpenai,
    Fault,
    Refusal,
    Transcript,
    UploadedFile,
)
from ten_lite.wav import parse_wav
from ten_lite_openai.listening import Listening
from ten_lite_openai.tests.audio_kit import errors, failure, finals, results, speak, stt
from ten_lite_openai.transcription import Utterance


def sent(server: FakeOpenai, number: int = 0) -> tuple[int, bytes]:
    """Rate and sound of a request."""
    file = server.requests[number].body["file"]
    assert isinstance(file, UploadedFile)
    assert (file.name, file.content_type) == ("speech.wav", "audio/wav")
    form, sound = parse_wav(file.data)
    assert form.channels == 1
    return form.sample_rate_hz, sound


async def test_an_utterance_is_sent_as_a_file_and_told_as_it_is_understood():
    async with FakeOpenai() as server, stt(server) as harness:
        server.script(Transcript(steps=["one", 0.1, " two", 0.1]))
        speak(harness, "one", "two", at_ms=1000)
        await asyncio.sleep(1)
        assert results(harness) == [("one", False), ("one two", False), ("one two", True)]
        told = [m for m in harness.received if isinstance(m, AsrResult)]
        assert {m.id for m in told} == {told[0].id}
        assert (told[-1].start_ms, told[-1].duration_ms) == (1000, 480)
        (request,) = server.requests
        assert {k: v for k, v in request.body.items() if k != "file"} == {
            "model": "gpt-transcribe",
            "stream": "true",
        }
        assert sent(server) == (16_000, say_numbers("one", "two"))


async def test_language_prompt_and_more_go_into_the_request_and_the_language_into_the_result():
    given = {"language": "de-DE", "prompt": "Zahlen", "extra_params": {"keywords": ["eins", "b"]}}
    async with FakeOpenai() as server, stt(server, **given) as harness:
        speak(harness, "one")
        await asyncio.sleep(1)
        body = server.requests[0].body
        assert (body["language"], body["prompt"]) == ("de", "Zahlen")
        assert body["keywords[]"] == ["eins", "b"]
        assert {m.language for m in harness.received if isinstance(m, AsrResult)} == {"de-DE"}


async def test_without_a_language_the_one_that_was_spoken_is_told():
    async with FakeOpenai() as server, stt(server) as harness:
        server.script(Transcript(languages=["fr"]))
        speak(harness, "one")
        await asyncio.sleep(1)
        assert [m.language for m in harness.received if isinstance(m, AsrResult)][-1] == "fr"


async def test_the_sound_from_shortly_before_belongs_to_the_utterance():
    async with FakeOpenai() as server, stt(server, pre_roll_ms=100) as harness:
        harness.push(PcmFrame(pause(3000)))
        harness.push(PcmFrame(say_numbers("one")[: 32 * 80]))
        speak(harness, "two")
        await asyncio.sleep(1)
        _, sound = sent(server)
        assert sound == pause(20) + say_numbers("one")[: 32 * 80] + say_numbers("two")


async def test_the_file_has_the_rate_of_the_sound():
    async with FakeOpenai() as server, stt(server) as harness:
        sound = say_numbers("three", sample_rate_hz=8000)
        harness.push(StartOfSpeech(0))
        harness.push(PcmFrame(sound, 8000))
        harness.push(EndOfSpeech(200))
        await asyncio.sleep(1)
        assert sent(server) == (8000, sound)
        assert finals(harness) == ["three"]


async def test_speech_that_stops_at_once_has_a_final_result():
    async with FakeOpenai() as server, stt(server) as harness:
        harness.push(StartOfSpeech(0))
        harness.push(PcmFrame(say_numbers("one")[:320]))
        harness.push(EndOfSpeech(400))
        await asyncio.sleep(1)
        assert results(harness) == [("", True)]
        assert errors(harness) == []


async def test_a_long_utterance_is_cut_into_pieces_and_no_more_sound_than_that_is_kept():
    async with FakeOpenai() as server, stt(server, max_utterance_s=2) as harness:
        words = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
        speak(harness, *words, *words)
        await asyncio.sleep(1)
        lengths = [len(sent(server, n)[1]) // 32 for n in range(len(server.requests))]
        assert lengths == [2000, 2000, 800]
        heard = b"".join(sent(server, n)[1] for n in range(3))
        assert read_numbers(heard) == [*words, *words]
        assert len(finals(harness)) == 3


async def test_the_silence_after_a_piece_that_was_cut_is_not_sent():
    async with FakeOpenai() as server, stt(server, max_utterance_s=2) as harness:
        harness.push(StartOfSpeech(0))
        harness.push(PcmFrame(say_numbers("one") + pause(1800)))
        harness.push(PcmFrame(pause(200)))
        harness.push(EndOfSpeech(200))
        await asyncio.sleep(1)
        assert len(server.requests) == 1
        assert finals(harness) == ["one", ""]


def begin(harness: Harness, *words: str) -> None:
    harness.push(StartOfSpeech(0))
    harness.push(PcmFrame(say_numbers(*words)))


async def test_a_pause_costs_no_request_unless_that_is_wanted():
    async with FakeOpenai() as server, stt(server) as harness:
        begin(harness, "one")
        harness.push(LikelyEndOfSpeech(240))
        await asyncio.sleep(1)
        assert server.requests == []


async def test_what_was_sent_at_the_pause_is_the_result_when_that_was_the_end():
    async with FakeOpenai() as server, stt(server, work_ahead=True) as harness:
        begin(harness, "one")
        harness.push(LikelyEndOfSpeech(240))
        await asyncio.sleep(0.2)
        assert results(harness) == []
        harness.push(EndOfSpeech(240))
        await asyncio.sleep(0.01)
        assert finals(harness) == ["one"]
        assert len(server.requests) == 1


async def test_what_was_sent_at_a_pause_is_cancelled_when_the_user_went_on():
    loop = asyncio.get_running_loop()
    async with FakeOpenai() as server, stt(server, work_ahead=True) as harness:
        server.script(Transcript(steps=["one", 5.0]))
        begin(harness, "one")
        harness.push(LikelyEndOfSpeech(240))
        await asyncio.sleep(0.2)
        harness.push(PcmFrame(say_numbers("two")))
        harness.push(EndOfSpeech(480))
        ended_s = loop.time()
        await asyncio.sleep(1)
        assert finals(harness) == ["one two"]
        assert server.requests[0].closed_early
        assert server.requests[0].ended_at_s - ended_s <= 0.1


async def test_utterances_are_transcribed_beside_each_other_and_told_in_order():
    async with FakeOpenai() as server, stt(server) as harness:
        server.script(Transcript(steps=["fir", 3.0, "st"]), Transcript(steps=["second"]))
        speak(harness, "one")
        speak(harness, "two", at_ms=500)
        await asyncio.sleep(1)
        assert len(server.requests) == 2
        assert results(harness) == [("fir", False)]
        await asyncio.sleep(4)
        assert finals(harness) == ["first", "second"]
        ids = [m.id for m in harness.received if isinstance(m, AsrResult)]
        assert ids == sorted(ids)
        assert len(set(ids)) == 2


@pytest.mark.parametrize(
    "transcript", [Transcript(streams=False), Transcript(steps=["one"])], ids=["json", "stream"]
)
@pytest.mark.parametrize("stream", [True, False])
async def test_servers_that_do_not_stream_are_understood(transcript: Transcript, stream: bool):
    async with FakeOpenai() as server, stt(server, stream=stream) as harness:
        server.script(transcript)
        speak(harness, "one")
        await asyncio.sleep(1)
        assert finals(harness) == ["one"]
        assert ("stream" in server.requests[0].body) is stream


@pytest.mark.parametrize(
    "trouble",
    [
        Refusal(429, "rate_limit_exceeded"),
        Refusal(500),
        Fault.DISCONNECT,
        Transcript(steps=[Fault.DISCONNECT]),
        Transcript(steps=["wrong", Fault.DISCONNECT]),
        Transcript(steps=["wrong", Fault.CUT]),
        Transcript(steps=["wrong", Failed()]),
        Transcript(steps=["wrong"], done=False),
    ],
    ids=str,
)
async def test_trouble_is_tried_again_with_all_of_the_sound_and_nobody_is_told(trouble: Any):
    async with FakeOpenai() as server, stt(server) as harness:
        server.script(trouble, trouble)
        speak(harness, "one", "two")
        await asyncio.sleep(30)
        assert finals(harness) == ["one two"]
        assert len(server.requests) == 3
        assert sent(server, 2) == sent(server, 0)
        assert errors(harness) == []


@pytest.mark.parametrize(
    ("refusal", "code"),
    [
        (Refusal(401, "invalid_api_key", "Incorrect key test-key"), "invalid_api_key"),
        (Refusal(404, "model_not_found"), "model_not_found"),
        (Refusal(429, "insufficient_quota"), "insufficient_quota"),
    ],
    ids=["key", "model", "quota"],
)
async def test_what_no_further_try_can_cure_fails_for_good_at_once_after_an_empty_final(
    refusal: Refusal, code: str, caplog: pytest.LogCaptureFixture
):
    async with FakeOpenai() as server, stt(server) as harness:
        server.script(refusal)
        speak(harness, "one")
        await asyncio.sleep(2)
        assert len(server.requests) == 1
        assert results(harness) == [("", True)]
        (told,) = [m for m in harness.received if isinstance(m, ErrorMessage)]
        assert told.fatal
    error = failure(caplog)
    assert (error.retryable, error.vendor, error.code) == (False, "openai", code)
    assert "test-key" not in caplog.text


async def test_an_utterance_that_is_refused_is_told_and_the_next_one_is_understood():
    async with FakeOpenai() as server, stt(server) as harness:
        server.script(Refusal(400, "invalid_value", "Audio file might be corrupted"))
        speak(harness, "one")
        await asyncio.sleep(1)
        speak(harness, "two", at_ms=1000)
        await asyncio.sleep(1)
        assert finals(harness) == ["", "two"]
        assert len(errors(harness)) == 1
        assert harness.session.nodes["addon"].restart_count == 0


async def test_a_restart_of_the_node_loses_no_utterance(monkeypatch: pytest.MonkeyPatch):
    async with FakeOpenai() as server, stt(server) as harness:
        server.script(Transcript(steps=[5.0, "one"]), Transcript(steps=[5.0, "two"]))
        speak(harness, "one")
        speak(harness, "two", at_ms=500)
        harness.push(StartOfSpeech(1000))
        harness.push(PcmFrame(say_numbers("three")))
        await asyncio.sleep(1)
        monkeypatch.setattr("ten_lite_openai.stt.BYTES_PER_SAMPLE", None)
        harness.push(PcmFrame(bytes(640)))
        monkeypatch.undo()
        await asyncio.sleep(1)
        harness.push(PcmFrame(say_numbers("four")))
        harness.push(EndOfSpeech(1480))
        await asyncio.sleep(3)
        assert harness.session.nodes["addon"].restart_count == 1
        assert finals(harness) == ["one", "two", "three four"]


@pytest.mark.parametrize("trouble", [Fault.STALL, Transcript(steps=["wrong", Fault.STALL])])
async def test_what_takes_long_to_fail_is_told_once_an_outage(trouble: Any):
    waits = {"first_text_timeout_s": 3, "gap_timeout_s": 3}
    async with FakeOpenai() as server, stt(server, **waits) as harness:
        server.script(trouble, trouble)
        speak(harness, "one")
        speak(harness, "two", at_ms=500)
        await asyncio.sleep(4)
        assert len(errors(harness)) == 1
        await asyncio.sleep(20)
        assert finals(harness) == ["one", "two"]
        server.script(Fault.STALL)
        speak(harness, "three", at_ms=1000)
        await asyncio.sleep(10)
        assert len(errors(harness)) == 2


async def test_what_the_server_has_no_words_for_is_given_up_when_half_a_minute_more_was_said():
    async with FakeOpenai() as server, stt(server) as harness:
        server.script(Fault.STALL, Transcript(steps=["long"]))
        speak(harness, "one")
        await asyncio.sleep(0.1)
        harness.push(StartOfSpeech(1000))
        harness.push(PcmFrame(say_numbers("two") + pause(29_760)))
        await asyncio.sleep(1)
        assert server.requests[0].closed_early
        assert finals(harness) == ["", "long"]


async def test_the_connection_is_used_again():
    async with FakeOpenai() as server, stt(server) as harness:
        for number in range(3):
            speak(harness, "one", at_ms=500 * number)
            await asyncio.sleep(1)
        assert finals(harness) == ["one"] * 3
        assert server.connections == 1


async def test_an_answer_whose_rest_never_comes_holds_nothing_up():
    async with FakeOpenai() as server, stt(server) as harness:
        done = {"type": "transcript.text.done", "text": "one"}
        first = f"data: {json.dumps(done)}\n\n".encode()
        server.script(Transcript(first=first, steps=[Fault.STALL]))
        speak(harness, "one")
        await asyncio.sleep(0.1)
        assert finals(harness) == ["one"]
        await asyncio.wait_for(server.requests[0].ended.wait(), 1.1)


def test_who_stands_in_hears_what_was_not_understood():
    listening = Listening(rate_hz=16_000, start_ms=900)
    listening.untold.append(Utterance(say_numbers("one"), 16_000, 300, 240))
    listening.sound += say_numbers("two")
    given = listening.give_away()
    assert [m for m in given if not isinstance(m, PcmFrame)] == [
        StartOfSpeech(300),
        EndOfSpeech(540),
        StartOfSpeech(900),
    ]
    sound = b"".join(m.data for m in given if isinstance(m, PcmFrame))
    assert read_numbers(sound) == ["one", "two"]
    assert listening.give_away() == []


async def test_waits_end_after_their_time(caplog: pytest.LogCaptureFixture):
    waits = {"first_text_timeout_s": 3, "gap_timeout_s": 2, "max_attempts": 1}
    loop = asyncio.get_running_loop()
    for answer, limit_s in ((Fault.STALL, 3), (Transcript(steps=["one", Fault.STALL]), 2)):
        caplog.clear()
        async with FakeOpenai() as server, stt(server, **waits) as harness:
            server.script(answer)
            began_s = loop.time()
            speak(harness, "one")
            while not (await harness.pull(AsrResult)).final:
                pass
            assert loop.time() - began_s == pytest.approx(limit_s, abs=0.2)
            await asyncio.wait_for(server.requests[0].ended.wait(), 0.1)
            assert server.requests[0].closed_early
        assert failure(caplog).code == "timeout"


@pytest.mark.parametrize("answer", [Fault.STALL, Transcript(steps=["one", Fault.STALL])], ids=str)
async def test_the_end_of_the_session_reaches_the_server_within_100_ms(answer: Any):
    loop = asyncio.get_running_loop()
    async with FakeOpenai() as server, stt(server) as harness:
        server.script(answer)
        speak(harness, "one")
        await asyncio.sleep(0.5)
        began_s = loop.time()
        await harness.session.close()
        await asyncio.wait_for(server.requests[0].ended.wait(), 1)
        assert server.requests[0].closed_early
        assert server.requests[0].ended_at_s - began_s <= 0.1
        assert finals(harness) == []


async def test_a_language_the_server_refuses_is_told_and_the_utterance_is_understood():
    async with FakeOpenai() as server, stt(server, language="en") as harness:
        harness.push(SessionConfig(language="tlh"))
        speak(harness, "one")
        await asyncio.sleep(1)
        assert [r.body["language"] for r in server.requests] == ["tlh", "en"]
        assert finals(harness) == ["one"]
        (text,) = errors(harness)
        assert 'cannot change to language "tlh"' in text


async def test_the_log_has_times_and_nothing_that_was_said(caplog: pytest.LogCaptureFixture):
    caplog.set_level("INFO", logger="ten_lite")
    async with FakeOpenai() as server, stt(server) as harness:
        server.script(Transcript(steps=[0.25, "Atlantis"]))
        speak(harness, "one")
        await asyncio.sleep(1)
    assert "transcribed 240 ms of speech in 250 ms" in caplog.text
    assert "Atlantis" not in caplog.text
    assert "test-key" not in caplog.text
