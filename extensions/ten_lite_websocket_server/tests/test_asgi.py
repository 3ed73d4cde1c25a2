"""The same server mounted in an application: HTTP, WebSockets, resuming, start and end."""

from __future__ import annotations

import asyncio
import json

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from ten_lite.embed import TenLiteAsgi

from .asgi_kit import application, embedded, uvicorn_with
from .kit import Client, audio_message, conversation_graph, echo_graph, sound

TEXT = {"type": "data", "name": "text_data"}


async def get(port: int, path: str, **headers: str) -> tuple[int, str]:
    return await send(port, "GET", path, **headers)


async def send(
    port: int, method: str, path: str, body: bytes = b"", **headers: str
) -> tuple[int, str]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    given = {"Host": f"127.0.0.1:{port}", "Connection": "close", **headers}
    given["Content-Length"] = str(len(body))
    lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in given.items())]
    writer.write(("\r\n".join(lines) + "\r\n\r\n").encode() + body)
    head, _, content = (await reader.read()).partition(b"\r\n\r\n")
    writer.close()
    await writer.wait_closed()
    return int(head.split()[1]), content.decode()


async def test_a_client_talks_to_the_graph_through_the_application():
    async with embedded(conversation_graph()) as found:
        async with Client(found.url("/voice/ws")) as client:
            await client.type("good morning")
            await client.until(lambda reply: reply.get("name") == "tts_audio_end")
            assert any(reply["type"] == "audio" for reply in client.got)
            assert found.voice.app is not None
            assert found.voice.app.session_count == 1
        await asyncio.sleep(0.1)
        assert found.voice.app.session_count == 0


async def test_sound_goes_both_ways_as_over_its_own_port():
    async with embedded(echo_graph()) as found, Client(found.url("/voice/")) as client:
        await client.say(sound(100))
        await client.until(lambda reply: len(client.got) == 5)
        assert [reply["type"] for reply in client.got] == ["audio"] * 5


async def test_requests_below_the_mount_are_the_graphs_and_all_others_the_applications():
    async with embedded(conversation_graph()) as found:
        assert await get(found.port, "/") == (200, '{"who":"the application"}')
        status, body = await get(found.port, "/voice/healthz?x=1")
        assert (status, json.loads(body)) == (200, {"status": "ok", "sessions": 0})
        status, body = await get(found.port, "/voice/api/graphs")
        assert (status, json.loads(body)["running"]) == (200, "test")
        assert (await get(found.port, "/voice/api/graphs/%2e%2e%2fx"))[0] == 404
        assert (await get(found.port, "/voice/nothing"))[0] == 404
        assert (await get(found.port, "/healthz"))[0] == 404
        assert await send(found.port, "HEAD", "/voice/healthz") == (200, "")


async def test_any_host_name_is_the_applications_own_and_no_foreign_page_may_come_in():
    async with embedded(echo_graph()) as found:
        public = {"Host": "voice.example"}
        assert (await get(found.port, "/voice/healthz", **public))[0] == 200
        foreign = {"Origin": "https://evil.example", **public}
        assert (await get(found.port, "/voice/healthz", **foreign))[0] == 403
        own = {"Origin": "http://voice.example", **public}
        assert (await get(found.port, "/voice/healthz", **own))[0] == 200
        with pytest.raises(InvalidStatus) as refused:
            async with connect(found.url("/voice/ws"), origin="https://evil.example"):
                pass
        assert refused.value.response.status_code == 403


async def test_the_token_of_the_graph_is_asked_for():
    async with embedded(echo_graph(token="known")) as found:
        assert (await get(found.port, "/voice/metrics"))[0] == 401
        known = {"Authorization": "Bearer known"}
        assert (await get(found.port, "/voice/metrics", **known))[0] == 200
        with pytest.raises(InvalidStatus) as refused:
            async with connect(found.url("/voice/ws")):
                pass
        assert refused.value.response.status_code == 401
        assert b"token is missing" in refused.value.response.body
        async with Client(found.url("/voice/ws"), additional_headers=known) as client:
            await client.say(sound(20))
            await client.until(lambda reply: reply["type"] == "audio")


