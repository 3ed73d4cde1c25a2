"""The fake Azure's parts; the addons' tests run Azure's own SDK against the whole."""

from __future__ import annotations

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosedError, InvalidStatus

from ten_lite.testing.providers import AzurePlan, FakeAzure, pause, say_numbers
from ten_lite.testing.providers.azure_ear import AzureEar
from ten_lite.testing.providers.azure_frames import json_frame, read_frame, sound_frame


def test_a_text_frame_is_read_as_it_was_written():
    frame = read_frame(json_frame("turn.start", "r1", {"a": 1}))
    assert (frame.path, frame.request_id, frame.body) == ("turn.start", "r1", b'{"a": 1}')


@pytest.mark.parametrize("sound", [b"", b"\x01", b"\r\n\r\n" * 9])
def test_a_sound_frame_is_read_as_it_was_written(sound: bytes):
    frame = read_frame(sound_frame("r1", sound))
    assert (frame.path, frame.request_id, frame.body) == ("audio", "r1", sound)


@pytest.mark.parametrize("message", ["", "Path:x", "X-RequestId:r\r\n\r\n", b"\xff\xffPath:x"])
def test_what_is_no_frame_is_refused(message: str | bytes):
    with pytest.raises(ValueError, match=r"frame|Path"):
        read_frame(message)


def test_each_word_is_told_at_its_end_and_the_utterance_after_the_silence():
    told = AzureEar(16_000, 300).hear(pause(100) + say_numbers("one", "two") + pause(290))
    assert [path for path, _ in told] == [
        "speech.startDetected",
        *["speech.hypothesis"] * 2,
        "speech.phrase",
    ]
    assert told[-1][1] == {
        "RecognitionStatus": "Success",
        "DisplayText": "one two",
        "Offset": 1_000_000,
        "Duration": 4_400_000,
    }


def test_the_end_of_the_sound_ends_the_utterance():
    ear = AzureEar(16_000, 300)
    ear.hear(say_numbers("one"))
    assert [path for path, _ in ear.finish()] == ["speech.phrase", "speech.endDetected"]


@pytest.mark.parametrize(
    ("path", "key", "status"),
    [
        ("/stt/speech/universal/v2", "wrong", 401),
        ("/somewhere", "az-key", 404),
    ],
)
async def test_wrong_keys_and_paths_are_refused(path: str, key: str, status: int):
    async with FakeAzure() as server:
        url = server.url.replace("http", "ws") + path
        with pytest.raises(InvalidStatus, match=str(status)):
            await connect(url, additional_headers={"Ocp-Apim-Subscription-Key": key})
        assert server.calls[0].status == status


async def test_a_plan_refuses_one_connection_and_a_frame_it_cannot_read_ends_the_next():
    async with FakeAzure() as server:
        server.plans.append(AzurePlan(status=429))
        url = server.url.replace("http", "ws") + "/stt/speech/universal/v2"
        headers = {"Ocp-Apim-Subscription-Key": "az-key"}
        with pytest.raises(InvalidStatus, match="429"):
            await connect(url, additional_headers=headers)
        async with connect(url, additional_headers=headers) as client:
            await client.send("nonsense")
            with pytest.raises(ConnectionClosedError, match="1007"):
                await client.recv()
