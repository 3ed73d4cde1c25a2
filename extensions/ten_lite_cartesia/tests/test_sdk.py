"""Requests are those of Cartesia's own SDK, and no client is loaded too soon."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import warnings

import pytest
from pydantic import ValidationError

from ten_lite.testing.providers import FakeCartesia
from ten_lite_cartesia import CARTESIA_TTS
from ten_lite_cartesia.config import CartesiaTtsConfig

from .kit import KEY, say, tts


async def test_the_requests_are_those_of_cartesias_own_sdk():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        from cartesia import AsyncCartesia
    async with FakeCartesia() as server:
        async with tts(server, language="en-US") as harness:
            say(harness, "r1", "Hello.")
            await asyncio.sleep(1)
        async with (
            AsyncCartesia(api_key=KEY, websocket_base_url=server.url) as sdk,
            sdk.tts.websocket_connect() as connection,
        ):
            context = connection.context(
                model_id="sonic-3.5",
                voice={"mode": "id", "id": CartesiaTtsConfig(api_key="k").voice_id},
                output_format={"container": "raw", "encoding": "pcm_s16le", "sample_rate": 16_000},
                language="en",
                add_timestamps=True,
                use_normalized_timestamps=False,
                max_buffer_delay_ms=0,
            )
            await context.push("Hello.")
            await context.no_more_inputs()
            async for _ in context.receive():
                pass
        ours, theirs = (context.requests for context in server.contexts)
        for request in (*ours, *theirs):
            request.pop("context_id")
        assert ours == theirs
        one, other = (call.headers for call in server.calls)
        for name in ("authorization", "cartesia-version"):
            assert one[name] == other[name]


@pytest.mark.real_time
@pytest.mark.parametrize("module", ["ten_lite_cartesia", "ten_lite_cartesia.extension"])
def test_listing_and_configuring_the_addon_loads_no_client(module: str):
    code = (
        f"import sys, {module}, ten_lite_cartesia as p\n"
        "spec, = p.ten_lite_addons()\n"
        "spec.config(api_key='k')\n"
        "print(sorted({'cartesia', 'numpy', 'httpx', 'ten_lite_cartesia.line'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("properties", "text"),
    [
        ({}, "api_key"),
        ({"api_key": ""}, "api_key"),
        ({"api_key": "k", "sample_rate_hz": 11_025}, "sample_rate_hz"),
        ({"api_key": "k", "max_buffer_delay_ms": 6000}, "max_buffer_delay_ms"),
        ({"api_key": "k", "api_version": "latest"}, "api_version"),
        ({"api_key": "k", "extra_params": {"transcript": "x"}}, "transcript"),
        ({"api_key": "k", "base_url": "http://example.com"}, "https"),
    ],
)
def test_properties_that_cannot_work_are_refused(properties: dict[str, object], text: str):
    with pytest.raises(ValidationError, match=text):
        CartesiaTtsConfig.model_validate(properties)


def test_the_key_is_not_in_what_is_printed_of_the_properties():
    assert "hush" not in repr(CartesiaTtsConfig(api_key="hush"))


@pytest.mark.parametrize("path", sorted(set(CARTESIA_TTS.renamed.values()) - {""}))
def test_each_of_tens_properties_leads_to_one_of_ours(path: str):
    assert path in CartesiaTtsConfig.model_fields
