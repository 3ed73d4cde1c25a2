from __future__ import annotations

import asyncio
import itertools

import pytest

from ten_lite.messages import (
    ErrorMessage,
    Message,
    PcmFrame,
    TextData,
    TtsAudioEnd,
    TtsFlush,
    TtsPause,
)
from ten_lite.runtime import LoopClock
from ten_lite.runtime.fence import Fence
from ten_lite_websocket_server.outbox import Outbox, OutboxFull


class World:
    """A fence, an outbox on it, and messages that carry its envelope."""

    def __init__(self, *, sound_ms: float = 1_000) -> None:
        self.fence = Fence("s1", LoopClock())
        self.outbox = Outbox(self.fence, sound_ms=sound_ms)
        self.numbers = itertools.count(1)

    def stamped(self, message: Message, *, of_answer: bool = False) -> Message:
        self.fence.stamp(message)
        message.epoch = self.fence.epoch
        message.fenced = of_answer
        return message

    def frame(self, ms: int = 20, *, of_answer: bool = True) -> Message:
        sample = next(self.numbers).to_bytes(2, "little")
        return self.stamped(PcmFrame(sample * (16 * ms)), of_answer=of_answer)

    def text(self, text: str) -> Message:
        return self.stamped(TextData(text))

    async def rest(self) -> list[Message]:
        """All that can be had now."""
        found = []
        while len(self.outbox):
            try:
                async with asyncio.timeout(0.001):
                    found.append(await self.outbox.get())
            except TimeoutError:
                break
        return found


async def test_messages_leave_in_the_order_they_came():
    world = World()
    messages = [world.frame(), world.text("a"), world.frame(), world.text("b")]
    for message in messages:
        world.outbox.put(message)
    assert await world.rest() == messages


async def test_get_waits_for_the_next_message():
    world = World()
    waiting = asyncio.create_task(world.outbox.get())
    await asyncio.sleep(5)
    assert not waiting.done()
    frame = world.frame()
    world.outbox.put(frame)
    assert await waiting is frame


async def test_urgent_messages_go_first_and_keep_their_own_order():
    world = World()
    frame, flush = world.frame(of_answer=False), world.stamped(TtsFlush("f1"))
    error, second = world.stamped(ErrorMessage("no")), world.stamped(TtsFlush("f2"))
    for message in (frame, flush, error, second):
        world.outbox.put(message)
    assert await world.rest() == [flush, error, second, frame]


async def test_what_an_interruption_voided_while_it_waited_is_never_given():
    world = World()
    old, text = world.frame(), world.text("transcript")
    world.outbox.put(old)
    world.outbox.put(text)
    world.fence.raise_epoch()
    new = world.frame()
    world.outbox.put(new)
    assert await world.rest() == [text, new]
    assert world.outbox.stale == 1


async def test_sound_that_a_pause_voided_while_it_waited_is_never_given():
    world = World()
    old, end = world.frame(), world.stamped(TtsAudioEnd("r1", 20))
    world.outbox.put(old)
    world.outbox.put(end)
    world.fence.void_sound()
    pause = world.stamped(TtsPause("p1"))
    world.outbox.put(pause)
    again = world.frame()
    world.outbox.put(again)
    assert await world.rest() == [pause, end, again]
    assert world.outbox.stale == 1


async def test_sound_over_the_limit_drops_the_oldest_and_counts_it():
    world = World(sound_ms=100)
    frames = [world.frame(20) for _ in range(8)]
    for frame in frames:
        world.outbox.put(frame)
    assert await world.rest() == frames[3:]
    assert world.outbox.dropped == 3


async def test_the_newest_frame_is_kept_however_long_it_is():
    world = World(sound_ms=100)
    world.outbox.put(world.frame(20))
    long = world.frame(5_000)
    world.outbox.put(long)
    assert await world.rest() == [long]
    assert world.outbox.dropped == 1


async def test_one_long_frame_makes_room_by_dropping_many_short_ones():
    world = World(sound_ms=1_000)
    for _ in range(1_000):
        world.outbox.put(world.frame(1))
    for _ in range(10):
        world.outbox.put(world.frame(500))
    left = await world.rest()
    assert sum(frame.duration_ms for frame in left if isinstance(frame, PcmFrame)) <= 1_000


async def test_tiny_frames_are_bounded_by_their_number_and_keep_out_no_text():
    world = World(sound_ms=4_000)
    for _ in range(5_000):
        world.outbox.put(world.stamped(PcmFrame(b"\1\0")))
    world.outbox.put(world.text("hello"))
    assert len(world.outbox) == 2_001


async def test_dropping_sound_leaves_every_other_message_in_its_place():
    world = World(sound_ms=40)
    one, two = world.text("one"), world.text("two")
    frames = [world.frame() for _ in range(4)]
    for message in (frames[0], one, frames[1], two, frames[2], frames[3]):
        world.outbox.put(message)
    assert await world.rest() == [one, two, frames[2], frames[3]]


async def test_too_many_other_messages_are_refused():
    world = World()
    for n in range(2_000):
        world.outbox.put(world.text(str(n)))
    with pytest.raises(OutboxFull):
        world.outbox.put(world.text("one more"))
    assert len(world.outbox) == 2_000
    world.outbox.put(world.frame())  # sound has a limit of its own
    await world.outbox.get()
    world.outbox.put(world.text("room again"))


async def test_room_for_sound_comes_back_as_it_is_taken():
    world = World(sound_ms=100)
    for _ in range(50):
        world.outbox.put(world.frame(20))
        await world.outbox.get()
    for _ in range(5):
        world.outbox.put(world.frame(20))
    assert world.outbox.dropped == 0
    assert len(world.outbox) == 5


async def test_written_is_set_only_when_the_writer_is_done_with_the_last_message():
    world = World()
    assert world.outbox.written.is_set()
    world.outbox.put(world.text("a"))
    assert not world.outbox.written.is_set()
    await world.outbox.get()
    assert not world.outbox.written.is_set()  # it is being written
    again = asyncio.create_task(world.outbox.get())
    await asyncio.sleep(0)
    assert world.outbox.written.is_set()
    again.cancel()
    await asyncio.wait([again])


async def test_written_is_set_when_all_that_waited_was_voided():
    world = World()
    world.outbox.put(world.frame())
    world.fence.raise_epoch()
    waiting = asyncio.create_task(world.outbox.get())
    await asyncio.sleep(0)
    assert world.outbox.written.is_set()
    waiting.cancel()
    await asyncio.wait([waiting])
