from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from ten_lite.addons import AddonSpec
from ten_lite.errors import CommandError
from ten_lite.messages import ChatCompletion, ChatDelta, PcmFrame, TextData, UserJoined
from ten_lite.runtime.handlers import (
    handlers_of,
    method_name,
    missing_handler,
    stand_in_handlers,
)

SPEC = AddonSpec(
    name="mine",
    kind="generic",
    description="",
    factory="x:Y",
    inputs=(PcmFrame, TextData, UserJoined, ChatCompletion),
)


class Complete:
    def on_pcm_frame(self, frame: PcmFrame) -> None: ...

    async def on_text_data(self, text: TextData) -> None: ...

    async def on_user_joined(self, command: UserJoined) -> None: ...

    async def on_chat_completion(self, request: ChatCompletion) -> AsyncIterator[ChatDelta]:
        yield ChatDelta("")


class Lacking:
    on_pcm_frame = on_text_data = on_user_joined = Complete.on_pcm_frame


def test_a_handler_is_named_on_and_the_messages_name() -> None:
    assert method_name(PcmFrame) == "on_pcm_frame"


def test_names_that_begin_with_on_keep_one_prefix() -> None:
    assert UserJoined.name == "on_user_joined"
    assert method_name(UserJoined) == "on_user_joined"


def test_each_declared_input_has_its_handler_with_its_kind() -> None:
    found = handlers_of(SPEC, Complete())
    flags = {
        message.name: (handler.is_async, handler.is_stream, handler.is_command)
        for message, handler in found.items()
    }
    assert flags == {
        "pcm_frame": (False, False, False),
        "text_data": (True, False, False),
        "on_user_joined": (True, False, True),
        "chat_completion": (True, True, True),
    }


def test_a_message_of_a_subclass_is_taken_as_the_input_it_derives_from() -> None:
    class LoudFrame(PcmFrame):
        pass

    found = handlers_of(SPEC, Complete())
    assert found[LoudFrame] is found[PcmFrame]
    with pytest.raises(KeyError):
        found[ChatDelta]


def test_a_missing_handler_is_told_with_addon_input_class_and_signature() -> None:
    assert missing_handler(SPEC, Complete) == ""
    assert missing_handler(SPEC, Lacking) == (
        'addon "mine" declares the input chat_completion, but Lacking has no method '
        "on_chat_completion(self, message: ChatCompletion)"
    )


def test_what_a_stand_in_does_not_take_is_left_alone_and_a_command_refused() -> None:
    handlers = {PcmFrame: handlers_of(SPEC, Complete())[PcmFrame]}
    found = stand_in_handlers(handlers, (PcmFrame, TextData, ChatCompletion))
    assert found[PcmFrame] is handlers[PcmFrame]
    assert found[TextData].function(TextData("x")) is None
    with pytest.raises(CommandError, match="stands in for the receiver does not take chat_comp"):
        found[ChatCompletion].function(ChatCompletion([]))
    assert not found[ChatCompletion].is_async
