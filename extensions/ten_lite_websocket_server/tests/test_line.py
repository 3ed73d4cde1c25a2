from __future__ import annotations

import asyncio
import json
import random
from collections import deque

import pytest
from websockets.exceptions import ConnectionClosedError

from ten_lite.wire.codec import Wire
from ten_lite_websocket_server.line import Line, LineClosed
from ten_lite_websocket_server.replay import Replay


class Client:
    """One socket, seen from both ends."""

    def __init__(self) -> None:
        self.sent: deque[Wire] = deque()
        self.got: list[Wire] = []
        self.closed_with: int | None = None
        self._is_gone = False
        self._changed = asyncio.Event()

    def say(self, *wires: Wire) -> None:
        self.sent.extend(wires)
        self._changed.set()

    def go(self) -> None:
        self._is_gone = True
        self._changed.set()

    async def recv(self) -> Wire:
        while not self.sent:
            if self._is_gone:
                raise ConnectionClosedError(None, None)
            self._changed.clear()
            await self._changed.wait()
        return self.sent.popleft()

    async def send(self, message: Wire) -> None:
        if self._is_gone:
            raise ConnectionClosedError(None, None)
        self.got.append(message)

    async def close(self, code: int = 1000, reason: str = "") -> None:
        self.closed_with = code
        self.go()


def ready(received: int) -> Wire:
    return f"ready {received}"


def ack(count: int) -> str:
    return json.dumps({"type": "ack", "data": {"received": count}})


def messages(client: Client) -> list[Wire]:
    """Without what does not count."""
    return [wire for wire in client.got if "ack" not in str(wire) and "ready" not in str(wire)]


async def test_without_a_replay_the_line_ends_with_its_socket():
    client = Client()
    line = Line(client)
    client.say("a")
    assert await line.read() == "a"
    client.go()
    with pytest.raises(LineClosed):
        await line.read()
    with pytest.raises(LineClosed):
        await line.write("b")


async def test_a_client_that_is_back_gets_what_it_lacks_and_tells_what_we_lack():
    one, two = Client(), Client()
    line = Line(one, replay=Replay(1_000))
    one.say("1", "2")
    assert [await line.read(), await line.read()] == ["1", "2"]
    for wire in ("a", "b", "c"):
        await line.write(wire)
    one.go()
    reading = asyncio.create_task(line.read())
    await asyncio.sleep(1)
    assert await line.attach(two, 1, ready)
    assert two.got == ["ready 2", "b", "c"]
    two.say("3")
    assert await reading == "3"


async def test_what_is_written_while_it_is_away_waits_for_it():
    one, two = Client(), Client()
    line = Line(one, replay=Replay(1_000))
    one.go()
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(line.read(), 1)
    writing = asyncio.create_task(line.write("a"))
    await asyncio.sleep(5)
    assert not writing.done()
    assert await line.attach(two, 0, ready)
    await writing
    assert two.got == ["ready 0", "a"]


async def test_who_does_not_come_back_in_time_is_gone():
    one = Client()
    line = Line(one, replay=Replay(1_000), window_s=30)
    one.go()
    began_s = asyncio.get_running_loop().time()
    with pytest.raises(LineClosed):
        await line.read()
    assert asyncio.get_running_loop().time() - began_s == 30


async def test_what_is_acknowledged_is_not_kept_and_no_message():
    one, two = Client(), Client()
    line = Line(one, replay=Replay(1_000))
    for wire in ("a", "b"):
        await line.write(wire)
    one.say(ack(2), "1")
    assert await line.read() == "1"
    one.go()
    assert not await line.attach(two, 1, ready)
    assert two.got == []
    assert await line.attach(two, 2, ready)
    assert two.got == ["ready 1"]


@pytest.mark.parametrize("wrong", [ack(5), ack(-1), '{"type":"ack"}', '"ack"', 'x "ack"'])
async def test_an_acknowledgement_that_makes_no_sense_is_a_message_like_others(wrong: str):
    one = Client()
    line = Line(one, replay=Replay(1_000))
    one.say(wrong)
    assert await line.read() == wrong


async def test_once_a_second_we_acknowledge_what_came():
    one = Client()
    line = Line(one, replay=Replay(1_000))
    for n in range(100):
        one.say(str(n))
        await line.read()
        await asyncio.sleep(0.05)
    assert 4 <= len(one.got) <= 5
    assert one.got[0] in (ack(21), ack(22))


async def test_a_second_connection_takes_the_place_of_the_first():
    one, two = Client(), Client()
    line = Line(one, replay=Replay(1_000))
    await line.write("a")
    assert await line.attach(two, 0, ready)
    assert one.closed_with == 4409
    await line.write("b")
    assert messages(two) == ["a", "b"]


async def test_that_the_client_is_away_and_back_is_told():
    told: list[bool] = []
    one, two = Client(), Client()
    line = Line(one, replay=Replay(1_000), changed=told.append)
    one.go()
    await line.tell("x")
    assert told == [True]
    await line.attach(two, 0, ready)
    assert told == [True, False]


async def test_whenever_sockets_break_nothing_is_lost_and_nothing_comes_twice():
    seed = random.randrange(2**32)
    print(f"seed {seed}")
    dice = random.Random(seed)
    for _ in range(200):
        client = Client()
        replay = Replay(10**6)
        line = Line(client, replay=replay)
        heard: list[Wire] = []  # what the client has, over all of its sockets
        taken: list[Wire] = []

        async def read(line: Line = line, taken: list[Wire] = taken) -> None:
            while True:
                taken.append(await line.read())

        async def write(line: Line = line) -> None:
            for n in range(30):
                await line.write(f"down {n}")
                await asyncio.sleep(dice.random() / 10)

        reading, writing = asyncio.create_task(read()), asyncio.create_task(write())
        said = 0
        while not writing.done() or said < 30:
            if said < 30:
                client.say(f"up {said}")
                said += 1
            await asyncio.sleep(dice.random() / 10)
            if dice.random() < 0.2:
                cut = dice.randint(0, len(client.sent))  # these never arrived
                for _ in range(cut):
                    client.sent.pop()
                client.go()
                await asyncio.sleep(0.01)
                lost = dice.randint(0, min(3, len(messages(client))))
                heard += messages(client)[: len(messages(client)) - lost]
                client = Client()
                assert await line.attach(client, len(heard), ready)
                came = int(str(client.got[0]).split()[1])
                client.say(*(f"up {n}" for n in range(came, said)))
        await asyncio.sleep(0.1)
        reading.cancel()
        heard += messages(client)
        assert heard == [f"down {n}" for n in range(30)]
        assert taken == [f"up {n}" for n in range(30)]
