"""Messages say who sent them first, and a call can be addressed to that node."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import pytest

from ten_lite.errors import AddonError, CommandError
from ten_lite.messages import Kind, Message, TextData

from .kit import Node, ext, live


@dataclass(slots=True)
class Ask(Message):
    kind: ClassVar[Kind] = "cmd"
    name: ClassVar[str] = "ask"

    what: str


class Oracle(Node):
    async def on_ask(self, ask: Ask) -> TextData:
        if ask.what == "fail":
            raise ValueError
        return TextData(ask.what)


TWO = {"a": Node, "b": Oracle, "c": Oracle}
ASK_BOTH = [("a", "b", Ask), ("a", "c", Ask)]


@pytest.mark.parametrize("to", ["b", "c"])
async def test_a_call_to_one_of_several_receivers_reaches_only_that_one(to: str) -> None:
    async with live(TWO, ASK_BOTH) as session:
        result = await ext(session, "a").call(Ask("42"), to=to).result()
        assert result == TextData("42")
        assert result.source == to
        sent = {channel.edge.target: channel.sent for channel in session.channels}
        assert sent == {"b": int(to == "b"), "c": int(to == "c")}


async def test_a_call_to_a_node_that_is_not_connected_names_those_that_are() -> None:
    async with live(TWO, ASK_BOTH) as session:
        with pytest.raises(CommandError, match=r"ask of a is connected to b, c; .* go to d$"):
            ext(session, "a").call(Ask("42"), to="d")
        assert session.runs == {}


async def test_commands_and_errors_say_which_node_they_come_from() -> None:
    async with live({"a": Node, "b": Oracle}, [("a", "b", Ask)]) as session:
        command = Ask("fail")
        with pytest.raises(CommandError):
            await ext(session, "a").call(command).result()
        assert command.source == "a"
        assert ext(session, "client").errors[0].source == "b"


async def test_what_is_passed_on_keeps_the_name_of_its_first_sender() -> None:
    class Relay(Node):
        def on_text_data(self, text: TextData) -> None:
            self.send(text)

    class Sink(Node):
        def on_text_data(self, text: TextData) -> None:
            self.state["source"] = text.source

    edges = [("a", "b", TextData), ("b", "c", TextData)]
    async with live({"a": Node, "b": Relay, "c": Sink}, edges) as session:
        ext(session, "a").send(TextData("x"))
        assert ext(session, "c").state["source"] == "a"


async def test_a_command_to_nobody_cannot_be_called() -> None:
    async with live({"a": Node, "b": Oracle}, [("a", "b", Ask)]) as session:
        session.nodes["a"].routes[Ask].clear()
        with pytest.raises(CommandError, match=r"connected to nowhere.*exactly one receiver"):
            ext(session, "a").call(Ask("x"))


async def test_a_command_to_two_receivers_cannot_be_called_without_a_name() -> None:
    async with live(TWO, ASK_BOTH) as session:
        with pytest.raises(CommandError, match=r"connected to b, c; .*exactly one receiver"):
            ext(session, "a").call(Ask("x"))
        assert not session.runs


async def test_a_command_that_is_not_declared_cannot_be_called() -> None:
    async with live(TWO) as session:
        with pytest.raises(AddonError, match="sent ask, which its spec does not declare"):
            ext(session, "a").call(Ask("x"))


async def test_a_command_that_is_passed_on_is_a_request_of_its_own() -> None:
    class Relay(Node):
        async def on_ask(self, ask: Ask) -> Message | None:
            number = ask.sequence
            result = await self.call(ask).result()
            assert ask.sequence == number
            return result

    edges = [("a", "b", Ask), ("b", "c", Ask)]
    async with live({"a": Node, "b": Relay, "c": Oracle}, edges) as session:
        assert await ext(session, "a").call(Ask("42")).result() == TextData("42")
        assert session.runs == {}
