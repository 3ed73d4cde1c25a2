from __future__ import annotations

import json
import logging

import pytest

from ten_lite_websocket_server.tests.kit import (
    Client,
    audio_message,
    audio_of,
    conversation_graph,
    echo_graph,
    http_get,
    port_of,
    serving,
    sound,
)


@pytest.mark.parametrize("path", ["/", "/ws", "/ws?token=1"])
async def test_both_paths_serve_the_same_protocol(path: str):
    url = "ws://127.0.0.1:{}" + path
    async with serving(echo_graph()) as app, Client(url.format(port_of(app))) as client:
        await client.socket.send(audio_message(sound(20)))
        index = await client.until(lambda reply: reply["type"] == "audio")
        assert audio_of(client.got[index]) == sound(20)


async def test_sound_goes_both_ways_unchanged_as_json_and_as_binary():
    frames = [sound(20, sample) for sample in (1, -1, 32767, -32768)]
    async with serving(echo_graph()) as app, Client(app) as client:
        for frame in frames[:2]:
            await client.socket.send(audio_message(frame))
        for frame in frames[2:]:
            await client.socket.send(frame)
        await client.until(lambda _: len(client.got) == 4)
        assert [audio_of(reply) for reply in client.got] == frames
        assert client.got[0]["metadata"] == {
            "sample_rate": 16000,
            "channels": 1,
            "bytes_per_sample": 2,
            "samples_per_channel": 320,
        }


async def test_metadata_of_the_client_comes_back_with_its_frame():
    async with serving(echo_graph()) as app, Client(app) as client:
        message = json.loads(audio_message(sound(20)))
        await client.socket.send(json.dumps(message | {"metadata": {"session_id": "abc", "n": 7}}))
        index = await client.until(lambda reply: reply["type"] == "audio")
        assert client.got[index]["metadata"]["session_id"] == "abc"
        assert client.got[index]["metadata"]["n"] == 7
        assert client.got[index]["metadata"]["samples_per_channel"] == 320


async def test_what_goes_over_the_wire_is_never_logged(caplog: pytest.LogCaptureFixture):
    caplog.set_level(logging.DEBUG, "ten_lite")
    async with serving(echo_graph()) as app, Client(app) as client:
        message = json.loads(audio_message(sound(20)))
        await client.socket.send(json.dumps({"metadata": {"session_id": "secret"}, **message}))
        await client.until(lambda reply: reply["type"] == "audio")
    protocol = [r for r in caplog.records if r.name == "ten_lite.websocket_server.protocol"]
    assert protocol != []
    assert "secret" not in "".join(record.getMessage() for record in protocol)


async def test_speech_is_answered_with_transcript_text_and_sound_in_this_order():
    graph = conversation_graph(stt={"transcripts": ["good morning"]}, tts={"word_ms": 100})
    async with serving(graph) as app, Client(app) as client:
        await client.say(sound(300) + bytes(32 * 500))
        await client.until(lambda reply: reply.get("name") == "tts_audio_end")
        kinds = [reply.get("name", reply["type"]) for reply in client.got]
        kinds = [kind for kind in kinds if kind != "node_metrics"]
        voice = [kind for kind in kinds if kind != "text_data"]
        heard, first_text = client.got[0]["data"], client.got[1]["data"]
        assert (heard["role"], heard["text"], heard["is_final"]) == ("user", "good morning", True)
        assert (first_text["role"], first_text["is_final"]) == ("assistant", False)
        assert kinds[0] == "text_data"
        assert voice == ["tts_audio_start", *["audio"] * 20, "tts_audio_end"]
        final = [r["data"] for r in client.got if r.get("name") == "text_data"][-1]
        assert (final["text"], final["is_final"]) == ("You said: good morning.", True)
        spoken = b"".join(audio_of(reply) for reply in client.got if reply["type"] == "audio")
        assert len(spoken) == 4 * 100 * 32  # four words of 100 ms
        assert client.got[-1]["data"]["duration_ms"] == 400


async def test_typed_text_is_answered():
    async with serving(conversation_graph()) as app, Client(app) as client:
        await client.type("hello")
        await client.until(lambda reply: reply.get("name") == "tts_audio_end")
        texts = [r["data"]["text"] for r in client.got if r.get("name") == "text_data"]
        assert texts[-1] == "You said: hello."


async def test_the_flush_command_carries_its_id_and_nothing_of_the_house():
    graph = conversation_graph(llm={"replies": ["one two three four five six"]})
    async with serving(graph) as app, Client(app) as client:
        await client.type("first")
        await client.until(lambda reply: reply["type"] == "audio")
        await client.type("second")
        index = await client.until(lambda reply: reply["type"] == "cmd")
        assert client.got[index] == {"type": "cmd", "name": "flush", "data": {"flush_id": "s1-1"}}


async def test_the_client_is_greeted_when_the_graph_is_ready():
    graph = conversation_graph(control={"greeting": "Hi there."})
    async with serving(graph) as app, Client(app) as client:
        await client.until(lambda reply: reply.get("name") == "tts_audio_end")
        assert client.got[0]["data"]["text"] == "Hi there."


async def test_healthz_tells_the_number_of_sessions():
    async with serving(echo_graph()) as app:
        status, headers, body = await http_get(app, "/healthz")
        assert (status, headers["Content-Type"]) == (200, "application/json")
        assert json.loads(body) == {"status": "ok", "sessions": 0}
        async with Client(app):
            status, _, body = await http_get(app, "/healthz?verbose=1")
            assert (status, json.loads(body)["sessions"]) == (200, 1)


@pytest.mark.parametrize("path", ["/nowhere", "/ws/", "/../etc/passwd", "/healthz/x", "//ws"])
async def test_any_other_path_is_404_and_names_the_right_ones(path: str):
    async with serving(echo_graph()) as app:
        status, _, body = await http_get(app, path)
        assert status == 404
        assert "/ws" in body
        upgrade = {"Upgrade": "websocket", "Connection": "Upgrade"}
        assert (await http_get(app, path, **upgrade))[0] == 404
        assert app.session_count == 0


@pytest.mark.parametrize(
    ("path", "word"), [("/plain/index.html", "<title>ten_lite</title>"), ("/ws", "WebSocket")]
)
async def test_a_browser_that_only_looks_is_told_what_this_is(path: str, word: str):
    async with serving(echo_graph()) as app:
        status, headers, body = await http_get(app, path)
        assert status == 200
        assert word in body
        assert "Server" not in headers
