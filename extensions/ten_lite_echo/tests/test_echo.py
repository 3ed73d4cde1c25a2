from __future__ import annotations

import asyncio

import pytest

from ten_lite.messages import PcmFrame
from ten_lite.testing import Harness
from ten_lite_echo import ECHO, ten_lite_addons


async def test_each_frame_comes_back_as_the_same_object_in_order_and_at_once():
    frames = [PcmFrame(bytes([n, 0]) * 320, 16_000, 1, {"n": n}) for n in range(50)]
    async with Harness(ECHO) as harness:
        for n, frame in enumerate(frames, 1):
            harness.push(frame)
            assert len(harness.received) == n  # in the sender's own stack of calls
        assert all(a is b for a, b in zip(harness.received, frames, strict=True))


@pytest.mark.parametrize("direct", [True, False])
async def test_nothing_is_added_or_lost_however_it_is_delivered(direct: bool):
    async with Harness(ECHO, direct=direct) as harness:
        for n in range(1, 201):
            harness.push(PcmFrame(n.to_bytes(2, "little")))
        await asyncio.sleep(1)
        numbers = [int.from_bytes(m.data, "little") for m in harness.received]
        assert numbers == list(range(1, 201))


async def test_a_frame_keeps_its_envelope_when_it_is_passed_on():
    async with Harness(ECHO) as harness:
        harness.push(PcmFrame(b"\1\0"))
        back = await harness.pull(PcmFrame)
        assert (back.session_id, back.sequence, back.fenced) == ("s1", 1, False)


async def test_an_interruption_does_not_take_the_users_own_sound_away():
    async with Harness(ECHO, direct=False) as harness:
        harness.push(PcmFrame(b"\1\0"))
        harness.session.interrupt()
        await harness.pull(PcmFrame, timeout_s=1)


def test_the_package_supplies_echo_alone():
    assert [spec.name for spec in ten_lite_addons()] == ["echo"]
