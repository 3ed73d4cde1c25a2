from __future__ import annotations

import asyncio
import random
from collections import deque

import pytest
from websockets.exceptions import ConnectionClosedError
from websockets.frames import Close

from ten_lite.errors import ProtocolError
from ten_lite.wire.codec import Wire
from ten_lite_websocket_server.line import Line, LineClosed, Parting
from ten_lite_websocket_server.replay import Replay


class Client:
    """One socket, seen from both ends."""

    def __init__(self) -> None:
        self.sent: deque[Wire] = deque()
        self.got: list[Wire] = []
        self.reads = asyncio.Event()
        self.reads.set()
        self._gone_with: Close | None = None
        self._is_gone = False
        self._changed = asyncio.Event()

    def say(self, *wires: Wire) -> None:
        self.sent.extend(wires)
        self._changed.set()

    def go(self, code: int | None = None) -> None:
        self._is_gone = True
        self._gone_with = None if code is None else Close(code, "")
        self._changed.set()

    async def recv(self) -> Wire:
        while not self.sent:
            if self._is_gone:
                raise ConnectionClosedError(self._gone_with, None)
            self._changed.clear()
            await self._changed.wait()
        return self.sent.popleft()

    async def send(self, message: Wire) -> None:
        if self._is_gone:
            raise ConnectionClosedError(self._gone_with, None)
        await self.reads.wait()
        self.got.append(message)

    async def close(self, code: int = 1000, reason: str = "") -> None:
        raise AssertionError("whoever brought the socket closes it")


def ready(received: int) -> Wire:
    return f"ready {received}"


async def attach(line: Line, client: Client, received: int, sent: int = 0) -> bool:
    return bool(await line.attach(client, received=received, sent=sent, first=ready))


def ack(count: int) -> str:
    return f'{{"type":"ack","data":{{"received":{count}}}}}'


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
    assert await attach(line, two, 1)
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
    assert await attach(line, two, 0)
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
    assert not await attach(line, two, 1)
    assert two.got == []
    assert await attach(line, two, 2)
    assert two.got == ["ready 1"]


@pytest.mark.parametrize("wrong", [ack(5), ack(-1), '{"type":"ack","data":{}}'])
async def test_an_acknowledgement_that_makes_no_sense_is_refused_and_the_line_goes_on(wrong: str):
    one = Client()
    line = Line(one, replay=Replay(1_000))
    one.say(wrong, "1")
    with pytest.raises(ProtocolError):
        await line.read()
    assert await line.read() == "1"


@pytest.mark.parametrize(
    "other", ['{"type":"ack"}', '"ack"', 'x "ack"', '{"text":"ack \\"gap\\""}']
)
async def test_what_is_no_acknowledgement_is_a_message_like_others(other: str):
    one = Client()
    line = Line(one, replay=Replay(1_000))
    one.say(other)
    assert await line.read() == other


async def test_what_the_client_gave_up_counts_as_received():
    one, two = Client(), Client()
    line = Line(one, replay=Replay(1_000))
    one.say("1", '{"type":"data","name":"gap","data":{"messages":3}}', "5")
    assert [await line.read(), await line.read()] == ["1", "5"]
    assert line.lost == 3
    one.go()
    await line.tell("x")
    await attach(line, two, 0)
    assert two.got == ["ready 5"]


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
    stay = line.stay
    await line.write("a")
    assert await attach(line, two, 0)
    assert (await stay).code == 4409
    await line.write("b")
    assert messages(two) == ["a", "b"]


async def test_that_the_client_is_away_and_back_is_told():
    told: list[bool] = []
    one, two = Client(), Client()
    line = Line(one, replay=Replay(1_000))
    line.changed = told.append
    one.go()
    await line.tell("x")
    assert told == [True]
    assert line.is_away
    await attach(line, two, 0)
    two.say("1")
    assert await line.read() == "1"
    assert told == [True, False]


async def test_it_is_back_when_all_came_that_it_had_sent_before():
    told: list[bool] = []
    one, two, three = Client(), Client(), Client()
    line = Line(one, replay=Replay(1_000))
    line.changed = told.append
    one.say("1")
    await line.read()
    one.go()
    await line.tell("x")
    await attach(line, two, 0, sent=3)
    two.say("2")
    await line.read()
    two.go()
    await line.tell("x")
    await attach(line, three, 0, sent=3)
    three.say("3", "4")
    assert await line.read() == "3"
    assert told == [True]
    assert await line.read() == "4"
    assert told == [True, False]


@pytest.mark.parametrize("code", [1000, 1001])
async def test_who_says_farewell_does_not_come_back(code: int):
    one, two = Client(), Client()
    line = Line(one, replay=Replay(1_000))
    one.go(code)
    with pytest.raises(LineClosed):
        await line.read()
    assert (await line.stay).reason == "the client left"
    assert not await attach(line, two, 0)


async def test_who_reads_nothing_is_let_go_and_may_come_back_if_it_can():
    one, two = Client(), Client()
    line = Line(one, replay=Replay(1_000), slow_s=10)
    stay = line.stay
    one.reads.clear()
    began_s = asyncio.get_running_loop().time()
    await line.write("a")
    assert (await stay).code == 1008
    assert asyncio.get_running_loop().time() - began_s == 10
    assert await attach(line, two, 0)
    assert messages(two) == ["a"]

    plain = Line(one, slow_s=10)
    with pytest.raises(LineClosed) as closed:
        await plain.write("a")
    assert closed.value.parting.code == 1008


async def test_the_end_of_the_session_ends_the_stay_and_whoever_waits_for_the_client():
    one = Client()
    line = Line(one, replay=Replay(1_000))
    stay = line.stay
    line.end(Parting(1001, "shutting down"))
    assert (await stay).code == 1001
    one.go()
    with pytest.raises(LineClosed):
        await line.read()

    away = Line(one, replay=Replay(1_000), window_s=1_000)
    reading = asyncio.create_task(away.read())
    await asyncio.sleep(5)
    away.end(Parting(1001, "shutting down"))
    with pytest.raises(LineClosed):
        await reading


async def test_a_client_that_breaks_off_while_it_comes_back_may_come_once_more():
    one, two, three = Client(), Client(), Client()
    line = Line(one, replay=Replay(1_000))
    await line.write("a")
    one.go()
    await line.tell("x")
    two.go()
    assert await attach(line, two, 0)
    assert line.is_away
    assert await attach(line, three, 0)
    assert messages(three) == ["a"]


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
                assert await attach(line, client, len(heard))
                came = int(str(client.got[0]).split()[1])
                client.say(*(f"up {n}" for n in range(came, said)))
        await asyncio.sleep(0.1)
        reading.cancel()
        heard += messages(client)
        assert heard == [f"down {n}" for n in range(30)]
        assert taken == [f"up {n}" for n in range(30)]


async def test_what_still_comes_over_the_old_socket_is_not_taken_for_it_comes_again():
    one, two = Client(), Client()
    line = Line(one, replay=Replay(1_000))
    reading = asyncio.create_task(line.read())
    await asyncio.sleep(1)
    assert await attach(line, two, 0, sent=1)
    assert two.got == ["ready 0"]
    one.say("1")  # it was on its way when the other was there
    await asyncio.sleep(1)
    two.say("1", "2")
    assert [await reading, await line.read()] == ["1", "2"]
