from __future__ import annotations

import asyncio

import pytest

from ten_lite.errors import ProviderError
from ten_lite.kinds.stt_stream import Progress, SpeechBegan, Words
from ten_lite.messages import AsrResult, Message, PcmFrame

from .kit import SECOND, Ear, ShortEar, TalkativeEar, listening, speak, told


async def test_sound_without_a_final_result_is_sent_again_on_the_next_connection():
    async with listening() as (harness, provider):
        await speak(harness, 2)
        provider.last.tell(Words("one", 0, 1500, True))
        await speak(harness, 1)
        provider.last.lose()
        await speak(harness, 2)
        first, second = provider.streams
        assert first.is_closed
        assert second.begin_s == 1.5
        assert len(second.sound) == 3.5 * SECOND


async def test_what_was_confirmed_without_words_is_not_sent_again():
    async with listening(TalkativeEar) as (harness, provider):
        await speak(harness, 2)
        provider.last.tell(Progress(1800, True), Progress(1900, False))
        await asyncio.sleep(0)
        provider.last.lose()
        await speak(harness, 1)
        assert provider.last.begin_s == 1.8


async def test_a_loss_is_told_once_however_often_the_provider_refuses_after_it():
    async with listening() as (harness, provider):
        provider.refusals = [ProviderError("not now", retryable=True) for _ in range(3)]
        provider.last.lose()
        await speak(harness, 8)
        assert told(harness) == ["provider_down: it is gone; trying again"]
        assert len(provider.streams) == 2


async def test_attempts_end_in_one_fatal_error_and_nothing_is_tried_after_it():
    async with listening(max_attempts=2) as (harness, provider):
        provider.refusals = [ProviderError("not now", retryable=True) for _ in range(9)]
        provider.last.lose()
        await asyncio.sleep(60)
        assert provider.attempts == 2
        assert [text.partition(":")[0] for text in told(harness)] == [
            "provider_down",
            "node_failed",
        ]


async def test_what_is_refused_for_good_is_not_tried_again():
    async with listening() as (_, provider):
        provider.last.lose("the key is wrong", retryable=False)
        await asyncio.sleep(60)
        assert provider.attempts == 1


async def test_a_provider_that_falls_silent_in_an_utterance_is_left():
    async with listening(answer_timeout_s=3) as (harness, provider):
        await speak(harness, 10)
        assert len(provider.streams) == 1  # nobody has spoken: it need not tell anything
        provider.last.tell(SpeechBegan(9_000), Words("one", 9_000, 9_500, False))
        await speak(harness, 3.2)
        assert told(harness)[-1] == "provider_down: no answer for 3 s; trying again"


async def test_a_talkative_provider_that_falls_silent_is_left_at_any_time():
    async with listening(TalkativeEar, answer_timeout_s=3) as (harness, _):
        await speak(harness, 3.2)
        assert told(harness) == ["provider_down: no answer for 3 s; trying again"]


async def test_a_dead_connection_is_found_even_when_no_more_sound_comes():
    async with listening(answer_timeout_s=3) as (harness, provider):
        provider.last.tell(Words("one", 0, 500, False))
        await asyncio.sleep(0)
        harness.push(PcmFrame(bytes(4 * SECOND)))
        await asyncio.sleep(4.1)
        assert "no answer for 3 s" in told(harness)[-1]


async def test_a_provider_that_does_not_take_the_sound_is_left():
    async with listening(keep_s=2) as (harness, provider):
        provider.last.takes_sound.clear()
        await speak(harness, 4)
        provider.last.takes_sound.set()
        await speak(harness, 0.2)
        assert "does not take the sound as fast as it comes" in told(harness)[-1]


async def test_a_provider_that_takes_no_sound_at_all_is_left_in_time():
    async with listening(answer_timeout_s=3) as (harness, provider):
        provider.last.takes_sound.clear()
        await speak(harness, 3.7)
        assert told(harness) == ["provider_down: scripted took no sound for 3 s; trying again"]
        assert len(provider.last.sound) == 3.7 * SECOND


async def test_one_that_does_not_take_that_sound_will_come_is_left_as_well():
    async with listening(TalkativeEar, answer_timeout_s=6) as (harness, provider):
        provider.last.takes_sound.clear()
        for _ in range(8):
            provider.last.tell(None)  # it tells something all the time
            await asyncio.sleep(2)
        assert told(harness) == ["provider_down: scripted took no sound for 6 s; trying again"]


async def test_what_each_connection_took_is_measured():
    async with listening() as (harness, provider):
        provider.connect_s = 0.3
        provider.last.lose()
        await speak(harness, 2)
        assert [m.figures for m in harness.measured] == [{"connect_ms": 0}, {"connect_ms": 300}]


async def test_what_is_said_while_it_connects_does_not_push_out_what_the_stream_begins_with():
    async with listening(keep_s=4, max_attempts=9) as (harness, provider):
        provider.refusals = [ProviderError("not now", retryable=True) for _ in range(4)]
        provider.connect_s = 0.5
        provider.last.lose()
        await speak(harness, 20)
        assert len(told(harness)) == 1
        assert len(provider.streams) == 2
        assert len(provider.last.sound) == 20 * SECOND - provider.last.begin_s * SECOND


