from __future__ import annotations

import asyncio

from ten_lite.errors import ProviderError
from ten_lite.messages import TtsFlush, TtsFlushEnd

from ..kit import events
from .kit import lost, say, speaking, spelled


async def test_all_pieces_of_an_answer_go_into_one_context_as_they_come():
    async with speaking() as (harness, provider):
        say(harness, "r1", "one ", end=False)
        await asyncio.sleep(1)
        assert "one".startswith(spelled(harness.received))
        assert provider.contexts[0].text == "one "
        say(harness, "r1", "two ", "three")
        await asyncio.sleep(5)
        assert [context.text for context in provider.contexts] == ["one two three"]
        assert provider.contexts[0].is_finished
        assert provider.contexts[0].is_left
        assert spelled(harness.received) == "onetwothree"
        assert events(harness.received)[0] == "start r1"
        assert events(harness.received)[-1] == "end r1 110 end"


async def test_answers_are_spoken_one_after_the_other():
    async with speaking(letter_s=0.01) as (harness, provider):
        say(harness, "r1", "one")
        say(harness, "r2", "two")
        say(harness, "r3", "three")
        await asyncio.sleep(5)
        assert spelled(harness.received) == "onetwothree"
        assert [context.text for context in provider.contexts] == ["one", "two", "three"]
        ends = [event for event in events(harness.received) if event.startswith("end")]
        assert ends == ["end r1 30 end", "end r2 30 end", "end r3 50 end"]


async def test_an_answer_without_words_costs_the_provider_nothing():
    async with speaking() as (harness, provider):
        say(harness, "r1", " ", "...", "")
        say(harness, "r2", "")
        await asyncio.sleep(1)
        assert provider.attempts == 0
        assert events(harness.received) == ["end r1 0 end", "end r2 0 end"]


async def test_a_flush_stops_the_provider_and_nothing_is_heard_after_it():
    async with speaking(letter_s=0.01) as (harness, provider):
        say(harness, "r1", "one two three four five")
        say(harness, "r2", "six")
        await asyncio.sleep(0.1)
        harness.push(TtsFlush("f1"))
        await asyncio.sleep(0.001)
        assert provider.contexts[0].is_left
        before = spelled(harness.received)
        await asyncio.sleep(5)
        assert spelled(harness.received) == before
        assert len(provider.contexts) == 1
        assert [event.split()[0] for event in events(harness.received)[-2:]] == ["end", "flushed"]
        assert events(harness.received)[-2].endswith("interrupted")


async def test_what_is_said_after_a_flush_is_heard():
    async with speaking(letter_s=0.01) as (harness, _):
        say(harness, "r1", "one two three")
        await asyncio.sleep(0.05)
        harness.push(TtsFlush("f1"))
        say(harness, "r2", "four")
        await asyncio.sleep(5)
        assert spelled(harness.received).endswith("four")
        assert events(harness.received)[-1] == "end r2 40 end"


async def test_a_flush_tells_how_many_characters_were_heard():
    async with speaking() as (harness, _):
        say(harness, "r1", "abcde fghij " * 20, end=False)
        await asyncio.sleep(1.0)
        harness.push(TtsFlush("f1"))
        ended = await harness.pull(TtsFlushEnd)
        # 100 letters of 10 ms, and a space after each five; sent a little ahead of what is played
        assert 95 <= ended.heard["r1"] <= 125


async def test_a_context_that_has_nothing_to_speak_for_a_while_is_finished():
    async with speaking() as (harness, provider):
        say(harness, "r1", "let me see. ", end=False)
        await asyncio.sleep(10)
        assert provider.contexts[0].is_left
        say(harness, "r1", "here it is")
        await asyncio.sleep(5)
        assert [context.text for context in provider.contexts] == ["let me see. ", "here it is"]
        assert spelled(harness.received) == "letmeseehereitis"
        assert events(harness.received)[-1] == "end r1 160 end"


