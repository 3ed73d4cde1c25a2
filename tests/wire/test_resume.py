from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ten_lite.errors import ProtocolError
from ten_lite.wire.resume import (
    MAX_COUNT,
    PING,
    Ack,
    Gap,
    Hello,
    Ready,
    Resume,
    ack,
    decode_control,
    decode_hello,
    decode_ready,
    gap,
    is_ping,
    ready,
)
from ten_lite.wire.resume import (
    hello as write_hello,
)

COUNTS = st.integers(0, MAX_COUNT)


def hello(data: object) -> str:
    return json.dumps({"type": "hello", "data": data})


def test_a_hello_without_anything_begins_a_conversation():
    assert decode_hello('{"type":"hello"}') == decode_hello(hello({})) == Hello()


def test_a_hello_carries_a_token_and_the_place_in_a_conversation():
    place = {"token": "r", "received": 7, "sent": 9}
    assert decode_hello(hello({"token": "t", "resume": place})) == Hello("t", Resume("r", 7, 9))


def test_a_client_tells_what_was_said_for_a_server_that_does_not_know():
    said = [{"role": "user", "text": "hi"}, {"role": "assistant", "text": "Hello."}]
    place = {"token": "r", "received": 0, "sent": 0, "history": said}
    known = Resume("r", 0, 0, (("user", "hi"), ("assistant", "Hello.")))
    assert decode_hello(hello({"resume": place})).resume == known
    assert decode_hello(write_hello(Hello(resume=known))).resume == known


@pytest.mark.parametrize(
    ("history", "text"),
    [
        ({}, "an array of at most 100"),
        ([{"role": "user", "text": "x"}] * 101, "an array of at most 100"),
        (["x"], '"data.resume.history[0]" must be an object'),
        ([{"role": "system", "text": "x"}], '.role" must be "user" or "assistant", got "system"'),
        ([{"role": "user"}], '.text" must be a string of 1 to 8000'),
        ([{"role": "user", "text": ""}], '.text" must be a string of 1 to 8000'),
        ([{"role": "user", "text": "x" * 8_001}], '.text" must be a string of 1 to 8000'),
    ],
)
def test_what_cannot_have_been_said_is_refused(history: object, text: str):
    place = {"token": "r", "received": 0, "history": history}
    with pytest.raises(ProtocolError) as refused:
        decode_hello(hello({"resume": place}))
    assert text in str(refused.value)


def test_a_client_that_does_not_tell_what_it_sent_sends_nothing_again():
    assert decode_hello(hello({"resume": {"token": "r", "received": 7}})) == Hello(
        resume=Resume("r", 7, 0)
    )


@pytest.mark.parametrize(
    ("wire", "text"),
    [
        (b"\0", "a binary one"),
        ("[]", "expected an object"),
        ('{"type":"ping"}', 'got "ping"'),
        (hello(1), '"data" must be an object'),
        (hello({"token": ""}), "1 to 1000 characters"),
        (hello({"token": "x" * 1001}), "1 to 1000 characters"),
        (hello({"resume": []}), '"data.resume" must be an object'),
        (hello({"resume": {"received": 1}}), '"data.resume.token"'),
        (hello({"resume": {"token": "r"}}), '"data.resume.received"'),
        (hello({"resume": {"token": "r", "received": True}}), "integer from 0"),
        (hello({"resume": {"token": "r", "received": 1, "sent": -1}}), '"data.resume.sent"'),
        (hello({"resume": {"token": "r", "received": 2**60}}), "integer from 0"),
    ],
)
def test_a_hello_that_is_wrong_is_refused_in_words(wire: str | bytes, text: str):
    with pytest.raises(ProtocolError) as refused:
        decode_hello(wire)
    assert text in str(refused.value)


@given(COUNTS)
def test_counts_come_back_as_they_went(count: int):
    assert decode_control(ack(count)) == Ack(count)
    gap = {"type": "data", "name": "gap", "data": {"messages": count}}
    assert decode_control(json.dumps(gap)) == Gap(count)


@pytest.mark.parametrize("wire", [b"ack", '"ack"', '{"type":"ack"}', "ack" * 100, '{"gap":', PING])
def test_what_is_not_about_the_count_is_a_message_like_others(wire: str | bytes):
    assert decode_control(wire) is None


@pytest.mark.parametrize("count", ["-1", "1.5", '"1"', "null", "true", str(2**60)])
def test_a_count_that_is_none_is_refused(count: str):
    with pytest.raises(ProtocolError, match="integer from 0"):
        decode_control(f'{{"type":"ack","data":{{"received":{count}}}}}')


def test_ready_tells_all_that_a_client_needs():
    told = ready(
        session_id="s1",
        resume_token="r",
        resume_window_s=30,
        resumed=True,
        received=3,
        sample_rate_hz=24_000,
        channels=1,
    )
    assert json.loads(told) == {
        "type": "ready",
        "data": {
            "session_id": "s1",
            "resume_token": "r",
            "resume_window_s": 30,
            "resumed": True,
            "received": 3,
            "sample_rate": 24_000,
            "channels": 1,
        },
    }


FIRST = {
    "session_id": "s1",
    "resume_token": "r1",
    "resume_window_s": 30,
    "resumed": True,
    "received": 7,
    "sample_rate_hz": 24_000,
    "channels": 2,
}


def test_a_client_reads_what_a_server_begins_with():
    told = decode_ready(ready(**FIRST))
    assert told == Ready("s1", "r1", 30.0, True, 7, 24_000, 2, False)


@pytest.mark.parametrize(
    "wire",
    [
        b"",
        '{"type":"hello"}',
        '{"type":"ready","data":5}',
        '{"type":"ready","data":{"resume_window_s":"30","resumed":true}}',
        '{"type":"ready","data":{"resume_window_s":30,"resumed":1}}',
        '{"type":"ready","data":{"resume_window_s":30,"resumed":true,"session_id":5}}',
    ],
)
def test_what_a_server_does_not_begin_with_is_refused(wire: str | bytes):
    with pytest.raises(ProtocolError):
        decode_ready(wire)


@pytest.mark.parametrize(
    ("wire", "is_one"),
    [
        (PING, True),
        ('{"type":"ping","more":1}', True),
        ('{"type":"data","text":"ping"}', False),
        ('["ping"]', False),
        ('{"type":"ping"', False),
        ('{"type":"ping","x":"' + "x" * 1000 + '"}', False),
        (b'{"type":"ping"}', False),
    ],
    ids=range(7),
)
def test_a_ping_says_only_that_the_server_is_there(wire: str | bytes, is_one: bool):
    assert is_ping(wire) is is_one


def test_a_gap_says_how_many_messages_are_missing():
    assert decode_control(gap(3)) == Gap(3)
