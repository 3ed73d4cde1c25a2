from __future__ import annotations

import json
import random
from typing import Any

import pytest

from ten_lite.errors import ProtocolError
from ten_lite.messages import PcmFrame
from ten_lite.wire.client_outbox import Kind
from ten_lite.wire.codec import Opening, Wire
from ten_lite.wire.resume import Ack, Gap, ack, decode_control, decode_hello, ready
from ten_lite.wire.resume_client import ResumeClient
from ten_lite.wire.ten_bin import TenBinaryCodec
from ten_lite.wire.ten_bin_client import decode_frame, encode_frame
from ten_lite_websocket_server.replay import Replay

from .kit import SAMPLES


def first(*, resumed: bool = False, received: int = 0, **more: Any) -> str:
    fields: dict[str, Any] = {
        "session_id": "s1",
        "resume_token": "r1",
        "resume_window_s": 30,
        "resumed": resumed,
        "received": received,
        "sample_rate_hz": 16_000,
        "channels": 1,
        **more,
    }
    return ready(**fields)


def begun(**options: Any) -> ResumeClient:
    client = ResumeClient(**options)
    client.hello()
    client.begin(first())
    return client


def test_the_first_hello_has_the_token_and_no_place() -> None:
    assert json.loads(ResumeClient().hello()) == {"type": "hello", "data": {}}
    hello = decode_hello(ResumeClient(token="t").hello())
    assert (hello.token, hello.resume) == ("t", None)


def test_a_later_hello_tells_where_both_sides_are() -> None:
    client = begun()
    for _ in range(3):
        client.take('{"type":"data"}')
    client.put(Kind.TEXT, "a")
    client.put(Kind.TEXT, "not written yet")
    client.next()
    resume = decode_hello(client.hello()).resume
    assert resume is not None
    assert (resume.token, resume.received, resume.sent) == ("r1", 3, 1)


def test_what_is_about_the_connection_alone_is_not_counted() -> None:
    client = begun()
    assert client.take('{"type":"ping"}') is None
    assert client.take(ack(0)) is None
    assert client.take(b"frame") == b"frame"
    assert client.take('{"type":"data","name":"ping"}') is not None
    assert client.received == 2


def test_what_came_is_acknowledged_once() -> None:
    client = begun()
    assert client.ack() is None
    client.take("a")
    client.take("b")
    assert client.ack() == ack(2)
    assert client.ack() is None


def test_a_server_that_has_more_than_was_sent_is_wrong() -> None:
    client = begun()
    with pytest.raises(ProtocolError, match="1 messages are acknowledged, 0 were sent"):
        client.take(ack(1))


def test_a_new_conversation_counts_from_the_beginning_and_hears_the_settings_again() -> None:
    client = begun()
    client.put(Kind.SETTING, "de")
    client.next()
    client.take("a")
    client.begin(first(resume_token="r2"))
    assert client.next() == "de"
    assert client.next() is None
    assert client.received == 0
    client.begin(first(resumed=True, received=1))
    assert client.next() is None


@pytest.mark.parametrize(
    "wire",
    [
        b"\1",
        "{}",
        '{"type":"ready"}',
        '{"type":"error","error":"x"}',
        first(resume_token=""),
        first(received=-1),
        first().replace("false", '"no"'),
        first().replace("30", '"30"'),
        "[",
    ],
)
def test_a_first_message_that_is_not_ready_is_refused(wire: Wire) -> None:
    with pytest.raises(ProtocolError):
        ResumeClient().begin(wire)


def test_frames_go_up_and_down_in_the_form_of_ten_bin() -> None:
    codec = TenBinaryCodec(Opening(session_id="s1", sample_rate_hz=24_000))
    assert list(codec.decode(encode_frame(SAMPLES, sequence=2**33, timestamp_ms=7))) == [
        PcmFrame(SAMPLES, 24_000)
    ]
    (wire,) = codec.encode(PcmFrame(SAMPLES, 24_000))
    assert isinstance(wire, bytes)
    assert decode_frame(wire, 24_000, 1) == PcmFrame(SAMPLES, 24_000)
    assert decode_frame(b"\x09" + bytes(20), 24_000, 1) is None
    with pytest.raises(ProtocolError, match="a binary frame of 3 bytes"):
        decode_frame(b"abc", 24_000, 1)


