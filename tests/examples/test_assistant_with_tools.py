"""The example with tools does what it says, in virtual time."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ten_lite.messages import ErrorMessage, PcmFrame, TextData
from ten_lite_tools.clock import ClockTool

from .example import play
from .example_client import answers, client_of


def test_its_conversation_goes_as_it_is_written() -> None:
    assert play("assistant_with_tools").count("pass ") == 1


async def test_the_assistant_tells_the_time_calculates_and_speaks_when_the_timer_is_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    noon = datetime(2026, 5, 1, 12, 0, tzinfo=UTC)
    monkeypatch.setattr(ClockTool, "utc_now", lambda self: noon)
    async with client_of("assistant_with_tools/assistant_with_tools.json", tmp_path) as client:
        client.send(TextData("what time is it in Tokyo?"))
        await asyncio.sleep(10)
        client.send(TextData("what is 15% of 80?"))
        await asyncio.sleep(10)
        client.send(TextData("set a timer for tea, three minutes"))
        await asyncio.sleep(10)
        assert answers(client) == [
            "In Tokyo it is Friday 1 May 2026, 21:00 (Asia/Tokyo, UTC+09:00).",
            "That is 12.",
            "I will tell you when your tea is ready.",
        ]
        client.received.clear()
        await asyncio.sleep(165)
        assert client.received == []
        await asyncio.sleep(15)
        assert answers(client) == ["Your tea timer is up."]
        assert any(isinstance(m, PcmFrame) for m in client.received)  # and it is spoken
        assert [m for m in client.received if isinstance(m, ErrorMessage)] == []
