"""Known servers: each is reached, gets no field that it refuses, and says what it lacks."""

from __future__ import annotations

from typing import Any, get_args

import pytest
from pydantic import ValidationError

from ten_lite.messages import ChatCompletion
from ten_lite.runtime import ResourcePool
from ten_lite.testing.providers.openai import Answer
from ten_lite_openai.config import OpenaiLlmConfig
from ten_lite_openai.llm import OpenaiLlm
from ten_lite_openai.presets import PRESETS, PresetName
from ten_lite_openai.tests.kit import ask, connected, text

OWN = {"azure": {"base_url": "https://res.openai.azure.com/openai/v1"}}
NAMES = get_args(PresetName)
LOCAL = ("llama.cpp", "lmstudio", "ollama", "vllm")


def given(name: str, **more: Any) -> dict[str, Any]:
    key = {} if name in LOCAL else {"api_key": "k"}
    return {"preset": name, "model": "m", **key, **OWN.get(name, {}), **more}


def at_the_fake(name: str) -> dict[str, Any]:
    """Its properties without address and key, which the kit gives."""
    return {"preset": name, "model": "m"}


def test_every_name_has_a_server():
    assert set(NAMES) == set(PRESETS)


@pytest.mark.parametrize("name", NAMES)
async def test_every_preset_makes_a_client_of_its_server(name: str):
    config = OpenaiLlmConfig.model_validate(given(name))
    resource = OpenaiLlm.resources(config)["client"]
    pool = ResourcePool()
    client = await pool.acquire(resource)
    wanted = PRESETS[name].base_url or OWN[name]["base_url"]
    assert str(client.base_url).rstrip("/") == wanted
    await pool.release(resource)


@pytest.mark.parametrize("name", NAMES)
async def test_every_preset_has_a_conversation_with_a_server_that_takes_no_more_than_it(name: str):
    preset = PRESETS[name]
    refuses = {"max_tokens", "max_completion_tokens"} - {preset.limit}
    if not preset.asks_usage:
        refuses.add("stream_options")
    properties = at_the_fake(name)
    async with connected(properties, refuses=refuses) as (server, harness):
        assert await text(harness) == "Yes."
        (request,) = server.requests
        assert request.body[preset.limit] == 512
        padding = (request.body.get("stream_options") or {}).get("include_obfuscation")
        assert padding is (False if preset.pads else None)


@pytest.mark.parametrize("name", [name for name in NAMES if name not in LOCAL])
def test_a_missing_key_is_told_with_the_name_of_its_variable(name: str):
    with pytest.raises(
        ValidationError, match=rf"api_key is missing.*\{{env:{PRESETS[name].key_env}"
    ):
        OpenaiLlmConfig.model_validate(given(name, api_key=""))


@pytest.mark.parametrize("name", [name for name in NAMES if name != "openai"])
def test_a_missing_model_is_told(name: str):
    with pytest.raises(ValidationError, match=f"model is missing; name one that {name} has"):
        OpenaiLlmConfig.model_validate(given(name, model=""))


def test_azure_needs_an_address_of_its_own():
    with pytest.raises(ValidationError, match=r"https://RESOURCE.openai.azure.com/openai/v1"):
        OpenaiLlmConfig.model_validate(given("azure", base_url=""))


def test_an_unknown_preset_is_told_with_the_known_ones():
    with pytest.raises(ValidationError, match="'groq'"):
        OpenaiLlmConfig.model_validate({"preset": "grok", "api_key": "k", "model": "m"})


def test_a_key_is_not_sent_in_plain_text_to_another_machine():
    url = {"base_url": "http://nas.local:11434/v1", "model": "m"}
    assert OpenaiLlmConfig.model_validate(url).api_key.get_secret_value() == ""
    with pytest.raises(ValidationError, match="should use https"):
        OpenaiLlmConfig.model_validate({**url, "api_key": "k"})


@pytest.mark.parametrize("ending", ["", "/", "/chat/completions", "/responses"])
def test_a_full_address_is_taken_as_well(ending: str):
    config = OpenaiLlmConfig.model_validate({"base_url": f"http://127.0.0.1:9/v1{ending}"})
    assert config.base_url == "http://127.0.0.1:9/v1"


async def test_mistral_gets_an_answer_between_a_tools_result_and_the_user():
    call = {"id": "c1", "type": "function", "function": {"name": "f", "arguments": "{}"}}
    history: list[dict[str, Any]] = [
        {"role": "user", "content": "look"},
        {"role": "assistant", "content": None, "tool_calls": [call]},
        {"role": "tool", "tool_call_id": "c1", "content": "interrupted"},
        {"role": "user", "content": "never mind"},
    ]
    for preset, roles in (("mistral", "uatau"), ("groq", "uatu")):
        async with connected(at_the_fake(preset)) as (server, harness):
            await text(harness, ChatCompletion(list(history), "r1"))
            sent = server.requests[0].body["messages"]
            assert "".join(message["role"][0] for message in sent) == roles


async def test_a_server_that_tells_no_tokens_is_understood():
    async with connected(at_the_fake("fireworks")) as (server, harness):
        server.script(Answer(["Yes."], usage=False))
        assert await text(harness, ask()) == "Yes."