async def test_it_is_told_that_sound_will_come():
    async with listening(TalkativeEar) as (_, provider):
        await asyncio.sleep(21)
        assert provider.last.kept_alive == 5
        assert len(provider.streams) == 1


async def test_who_sends_no_sound_holds_no_stream_and_is_heard_all_the_same():
    async with listening(ShortEar) as (harness, provider):
        await asyncio.sleep(60)
        assert provider.attempts == 1
        assert provider.last.is_closed
        await speak(harness, 1)
        assert len(provider.streams) == 2
        assert len(provider.last.sound) == SECOND
        assert told(harness) == []


async def test_a_stream_is_left_in_a_pause_before_the_provider_would_end_it():
    async with listening(ShortEar) as (harness, provider):
        await speak(harness, 7)
        provider.last.tell(Words("one", 6_000, 6_500, False))
        await speak(harness, 2)
        assert len(provider.streams) == 1
        provider.last.tell(Words("one", 6_000, 6_500, True))
        await speak(harness, 1.2)
        assert len(provider.streams) == 2
        assert provider.last.begin_s == pytest.approx(10.1 - 3, abs=0.11)


async def test_in_an_utterance_it_is_left_at_the_last_moment_and_all_of_it_is_heard_again():
    async with listening(ShortEar) as (harness, provider):
        await speak(harness, 7)
        provider.last.tell(Words("one", 6_000, 6_500, False))
        await speak(harness, 3.3)
        assert [stream.begin_s for stream in provider.streams] == [0.0, 0.0]
        provider.last.tell(Words("one two", 6_000, 7_000, True))
        await asyncio.sleep(0)
        assert told(harness) == ["start 6000", "one...", "end 7000", "one two."]


async def test_the_provider_may_end_a_stream_that_was_not_used():
    async with listening() as (harness, provider):
        await asyncio.sleep(30)
        provider.last.end()
        await asyncio.sleep(30)
        assert len(provider.streams) == 1
        await speak(harness, 1)
        assert len(provider.streams) == 2
        assert told(harness) == []


async def test_a_stream_that_ends_in_an_utterance_is_followed_by_the_next_though_no_sound_comes():
    async with listening() as (harness, provider):
        await speak(harness, 12)
        provider.last.tell(SpeechBegan(11_000), Words("one", 11_000, 11_500, False))
        await asyncio.sleep(0.1)
        provider.last.end()
        await asyncio.sleep(0.1)
        assert len(provider.streams) == 2
        assert len(provider.last.sound) == 12 * SECOND
        provider.last.tell(Words("one two", 11_000, 12_000, True))
        assert (await harness.pull(AsrResult)).text == "one"
        assert (await harness.pull(AsrResult)).text == "one two"


async def test_one_that_ends_every_stream_at_once_does_not_want_us():
    async with listening() as (harness, provider):
        for _ in range(3):
            provider.last.end()
            await speak(harness, 3)
        assert "scripted ended the stream at once" in told(harness)[0]
        assert provider.attempts == 3


async def test_sound_of_another_rate_and_stereo_is_brought_to_the_streams():
    async with listening() as (harness, provider):
        harness.push(PcmFrame(bytes(4 * 48_000), 48_000, channels=2))
        await asyncio.sleep(1)
        assert len(provider.last.sound) == pytest.approx(SECOND, abs=2_000)


async def test_a_node_that_is_started_again_goes_on_with_the_sound_and_the_clock():
    async with listening() as (harness, provider):
        await speak(harness, 2)
        harness.push(PcmFrame(b"123", channels=2))  # no whole samples: a defect of the sender
        await asyncio.sleep(0.5)
        await speak(harness, 1)
        assert provider.last.begin_s == 0.0
        assert len(provider.last.sound) == 3 * SECOND


async def test_what_the_provider_says_of_sound_it_has_not_got_loses_none():
    async with listening() as (harness, provider):
        await speak(harness, 1)
        provider.last.tell(Words("one", 0, 60_000, True))
        await speak(harness, 1)
        assert len(provider.last.sound) == 2 * SECOND


async def test_stop_while_connecting_and_while_sending_leaves_nothing():
    for pause_s in (0.0, 1.0):
        async with listening() as (harness, provider):
            harness.push(PcmFrame(bytes(SECOND)))
            await asyncio.sleep(pause_s)
        assert all(stream.is_closed for stream in provider.streams)
        assert not [m for m in harness.received if not isinstance(m, AsrResult)]


async def test_sound_without_an_answer_is_left_for_the_stand_in(monkeypatch: pytest.MonkeyPatch):
    left: list[Message] = []
    monkeypatch.setattr(Ear, "has_stand_in", True)
    monkeypatch.setattr(Ear, "leave", lambda self, messages: left.extend(messages))
    async with listening() as (harness, provider):
        await speak(harness, 2)
        provider.last.tell(Words("one", 0, 1500, True))
        await speak(harness, 1)
        provider.last.lose("the key is wrong", retryable=False)
        await asyncio.sleep(1)
    assert sum(m.duration_ms for m in left if isinstance(m, PcmFrame)) == 1_500
