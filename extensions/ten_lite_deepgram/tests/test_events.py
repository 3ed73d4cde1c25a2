"""Each beginning of speech is told, and has one end, before its final result."""

from __future__ import annotations

import asyncio
import random

import pytest

from ten_lite.messages import AsrResult, EndOfSpeech, PcmFrame, SessionConfig, StartOfSpeech
from ten_lite.testing import Harness
from ten_lite.testing.providers import NUMBERS, DeepgramPlan, FakeDeepgram, pause, say_numbers

from .kit import errors, noise, results, speak, stt, told, words


def one(harness: Harness, kind: type) -> StartOfSpeech | EndOfSpeech:
    (event,) = [message for message in harness.received if isinstance(message, kind)]
    assert isinstance(event, StartOfSpeech | EndOfSpeech)
    return event


async def test_speech_begins_before_its_first_words_are_told_and_ends_before_the_last():
    async with FakeDeepgram() as server, stt(server) as harness:
        await speak(harness, pause(500) + say_numbers("one", "two", "three", "four", "five"))
        await speak(harness, pause(600))
        assert [message.name for message in harness.received] == [
            "start_of_speech",
            "asr_result",
            "end_of_speech",
            "asr_result",
        ]
        assert one(harness, StartOfSpeech).at_ms == 500
        end = one(harness, EndOfSpeech)
        assert isinstance(end, EndOfSpeech)
        assert end.at_ms == 500 + 5 * 240 - 40
        assert end.silence_ms == pytest.approx(300, abs=60)


async def test_the_beginning_is_told_while_the_first_word_is_spoken():
    async with FakeDeepgram() as server, stt(server) as harness:
        await speak(harness, pause(500) + say_numbers("one")[: 32 * 140])
        assert told(harness) == ["start"]


async def test_without_deepgrams_event_speech_begins_with_the_first_words():
    async with FakeDeepgram() as server:
        server.plan = DeepgramPlan(notices_speech=False)
        async with stt(server) as harness:
            await speak(harness, pause(500) + say_numbers("one") + pause(600))
            assert told(harness) == ["start", "end", "one"]
            assert one(harness, StartOfSpeech).at_ms == 500


async def test_where_deepgram_notices_no_pause_speech_ends_all_the_same():
    async with FakeDeepgram() as server:
        server.plan = DeepgramPlan(notices_pauses=False)
        async with stt(server) as harness:
            await speak(harness, say_numbers("one", "two") + pause(5000))
            assert told(harness) == ["start", "end", "one two"]
            end = one(harness, EndOfSpeech)
            assert isinstance(end, EndOfSpeech)
            assert end.silence_ms == pytest.approx(1000, abs=60)


async def test_noise_ends_within_2_s_with_a_result_without_words():
    async with FakeDeepgram() as server, stt(server) as harness:
        await speak(harness, pause(500) + noise(300))
        assert told(harness) == ["start"]
        await speak(harness, pause(1700))
        assert told(harness) == ["start", "end", ""]
        await speak(harness, say_numbers("one") + pause(600))
        assert told(harness) == ["start", "end", "", "start", "end", "one"]
        assert len({result.id for result in results(harness)}) == 2


@pytest.mark.parametrize("close_code", [1000, 1006, 1011])
@pytest.mark.parametrize("drop_after_ms", [120, 220, 700, 1300, 2400, 3700])
async def test_a_connection_lost_in_mid_speech_makes_no_second_beginning_or_end(
    close_code: int, drop_after_ms: int
):
    async with FakeDeepgram() as server:
        server.plans.append(DeepgramPlan(drop_after_ms=drop_after_ms, close_code=close_code))
        async with stt(server) as harness:
            await speak(harness, say_numbers(*NUMBERS) + pause(1500))
            assert told(harness) == ["start", "end", " ".join(NUMBERS)]


async def test_noise_that_a_new_connection_hears_again_is_not_told_again():
    async with FakeDeepgram() as server:
        server.plans.append(DeepgramPlan(drop_after_ms=2500))
        async with stt(server) as harness:
            await speak(harness, pause(500) + noise(300) + pause(4000))
            assert len(server.calls) == 2
            assert told(harness) == ["start", "end", ""]