async def test_a_broken_context_is_followed_by_one_that_goes_on_and_repeats_no_word():
    async with speaking(traps="#") as (harness, provider):
        say(harness, "r1", "one two #three four")
        await asyncio.sleep(5)
        assert [context.text for context in provider.contexts] == [
            "one two #three four",
            "#three four",
        ]
        assert spelled(harness.received) == "onetwothreefour"
        assert "error" not in " ".join(events(harness.received))


async def test_a_word_that_was_broken_off_is_said_again():
    async with speaking(traps="#") as (harness, provider):
        say(harness, "r1", "one two thr#ee four")
        await asyncio.sleep(5)
        assert provider.contexts[1].text == "thr#ee four"
        assert spelled(harness.received) == "onetwothrthreefour"


async def test_one_that_ends_too_early_is_a_broken_one():
    async with speaking(traps=";") as (harness, provider):
        say(harness, "r1", "one ; two", end=False)
        await asyncio.sleep(1)
        say(harness, "r1", " three")
        await asyncio.sleep(5)
        assert spelled(harness.received) == "onetwothree"
        assert len(provider.contexts) == 2


async def test_refusals_are_got_over_a_few_times():
    async with speaking() as (harness, provider):
        provider.refusals = [lost(), lost()]
        say(harness, "r1", "one")
        await asyncio.sleep(5)
        assert spelled(harness.received) == "one"


async def test_after_these_the_answer_ends_with_an_error_and_the_next_one_is_spoken():
    async with speaking() as (harness, provider):
        provider.refusals = [lost(), lost(), lost()]
        say(harness, "r1", "one")
        await asyncio.sleep(5)
        assert events(harness.received) == ["end r1 0 error", "error node_restarted"]
        say(harness, "r2", "two")
        await asyncio.sleep(5)
        assert spelled(harness.received) == "two"


async def test_what_trying_again_does_not_cure_is_told_at_once():
    async with speaking() as (harness, provider):
        provider.refusals = [ProviderError("bad key", retryable=False)]
        say(harness, "r1", "one")
        await asyncio.sleep(5)
        assert provider.attempts == 1
        assert events(harness.received) == ["end r1 0 error", "error node_failed"]


async def test_a_provider_that_hangs_is_left_after_the_stall_timeout():
    async with speaking(traps="~") as (harness, provider):
        say(harness, "r1", "one ~ two")
        await asyncio.sleep(5.6)
        assert provider.contexts[0].is_left
        assert events(harness.received)[-2:] == ["end r1 30 error", "error node_restarted"]


async def test_one_that_waits_for_text_does_not_hang():
    async with speaking() as (harness, provider):
        say(harness, "r1", "one ", end=False)
        for _ in range(10):
            await asyncio.sleep(2)
            say(harness, "r1", "two ", end=False)
        say(harness, "r1", "three")
        await asyncio.sleep(2)
        assert len(provider.contexts) == 1
        assert events(harness.received)[-1].endswith("end")


async def test_while_enough_is_made_the_provider_is_not_read_and_does_not_hang():
    async with speaking() as (harness, provider):
        text = "abcdefghi " * 400  # 36 s
        say(harness, "r1", text)
        await asyncio.sleep(60)
        assert len(provider.contexts) == 1
        assert spelled(harness.received) == text.replace(" ", "")


async def test_without_characters_a_broken_answer_is_not_begun_again():
    async with speaking(traps="#", tells_characters=False) as (harness, provider):
        say(harness, "r1", "one two #three")
        await asyncio.sleep(5)
        assert provider.attempts == 1
        assert spelled(harness.received) == "onetwo"
        assert "end r1 60 error" in events(harness.received)


async def test_stop_in_the_middle_leaves_nothing():
    async with speaking(letter_s=0.01) as (harness, provider):
        say(harness, "r1", "one two three")
        await asyncio.sleep(0.05)
    assert provider.contexts[0].is_left
    assert not [event for event in events(harness.received) if event.startswith("error")]
