"""The user speaks while an answer is made, spoken or played: when it is cut, and what stays."""

from __future__ import annotations

import asyncio

import pytest

from ten_lite.messages import TextData, TtsFlush, TtsTextInput, UserJoined
from ten_lite_main_control.tests.kit import FOREVER, Desk, desk

LONG = ["One two three. ", "Four five six. ", 3.0, "Seven eight nine. ", 3.0, "Ten."]


async def speaking(d: Desk) -> None:
    """The answer s1-1 is being streamed and heard."""
    d.script(LONG)
    d.hear("count for me")
    await asyncio.sleep(0.1)
    d.voice_starts("s1-1")
    await asyncio.sleep(1)
    assert d.flushes == []


@pytest.mark.parametrize(
    ("text", "final", "cuts"),
    [
        ("no", False, False),
        ("  a  ", False, False),
        ("", False, False),
        ("", True, False),
        ("  ", True, False),
        ("no!", False, True),
        ("stop it", False, True),
        ("no", True, True),
        ("a", True, True),
    ],
)
async def test_a_final_or_a_partial_of_three_characters_cuts_the_answer(
    text: str, final: bool, cuts: bool
):
    async with desk() as d:
        await speaking(d)
        d.hear(text, final=final)
        await asyncio.sleep(0)
        assert len(d.flushes) == cuts
        assert len(d.neighbours.broken_off) == cuts


async def test_the_length_that_interrupts_can_be_set():
    async with desk(interrupt_min_characters=10) as d:
        await speaking(d)
        d.hear("too short", final=False)
        assert d.flushes == []
        d.hear("long enough", final=False)
        assert len(d.flushes) == 1


async def test_typed_text_cuts_the_answer_too():
    async with desk() as d:
        await speaking(d)
        d.push(TextData("a"))
        await asyncio.sleep(0.1)
        assert len(d.flushes) == 1
        assert len(d.requests) == 2


@pytest.mark.parametrize("final", [False, True])
async def test_nothing_is_flushed_when_nothing_is_made_spoken_or_played(final: bool):
    async with desk() as d:
        d.hear("hello there", final=final)
        assert d.flushes == []


async def test_a_second_partial_of_the_same_utterance_flushes_no_second_time():
    async with desk() as d:
        await speaking(d)
        for text in ("stop", "stop it", "stop it now"):
            d.hear(text, final=False)
            await asyncio.sleep(0.2)
        d.hear("stop it now please")
        await asyncio.sleep(0.1)
        assert len(d.flushes) == 1
        assert d.requests[1][-1] == {"role": "user", "content": "stop it now please"}


async def test_the_flush_is_sent_in_the_same_round_as_the_transcript_and_the_model_is_stopped():
    async with desk() as d:
        await speaking(d)
        loop = asyncio.get_running_loop()
        began_s = loop.time()
        d.hear("stop", final=False)
        assert len(d.flushes) == 1  # without so much as a round of the loop
        for _ in range(20):
            await asyncio.sleep(0)
        assert len(d.neighbours.broken_off) == 1
        assert loop.time() == began_s
        pieces = len(d.spoken)
        await asyncio.sleep(2)
        assert len(d.spoken) == pieces
        assert len(d.requests) == 1


async def test_an_interruption_before_the_first_sound_makes_one_turn_of_both_utterances():
    async with desk() as d:
        d.script([FOREVER], ["Yes."])
        await d.hear_and_wait("first")
        d.hear("wait", final=False)
        await asyncio.sleep(0)
        assert len(d.flushes) == 1
        await d.hear_and_wait("second")
        assert [request.request_id for request in d.neighbours.broken_off] == ["s1-1"]
        assert d.spoken == [("s1-1-1", "Yes.", True)]
        assert d.errors == []
        assert d.history() == [("user", "first second"), ("assistant", "Yes.")]


async def test_an_interruption_between_the_request_for_speech_and_its_first_sound_counts():
    async with desk(voice=False) as d:
        d.script(["All said. "])
        await d.hear_and_wait("first")  # the model is done, the voice has not begun
        d.hear("wait", final=False)
        assert len(d.flushes) == 1


async def test_while_the_sound_is_sent_an_interruption_counts_although_the_model_is_done():
    async with desk(voice=False) as d:
        d.script(["All said."])
        await d.hear_and_wait("first")
        d.voice_starts("s1-1")
        await asyncio.sleep(60)
        d.hear("wait", final=False)
        assert len(d.flushes) == 1


@pytest.mark.parametrize(("after_s", "cuts"), [(0.1, True), (1.9, True), (2.1, False)])
async def test_an_interruption_counts_while_the_client_still_plays_what_was_sent_ahead(
    after_s: float, cuts: bool
):
    async with desk(voice=False) as d:
        d.script(["All said."])
        await d.hear_and_wait("first")
        d.voice_starts("s1-1")
        await asyncio.sleep(3)
        d.voice_ends("s1-1", 2_000)
        await asyncio.sleep(after_s)
        d.hear("wait", final=False)
        assert len(d.flushes) == cuts
        assert d.history() == [("user", "first"), ("assistant", "All said.")]