class Network:
    """A server that keeps count as the real one does, and a wire that may be cut anywhere."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.client = ResumeClient(sound_ms=10_000)
        self.replay = Replay(1_000_000)
        self.heard: list[Wire] = []  # by the server
        self.got: list[Wire] = []  # by the client
        self.up: list[Wire] = []
        self.down: list[Wire] = []
        self.kills = 0

    def connect(self, *, resumed: bool) -> None:
        resume = decode_hello(self.client.hello()).resume
        missing = list(self.replay.after(resume.received if resume else 0) or ())
        if resume is not None:
            self.replay.acknowledge(resume.received)
        self.up, self.down = [], [*missing]
        self.client.begin(first(resumed=resumed, received=self.replay.received))

    def kill(self) -> None:
        """Some of what is on its way arrives, the rest never does."""
        self.carry(self.chance.random())
        self.kills += 1
        self.connect(resumed=True)

    def carry(self, part: float = 1.0) -> None:
        for _ in range(round(len(self.up) * part)):
            self._server_takes(self.up.pop(0))
        for _ in range(round(len(self.down) * part)):
            wire = self.client.take(self.down.pop(0))
            if wire is not None:
                self.got.append(wire)

    def _server_takes(self, wire: Wire) -> None:
        match decode_control(wire):
            case Ack(count):
                self.replay.acknowledge(count)
            case Gap(count):
                self.replay.received += count
            case None:
                self.replay.received += 1
                self.heard.append(wire)

    def step(self, number: int) -> None:
        name = f"{number}"
        kind = self.chance.choice((Kind.SOUND, Kind.TEXT))
        self.client.put(kind, f"up {name}", 20)
        self.replay.add(f"down {name}")
        self.down.append(f"down {name}")
        for _ in range(self.chance.randrange(4)):
            if (wire := self.client.next()) is not None:
                self.up.append(wire)
        if self.chance.random() < 0.2 and (told := self.client.ack()) is not None:
            self.up.append(told)
        if self.chance.random() < 0.2:
            self.down.append(ack(self.replay.received))


@pytest.mark.parametrize("seed", range(10))
def test_with_a_hundred_cuts_at_random_points_nothing_is_lost_and_nothing_comes_twice(
    seed: int,
) -> None:
    network = Network(seed)
    network.connect(resumed=False)
    number = 0
    while network.kills < 100:
        number += 1
        network.step(number)
        draw = network.chance.random()
        if draw < 0.1:
            network.kill()
        elif draw < 0.5:
            network.carry(network.chance.random())
    while (wire := network.client.next()) is not None:
        network.up.append(wire)
    network.carry()
    assert network.heard == [f"up {n}" for n in range(1, number + 1)]
    assert network.got == [f"down {n}" for n in range(1, number + 1)]
    assert network.client.dropped == 0


def test_sound_that_is_given_up_is_missing_once_and_the_count_is_right() -> None:
    network = Network(1)
    network.client = ResumeClient(sound_ms=100)
    network.connect(resumed=False)
    for number in range(1, 1_001):
        network.client.put(Kind.SOUND, f"up {number}", 20)
        for _ in range(2):
            if (wire := network.client.next()) is not None:
                network.up.append(wire)
        if number % 20 == 0:
            network.kill()
        if number % 12 == 0:
            network.carry()
            network.client.take(ack(network.replay.received))
    while (wire := network.client.next()) is not None:
        network.up.append(wire)
    network.carry()
    assert network.heard == sorted(set(network.heard), key=lambda wire: int(str(wire)[3:]))
    assert len(network.heard) + network.client.dropped == 1_000
    assert network.client.dropped > 0
