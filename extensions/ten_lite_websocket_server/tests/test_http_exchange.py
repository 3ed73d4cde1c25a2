from __future__ import annotations

from http import HTTPStatus

import pytest

from ten_lite_websocket_server.http import HttpExchange, MalformedRequest, Response

GET = b"GET /healthz?full=1&x HTTP/1.1\r\nHost: a\r\nX-Some: \xe4\r\n\r\n"
POST = b"POST /api HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n"


def exchange(*pieces: bytes) -> HttpExchange:
    found = HttpExchange("10.0.0.1")
    for piece in pieces:
        found.feed(piece)
    return found


def test_a_request_has_its_parts() -> None:
    request = exchange(GET).next_request()
    assert request is not None
    assert (request.method, request.path) == ("GET", "/healthz")
    assert request.query == {"full": "1", "x": ""}
    assert request.headers == {"host": "a", "x-some": "ä"}
    assert (request.body, request.peer) == (b"", "10.0.0.1")


def test_it_may_come_byte_by_byte() -> None:
    found = exchange()
    for byte in GET[:-1]:
        found.feed(bytes([byte]))
        assert found.next_request() is None
        assert not found.is_between
    found.feed(GET[-1:])
    assert found.next_request() is not None


def test_a_body_is_waited_for() -> None:
    found = exchange(POST, b"12345")
    assert found.next_request() is None
    found.feed(b"6789")
    request = found.next_request()
    assert request is not None
    assert request.body == b"123456789"


def test_a_body_in_chunks_is_put_together() -> None:
    head = b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
    request = exchange(head, b"3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n").next_request()
    assert request is not None
    assert request.body == b"abcde"


def test_the_next_request_is_read_when_the_last_one_is_answered() -> None:
    found = exchange(GET + GET.replace(b"healthz", b"next"))
    assert found.next_request() is not None
    assert found.next_request() is None
    found.answer(Response.text("ok"))
    assert found.is_open
    request = found.next_request()
    assert request is not None
    assert request.path == "/next"


def test_an_answer_has_its_length_and_type_and_keeps_the_connection() -> None:
    found = exchange(GET)
    found.next_request()
    sent = found.answer(Response.of_json({"a": "ä"}, HTTPStatus.CREATED))
    head, _, body = sent.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 201 Created\r\n")
    assert body.decode() == '{"a": "ä"}\n'
    assert f"content-length: {len(body)}".encode() in head.lower()
    assert b"content-type: application/json" in head.lower()
    assert b"connection" not in head.lower()
    assert found.is_open


def test_the_answer_to_head_has_no_body_and_its_length() -> None:
    found = exchange(GET.replace(b"GET", b"HEAD"))
    found.next_request()
    sent = found.answer(Response.text("hello"))
    assert sent.endswith(b"\r\n\r\n")
    assert b"content-length: 5" in sent.lower()
    assert found.is_open


@pytest.mark.parametrize(
    "request_",
    [GET.replace(b"Host: a", b"Host: a\r\nConnection: close"), b"GET / HTTP/1.0\r\n\r\n"],
)
def test_who_wants_one_answer_gets_one(request_: bytes) -> None:
    found = exchange(request_)
    found.next_request()
    assert b"connection: close" in found.answer(Response.text("ok")).lower()
    assert not found.is_open


def test_the_last_answer_says_so() -> None:
    found = exchange(GET)
    found.next_request()
    assert b"connection: close" in found.answer(Response.text("ok"), is_last=True).lower()
    assert not found.is_open


@pytest.mark.parametrize(
    ("data", "status"),
    [
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" * 9 + b"\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\n\r\n", 400),  # without a host
        (b"GET\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: a\r\nX Y: z\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n", 400),
        (b"GET /" + b"a" * 20_000, 431),
        (b"GET / HTTP/1.1\r\nHost: a\r\n" + b"X: y\r\n" * 4_000, 431),
        (b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\n", 501),
    ],
    ids=lambda value: str(value[:24]) if isinstance(value, bytes) else str(value),
)
def test_what_is_no_request_is_told_so(data: bytes, status: int) -> None:
    found = exchange(data)
    with pytest.raises(MalformedRequest) as refused:
        found.next_request()
    assert refused.value.status == status
    sent = found.answer(Response.of_error(refused.value), is_last=True)
    assert sent.startswith(f"HTTP/1.1 {status} ".encode())
    assert not found.is_open


def test_a_body_that_is_too_large_is_refused_before_it_is_there() -> None:
    found = exchange(POST.replace(b"9", b"999999999"))
    for _ in range(1_048):
        found.feed(bytes(1_000))
        assert found.next_request() is None
    found.feed(bytes(1_000))
    with pytest.raises(MalformedRequest, match="more than 1048576 bytes"):
        found.next_request()


def test_who_asks_whether_to_send_the_body_is_told_yes() -> None:
    found = exchange(POST.replace(b"Host: a", b"Host: a\r\nExpect: 100-continue"))
    assert found.next_request() is None
    assert found.expects_continue
    assert found.go_on().startswith(b"HTTP/1.1 100 ")
    found.feed(b"123456789")
    assert found.next_request() is not None


def test_between_requests_nothing_is_owed() -> None:
    found = exchange()
    assert found.is_between
    found.feed(b"G")
    found.next_request()
    assert not found.is_between
