"""The example with two agents does what it says, in virtual time."""

from __future__ import annotations

import asyncio
import itertools
from pathlib import Path

from ten_lite.messages import ErrorMessage, PcmFrame, TextData, UserJoined

from .example import play
from .example_client import answers, client_of


def test_its_conversations_go_as_they_are_written() -> None:
    assert play("two_agents").count("pass ") == 2


def pitch(frames: list[PcmFrame]) -> float:
    """Changes of sign a second: twice the pitch of a tone."""
    samples = memoryview(b"".join(frame.data for frame in frames)).cast("h").tolist()
    loud = [sample for sample in samples if sample]
    turns = sum((a < 0) != (b < 0) for a, b in itertools.pairwise(loud))
    return turns * 16_000 / len(loud)


async def test_the_technician_takes_over_with_a_lower_voice_and_the_reception_comes_back(
    tmp_path: Path,
) -> None:
    async with client_of("two_agents/two_agents.json", tmp_path) as client:
        voices = []
        client.send(UserJoined())
        await asyncio.sleep(5)
        for said in ("", "my lamp does not light up", "it is switched on", "thank you"):
            if said:
                client.received.clear()
                client.send(TextData(said))
                await asyncio.sleep(8)
            voices.append(pitch([m for m in client.received if isinstance(m, PcmFrame)]))
            assert [m for m in client.received if isinstance(m, ErrorMessage)] == []
        greeting, technician, still_technician, reception = voices
        assert technician < 0.7 * greeting
        assert abs(still_technician - technician) < 5
        assert abs(reception - greeting) < 5
        assert answers(client) == ["You are welcome. We are open until six."]
