"""The request is the one that Deepgram's own SDK makes, and the SDK is not loaded too soon."""

from __future__ import annotations

import subprocess
import sys
import warnings

import pytest

from ten_lite.testing.providers import FakeDeepgram, SttCall, pause

from .kit import KEY, speak, stt


def essence(call: SttCall) -> tuple[object, ...]:
    return call.path, call.query, call.headers["authorization"], call.status


async def test_the_request_is_the_one_of_the_sdks_own_connect():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        from deepgram import AsyncDeepgramClient, DeepgramClientEnvironment
        from deepgram.listen.v1 import client as _loaded  # noqa: F401
    async with FakeDeepgram() as server:
        async with stt(server, keyterms=["a b", "c"], extra_params={"tag": ["x", "y"]}) as harness:
            await speak(harness, pause(100))
        environment = DeepgramClientEnvironment(
            base=server.url, production=server.url, agent=server.url, agent_rest=server.url
        )
        sdk = AsyncDeepgramClient(api_key=KEY, environment=environment)
        async with sdk.listen.v1.connect(
            model="nova-3",
            language="en-US",
            encoding="linear16",
            sample_rate=16000,
            channels=1,
            interim_results=True,
            endpointing=300,
            utterance_end_ms=1000,
            punctuate=True,
            smart_format=False,
            vad_events=True,
            keyterm=["a b", "c"],
            tag=["x", "y"],
        ) as socket:
            await socket.send_close_stream()
            async for _ in socket:
                pass
        ours, theirs = server.calls
        assert essence(ours) == essence(theirs)


@pytest.mark.real_time
def test_listing_and_configuring_the_addon_loads_no_sdk_and_no_numpy():
    code = (
        "import sys, ten_lite_deepgram as p\n"
        "spec, = p.ten_lite_addons()\n"
        "spec.config(api_key='k')\n"
        "print(sorted({'deepgram', 'numpy', 'httpx', 'websockets'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.real_time
def test_the_extensions_module_loads_no_sdk():
    code = (
        "import sys, ten_lite_deepgram.extension\n"
        "print(sorted({'deepgram', 'numpy'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