async def test_a_telephone_call_is_led_to_where_the_graph_is_mounted():
    async with embedded(echo_graph()) as found:
        _, document = await get(found.port, "/voice/twilio", Host="voice.example")
        assert 'url="wss://voice.example/voice/twilio"' in document


async def test_a_path_without_a_protocol_is_told_those_there_are():
    async with embedded(echo_graph()) as found:
        with pytest.raises(InvalidStatus) as refused:
            async with connect(found.url("/voice/nowhere")):
                pass
        assert refused.value.response.status_code == 404
        assert b"/ws" in refused.value.response.body


async def test_a_body_that_is_too_long_is_refused():
    async with embedded(echo_graph()) as found:
        status, word = await send(found.port, "POST", "/voice/healthz", b"x" * 1_048_577)
        assert (status, word) == (413, "the body has more than 1048576 bytes\n")


async def test_a_message_that_is_too_long_closes_the_connection():
    async with embedded(echo_graph(max_message_bytes=1024)) as found:
        for message in ("x" * 1025, "ä" * 600, b"x" * 1026):
            async with Client(found.url("/voice/ws")) as client:
                await client.socket.send(message)
                assert (await client.closed())[0] == 1009


async def test_a_conversation_goes_on_over_another_connection():
    async with embedded(echo_graph()) as found:
        url, protocols = found.url("/voice/ws"), ["ten-lite.v1"]
        async with connect(url, subprotocols=protocols) as first:  # type: ignore[arg-type]
            assert first.subprotocol == "ten-lite.v1"
            await first.send('{"type": "hello"}')
            ready = json.loads(await first.recv())["data"]
            await first.send(audio_message(sound(20)))
            json.loads(await first.recv())
            async with connect(url, subprotocols=protocols) as second:  # type: ignore[arg-type]
                resume = {"token": ready["resume_token"], "received": 0, "sent": 1}
                await second.send(json.dumps({"type": "hello", "data": {"resume": resume}}))
                again = json.loads(await second.recv())["data"]
                assert (again["session_id"], again["resumed"], again["received"]) == (
                    ready["session_id"],
                    True,
                    1,
                )
                assert json.loads(await second.recv())["type"] == "audio"
                await first.wait_closed()
                assert first.close_code == 4409
                await second.send(audio_message(sound(20)))
                assert json.loads(await second.recv())["type"] == "audio"


async def test_who_vanishes_leaves_nothing():
    async with embedded(echo_graph()) as found:
        async with Client(found.url("/voice/ws")) as client:
            await client.say(sound(20))
            client.abort()
        await asyncio.sleep(1)
        assert found.voice.app is not None
        assert found.voice.app.session_count == 0


async def test_the_end_of_the_application_ends_the_sessions():
    async with embedded(echo_graph()) as found, Client(found.url("/voice/ws")) as client:
        await client.say(sound(20))
        found.server.should_exit = True
        code, _ = await client.closed()
        assert code in (1001, 1012)
    assert found.voice.app is None


async def test_it_is_an_application_by_itself_as_well():
    voice = TenLiteAsgi(echo_graph())
    async with uvicorn_with(voice) as (port, _):
        assert (await get(port, "/readyz"))[0] == 200
        async with Client(f"ws://127.0.0.1:{port}/ws") as client:
            await client.say(sound(20))
            await client.until(lambda reply: reply["type"] == "audio")


async def test_without_its_lifespan_it_says_what_is_missing(caplog: pytest.LogCaptureFixture):
    async with uvicorn_with(TenLiteAsgi(echo_graph()), lifespan="off") as (port, _):
        status, word = await get(port, "/healthz")
        assert (status, "give its lifespan" in word) == (503, True)
        with pytest.raises(InvalidStatus):
            async with connect(f"ws://127.0.0.1:{port}/ws"):
                pass
    assert "pass its lifespan on" in caplog.text


async def test_its_lifespan_can_stand_inside_another_and_be_gone_through_twice():
    voice = TenLiteAsgi(echo_graph())
    for _ in range(2):
        async with voice.lifespan(application(voice)):
            assert voice.app is not None
            assert voice.app.session_count == 0
        assert voice.app is None
