"""What the voice is given is made speakable; what is shown and remembered stays as written."""

from __future__ import annotations

import asyncio

import pytest

from ten_lite.messages import UserJoined
from ten_lite_main_control.tests.kit import calling, desk

ANSWER = (
    "So **this, my friend** works 🎉:\n\n"
    "```python\nprint('secret')\n```\n\n"
    "- It [is](https://x.org) done."
)


async def test_the_voice_gets_words_and_the_client_and_the_history_get_markdown():
    async with desk() as d:
        d.script(list(ANSWER))
        await d.hear_and_wait("how")
        assert d.spoken == [
            ("s1-1", "So this, ", False),
            ("s1-1", "my friend works:\n", False),
            ("s1-1", "\nIt is done.", True),
        ]
        assert d.shown("assistant")[-1] == (ANSWER, True)
        assert d.history()[-1] == ("assistant", ANSWER)


async def test_it_can_be_turned_off():
    async with desk(speakable=False) as d:
        d.script(["It is **so**. 🎉"])
        await d.hear_and_wait("how")
        assert d.spoken == [("s1-1", "It is **so**. ", False), ("s1-1", "🎉", True)]


async def test_a_piece_with_nothing_to_say_is_not_given_to_the_voice_unless_it_is_the_last():
    async with desk() as d:
        d.script(["Done.\n```\ncode = 1\n", 1.0, "code = 2\n```\n"])
        await d.hear_and_wait("how", wait_s=0.5)
        assert d.spoken == [("s1-1", "Done.\n", False)]
        await asyncio.sleep(1)
        assert d.spoken == [("s1-1", "Done.\n", False), ("s1-1", "", True)]


async def test_an_answer_of_code_alone_tells_its_end_and_is_no_error():
    async with desk() as d:
        d.script(["```\ncode = 1\n```\n"])
        await d.hear_and_wait("how")
        assert d.spoken == [("s1-1", "", True)]
        assert d.errors == []
        assert d.history()[-1] == ("assistant", "```\ncode = 1\n```")


async def test_a_code_block_that_is_cut_off_silences_only_its_own_answer():
    async with desk() as d:
        d.script(["Look.\n```\ncode = 1\n", 5.0], ["Now this."])
        await d.hear_and_wait("how")
        await d.hear_and_wait("stop")
        assert d.spoken[-1] == ("s1-2", "Now this.", True)


async def test_a_code_block_that_is_open_before_tools_does_not_silence_what_comes_after():
    async with desk() as d:
        d.script(["Look.\n```\ncode = 1\n", calling(("no_tool", "{}"))], ["Now this."])
        await d.hear_and_wait("how")
        assert d.spoken == [("s1-1", "Look.\n", False), ("s1-1", "Now this.", True)]


async def test_the_greeting_is_made_speakable_too():
    async with desk(greeting="**Hi** there 👋!") as d:
        d.push(UserJoined())
        await asyncio.sleep(0.1)
        assert d.spoken == [("greeting", "Hi there!", True)]
        assert d.shown("assistant") == [("**Hi** there 👋!", True)]


@pytest.mark.parametrize("text", ["Dr. Lee pays $3.50, e.g. at 10:30.", "Il dit : « Oui ! »"])
async def test_numbers_abbreviations_and_marks_are_left_to_the_voice(text: str):
    async with desk() as d:
        d.script([text])
        await d.hear_and_wait("how")
        assert "".join(piece for _, piece, _ in d.spoken) == text