async def test_after_an_answer_without_any_sound_nothing_is_left_to_interrupt():
    async with desk(voice=False) as d:
        d.script(["..."])
        await d.hear_and_wait("first")
        d.voice_ends("s1-1", 0)
        await asyncio.sleep(0.1)
        d.hear("wait", final=False)
        assert d.flushes == []


async def test_after_a_voice_that_failed_nothing_is_left_to_interrupt():
    async with desk(voice=False) as d:
        d.script(["All said."])
        await d.hear_and_wait("first")
        d.voice_starts("s1-1")
        await asyncio.sleep(1)
        d.voice_ends("s1-1", 500, "error")
        await asyncio.sleep(1)
        d.hear("wait", final=False)
        assert d.flushes == []


async def test_the_end_of_an_answer_that_was_cut_already_does_not_make_it_heard_again():
    async with desk() as d:
        await speaking(d)
        d.hear("stop", final=False)
        d.voice_ends("s1-1", 9_000)  # it was on its way when the user spoke
        await asyncio.sleep(0.1)
        d.hear("stop it")
        await asyncio.sleep(0.1)
        assert len(d.flushes) == 1


async def test_the_greeting_can_be_interrupted():
    async with desk(greeting="Welcome to this long greeting.", voice=False) as d:
        d.push(UserJoined())
        await asyncio.sleep(0.1)
        d.voice_starts("greeting")
        await asyncio.sleep(0.1)
        d.hear("thanks", final=False)
        assert len(d.flushes) == 1


async def test_each_flush_has_an_id_of_its_own_and_precedes_the_next_answer():
    async with desk() as d:
        for n in range(4):
            d.script(LONG)
            await d.hear_and_wait(f"question {n}")
            d.voice_starts(f"s1-{n + 1}")
        assert [flush.flush_id for flush in d.flushes] == ["s1-1", "s1-2", "s1-3"]
        order = [m for m in d.received if isinstance(m, TtsFlush | TtsTextInput)]
        requests = ["flush" if isinstance(m, TtsFlush) else m.request_id for m in order]
        changes = [r for n, r in enumerate(requests) if n == 0 or requests[n - 1] != r]
        assert changes == ["s1-1", "flush", "s1-2", "flush", "s1-3", "flush", "s1-4"]


@pytest.mark.parametrize("gap_s", [0.0, 0.001, 0.3, 1.0])
async def test_two_finals_in_a_row_give_one_answer_that_is_heard(gap_s: float):
    async with desk() as d:
        d.neighbours.answers = {
            "tell me": ["I would ", 0.2, "say so, ", 2.0, "indeed."],
            "about the weather": ["Both at once."],
            "tell me about the weather": ["Both at once."],
        }
        d.hear("tell me")
        await asyncio.sleep(gap_s)
        d.hear("about the weather")
        await asyncio.sleep(30)
        flush = d.received.index(d.flushes[0])
        after = [m for m in d.received[flush:] if isinstance(m, TtsTextInput)]
        assert [(m.text, m.text_input_end) for m in after] == [("Both at once.", True)]
        assert len(d.flushes) == 1
        users = [text for role, text in d.history() if role == "user"]
        assert " ".join(users) == "tell me about the weather"
        assert len(users) == (2 if gap_s >= 0.3 else 1)  # 1: nothing was heard in between


async def test_a_final_that_comes_after_its_partial_cut_the_answer_is_answered():
    async with desk() as d:
        await speaking(d)
        d.hear("and what about", final=False)
        await asyncio.sleep(2)
        await d.hear_and_wait("and what about Rome")
        assert len(d.flushes) == 1
        assert d.spoken[-1] == ("s1-2", "Yes.", True)


async def test_an_answer_that_was_cut_is_in_the_history_as_far_as_it_was_spoken_and_once():
    async with desk() as d:
        await speaking(d)
        d.hear("stop", final=False)
        await asyncio.sleep(0.1)
        await d.hear_and_wait("stop please")
        await d.hear_and_wait("thank you")
        assert d.history() == [
            ("user", "count for me"),
            ("assistant", "One two three. Four five six."),
            ("user", "stop please"),
            ("assistant", "Yes."),
            ("user", "thank you"),
            ("assistant", "Yes."),
        ]


@pytest.mark.parametrize("at_s", [n / 10 for n in range(0, 75, 5)])
async def test_wherever_it_is_cut_the_history_has_a_prefix_of_the_answer_and_once(at_s: float):
    whole = "".join(step for step in LONG if isinstance(step, str))
    async with desk() as d:
        d.neighbours.answers = {"count": LONG, "enough": ["Ok."], "count enough": ["Ok."]}
        d.hear("count")
        await asyncio.sleep(at_s)
        await d.hear_and_wait("enough")
        history = d.history()
        if len(history) == 2:  # nobody had heard a thing
            assert history == [("user", "count enough"), ("assistant", "Ok.")]
            return
        assert history[0] == ("user", "count")
        assert history[-2:] == [("user", "enough"), ("assistant", "Ok.")]
        assert len(history) == 4
        assert history[1][0] == "assistant"
        assert whole.startswith(history[1][1])