@pytest.mark.parametrize("status", [401, 503])
async def test_a_provider_that_is_gone_for_good_leaves_no_speech_open(status: int):
    async with FakeDeepgram() as server:
        server.plans.append(DeepgramPlan(drop_after_ms=1300))
        server.plan = DeepgramPlan(status=status)
        async with stt(server, max_attempts=2) as harness:
            await speak(harness, say_numbers(*NUMBERS))
            assert told(harness) == ["start", "end"]
            assert "cannot go on" in errors(harness)[-1]


async def test_a_provider_that_is_gone_for_good_leaves_nobody_waiting_for_words():
    async with FakeDeepgram() as server:
        server.plans.append(DeepgramPlan(drop_after_ms=200))
        server.plan = DeepgramPlan(status=401)
        async with stt(server) as harness:
            await speak(harness, say_numbers(*NUMBERS))
            assert told(harness) == ["start", "end", ""]


@pytest.mark.parametrize(
    ("spoken_ms", "ending"), [(100, ["end", ""]), (140, ["end", ""]), (1300, ["end"])]
)
async def test_when_the_microphone_is_muted_in_mid_speech_it_ends_within_3_s(
    spoken_ms: int, ending: list[str]
):
    async with FakeDeepgram() as server, stt(server) as harness:
        await speak(harness, say_numbers(*NUMBERS)[: 32 * spoken_ms])
        await asyncio.sleep(3)
        assert told(harness) == ["start", *ending]
        end = one(harness, EndOfSpeech)
        assert isinstance(end, EndOfSpeech)
        assert end.at_ms + end.silence_ms == pytest.approx(spoken_ms + 2000, abs=60)


async def test_a_node_that_is_started_again_in_mid_speech_ends_it_once():
    async with FakeDeepgram() as server, stt(server) as harness:
        await speak(harness, say_numbers("one", "two", "three"))
        harness.push(PcmFrame(b"123", channels=2))  # no whole samples: a defect of the sender
        await asyncio.sleep(0.5)
        await speak(harness, say_numbers("four") + pause(1000))
        assert harness.session.nodes["addon"].restart_count == 1
        assert told(harness) == ["start", "end", "one two three four"]


async def test_who_has_begun_to_speak_is_not_left_alone_before_the_end():
    async with FakeDeepgram() as server, stt(server) as harness:
        extension = harness.session.nodes["addon"].extension
        assert extension.is_idle()
        await speak(harness, noise(300))
        assert not extension.is_idle()
        await speak(harness, pause(1700))
        assert extension.is_idle()


async def test_with_speech_events_off_none_are_told_nor_asked_for():
    async with FakeDeepgram() as server, stt(server, speech_events=False) as harness:
        await speak(harness, noise(300) + pause(2000) + say_numbers("one") + pause(600))
        assert told(harness) == ["one"]
        assert server.calls[0].query["vad_events"] == ["false"]


@pytest.mark.parametrize("seed", range(30))
async def test_whatever_happens_every_beginning_has_one_end_before_its_final_result(seed: int):
    chance = random.Random(seed)
    said: list[str] = []
    async with FakeDeepgram() as server, stt(server) as harness:
        server.plans.extend(
            DeepgramPlan(
                drop_after_ms=chance.choice([None, chance.randrange(1200, 6000)]),
                close_code=chance.choice([1000, 1006, 1011]),
                notices_pauses=chance.random() < 0.7,
                notices_speech=chance.random() < 0.7,
                status=chance.choice([0, 0, 0, 503]),
            )
            for _ in range(5)
        )
        for _ in range(8):
            match chance.randrange(5):
                case 0:
                    await speak(harness, noise(chance.randrange(20, 1500)))
                case 1:
                    await asyncio.sleep(chance.random() * 6)
                case 2:
                    harness.push(SessionConfig(language=chance.choice(["de-DE", "en-US"])))
                case _:
                    spoken = chance.choices(NUMBERS, k=chance.randrange(1, 6))
                    said += spoken
                    await speak(harness, say_numbers(*spoken))
            await speak(harness, pause(chance.randrange(0, 2500)))
        await speak(harness, pause(12_000))

    is_open, ended_ms = False, -1
    for message in harness.received:
        match message:
            case StartOfSpeech():
                assert not is_open
                is_open = True
            case EndOfSpeech():
                assert is_open
                is_open, ended_ms = False, message.at_ms
            case AsrResult(final=True) if message.text:
                assert ended_ms >= message.start_ms + message.duration_ms - 1
    assert not is_open
    assert words(harness) == said
