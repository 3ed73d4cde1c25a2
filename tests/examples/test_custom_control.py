"""A control in 60 lines takes the place of the built-in one."""

from __future__ import annotations

from ten_lite.addons import AddonRegistry
from ten_lite.messages import AsrResult, ChatCompletion, TextData, TtsFlush
from ten_lite.testing import Harness

from .example import graphs, play
from .kit import EXAMPLES

FOLDER = EXAMPLES / "custom_control"


def test_it_has_sixty_lines_at_most() -> None:
    (file,) = (FOLDER / "addons").glob("*.py")
    assert len(file.read_text("utf-8").splitlines()) <= 60


def test_the_built_in_one_is_not_in_its_graph() -> None:
    (graph,) = graphs("custom_control")
    assert "main_control" not in graph.read_text("utf-8")


def test_its_conversation_goes_as_it_is_written() -> None:
    assert play("custom_control").count("pass ") == 1


async def test_a_word_of_the_user_interrupts_and_what_was_said_is_remembered() -> None:
    spec = AddonRegistry().beside(FOLDER).get("simple_control")
    async with Harness(spec) as control:
        control.push(TextData("what is a tram"))
        await control.pull(ChatCompletion)
        control.received.clear()
        control.push(AsrResult("and", final=False))
        await control.pull(TtsFlush)
        control.push(AsrResult("and a bus", final=True))
        asked = await control.pull(ChatCompletion)
        said = ["what is a tram", "and a bus"]
        assert asked.messages == [{"role": "user", "content": text} for text in said]
        shown = [m.text for m in control.received if isinstance(m, TextData)]
        assert shown[:2] == ["and", "and a bus"]
