from __future__ import annotations

import asyncio

from ten_lite.errors import ProviderError
from ten_lite.kinds.stt_stream import (
    LikelyOver,
    Progress,
    SpeechBegan,
    SpeechGoesOn,
    SpeechOver,
    Told,
    Words,
)
from ten_lite.messages import AsrResult, EndOfSpeech, SessionConfig

from .kit import TalkativeEar, listening, speak, told


async def heard(*messages: Told) -> list[str]:
    """What comes out when the provider tells ``messages``, one a second."""
    async with listening() as (harness, provider):
        for message in messages:
            provider.last.tell(message)
            await speak(harness, 1)
        return told(harness)


async def test_speech_events_and_words_come_in_order():
    assert await heard(
        SpeechBegan(100),
        Words("one", 120, 400, False),
        SpeechOver(400),
        Words("one two", 120, 700, True),
    ) == ["start 100", "one...", "end 400", "one two."]


async def test_the_silence_that_is_known_is_told_with_the_end():
    async with listening() as (harness, provider):
        provider.last.tell(SpeechBegan(0), SpeechOver(400, 300))
        assert (await harness.pull(EndOfSpeech)).silence_ms == 300


async def test_speech_of_which_nothing_is_told_for_2_s_had_no_words():
    async with listening() as (harness, provider):
        provider.last.tell(SpeechBegan(0))
        await speak(harness, 1.9)
        assert told(harness) == ["start 0"]
        await speak(harness, 0.2)
        assert told(harness) == ["start 0", "end 0", "."]


async def test_words_that_are_known_are_waited_for_while_sound_comes():
    async with listening(answer_timeout_s=60) as (harness, provider):
        provider.last.tell(SpeechBegan(0), Words("one", 0, 500, False))
        await speak(harness, 10)
        assert told(harness) == ["start 0", "one..."]


async def test_a_final_result_without_words_ends_the_speech_and_is_told_once():
    assert await heard(SpeechBegan(100), Words("", 100, 900, True)) == ["start 100", "end 100", "."]


async def test_a_final_result_without_words_is_told_without_a_start_as_well():
    assert await heard(Words("", 100, 900, True)) == ["."]


async def test_without_speech_events_only_words_are_told():
    async with listening(speech_events=False) as (harness, provider):
        provider.last.tell(SpeechBegan(0), Words("one", 0, 500, False), SpeechOver(500))
        provider.last.tell(Words("one", 0, 500, True))
        await asyncio.sleep(5)
        assert told(harness) == ["one...", "one."]


async def test_a_start_is_told_once_when_the_connection_is_lost_in_it():
    async with listening() as (harness, provider):
        provider.last.tell(SpeechBegan(0), Words("one", 0, 500, False))
        await speak(harness, 1)
        provider.last.lose()
        await speak(harness, 1)
        provider.last.tell(SpeechBegan(20), Words("one two", 0, 900, True))
        await asyncio.sleep(0)
        events = [text for text in told(harness) if "provider" not in text]
        assert events == ["start 0", "one...", "end 900", "one two."]


async def test_who_stands_in_finds_no_speech_that_never_ends():
    async with listening() as (harness, provider):
        provider.last.tell(SpeechBegan(0), Words("one", 0, 500, False))
        await asyncio.sleep(0)
        provider.last.lose("the key is wrong", retryable=False)
        await asyncio.sleep(1)
        assert told(harness)[:3] == ["start 0", "one...", "end 500"]
        assert "." not in told(harness)  # it would take back the words that are known


async def test_when_sound_ends_in_mid_speech_the_speech_does_and_its_words_stay():
    async with listening() as (harness, provider):
        await speak(harness, 1)
        provider.last.tell(SpeechBegan(0), Words("one", 0, 500, False))
        await asyncio.sleep(3)
        assert told(harness) == ["start 0", "one...", "end 500"]
        provider.last.tell(Words("one", 0, 500, True))
        await asyncio.sleep(0)
        assert told(harness) == ["start 0", "one...", "end 500", "one."]


async def test_the_silence_is_all_the_sound_after_the_end():
    async with listening() as (harness, provider):
        await speak(harness, 1)
        provider.last.tell(SpeechBegan(0), Words("one", 0, 600, True))
        assert (await harness.pull(EndOfSpeech)).silence_ms == 500  # the last frame is 100 ms old


async def test_who_has_begun_to_speak_is_not_left_alone_before_the_end():
    async with listening() as (harness, provider):
        extension = harness.session.nodes["addon"].extension
        assert extension.is_idle()
        provider.last.tell(SpeechBegan(0))
        await asyncio.sleep(1)
        assert not extension.is_idle()
        await asyncio.sleep(2)
        assert extension.is_idle()


async def test_times_go_on_after_a_lost_connection():
    async with listening() as (harness, provider):
        await speak(harness, 3)
        provider.last.tell(Words("one", 500, 1000, True))
        await asyncio.sleep(0)
        provider.last.lose()
        await speak(harness, 1)
        begin_ms = round(1000 * provider.last.begin_s)
        provider.last.tell(Words("two", begin_ms + 100, begin_ms + 600, True))
        await asyncio.sleep(0)
        one, two = (m for m in harness.received if isinstance(m, AsrResult))
        assert (one.start_ms, two.start_ms) == (500, 1100)
        assert one.id != two.id


async def test_what_was_said_before_a_change_of_language_is_understood_in_the_one_before():
    async with listening(TalkativeEar) as (harness, provider):
        await speak(harness, 2)
        harness.push(SessionConfig(language="de-DE"))
        await speak(harness, 1)
        provider.last.tell(Words("one", 500, 1800, True), Progress(1900, True))
        await speak(harness, 0.5)
        assert [stream.language for stream in provider.streams] == ["en-US"]
        provider.last.tell(Progress(2900, True))
        await speak(harness, 0.5)
        assert [stream.language for stream in provider.streams] == ["en-US", "de-DE"]
        assert provider.last.begin_s == 2.9
        provider.last.tell(Words("zwei", 3_000, 3_300, True))
        await asyncio.sleep(0)
        languages = [m.language for m in harness.received if isinstance(m, AsrResult)]
        assert languages == ["en-US", "de-DE"]


async def test_where_silence_is_not_told_of_the_new_language_hears_the_last_3_s_again():
    async with listening() as (harness, provider):
        await speak(harness, 8)
        harness.push(SessionConfig(language="de-DE"))
        await speak(harness, 1.2)
        assert provider.last.language == "de-DE"
        assert 5.8 < provider.last.begin_s < 6.2


async def test_a_language_that_the_provider_refuses_is_told_and_the_one_before_stays():
    async with listening() as (harness, provider):
        await speak(harness, 2)
        provider.refusals.append(ProviderError("no such language", retryable=False))
        harness.push(SessionConfig(language="tlh"))
        await speak(harness, 2)
        assert provider.last.language == "en-US"
        (text,) = told(harness)
        assert text == ('config_refused: "addon" cannot change to language "tlh": no such language')


async def test_a_likely_end_is_told_after_the_words_and_taken_back_as_a_pause():
    assert await heard(
        Words("a", 100, 500, is_final=False),
        LikelyOver(500),
        SpeechGoesOn(),
        Words("a b", 100, 900, is_final=False),
        LikelyOver(900),
        Words("a b", 100, 900, is_final=True),
    ) == [
        *("start 100", "a...", "likely 500", "end 500", "start 500", "a b..."),
        *("likely 900", "end 900", "a b."),
    ]
