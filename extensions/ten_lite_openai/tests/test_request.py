"""What is asked of the server, and which properties there are."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest
from pydantic import ValidationError

from ten_lite.addons import PORTABLE, AddonRegistry
from ten_lite_openai import OPENAI_LLM
from ten_lite_openai.config import OpenaiLlmConfig
from ten_lite_openai.request import chat_body
from ten_lite_openai.tests.kit import ask, connected, deltas

LOCAL = "http://127.0.0.1:9/v1"


def body(properties: dict[str, Any] | None = None, **request: Any) -> dict[str, Any]:
    given = {"base_url": LOCAL, **(properties or {})}
    return chat_body(OpenaiLlmConfig.model_validate(given), ask(**request))


async def test_the_request_has_key_model_messages_and_asks_for_a_stream_with_usage():
    async with connected({"model": "m-1", "max_tokens": 99}) as (server, harness):
        await deltas(harness)
        (request,) = server.requests
        assert request.headers["authorization"] == "Bearer test-key"
        assert request.body == {
            "model": "m-1",
            "messages": [{"role": "user", "content": "hello"}],
            "max_tokens": 99,
            "stream": True,
            "stream_options": {"include_usage": True},
        }


def test_only_the_sampling_that_is_set_is_sent():
    sampling = {
        "temperature": 0.0,
        "top_p": 0.5,
        "frequency_penalty": 0.9,
        "presence_penalty": -1.0,
        "reasoning_effort": "low",
    }
    sent = body(sampling)
    assert {name: sent[name] for name in sampling} == sampling
    assert not set(sampling) & set(body())


def test_openai_gets_the_limit_by_its_new_name_and_no_padding_and_its_default_model_is_quick():
    for url in ("https://api.openai.com/v1", "https://eu.api.openai.com/v1", "https://x.azure.com"):
        sent = body({"base_url": url, "api_key": "k"})
        assert sent["max_completion_tokens"] == 512
        assert "max_tokens" not in sent
        assert sent["stream_options"]["include_obfuscation"] is False
        assert sent["reasoning_effort"] == "none"
    other = body({"base_url": "https://api.openai.com.example.org/v1", "api_key": "k"})
    assert other["max_tokens"] == 512
    assert "reasoning_effort" not in body({"api_key": "k", "base_url": "", "model": "gpt-4"})


def test_the_requests_parameters_win_over_extra_params_and_those_over_the_rest():
    sent = body(
        {"temperature": 0.1, "top_p": 0.1, "extra_params": {"top_p": 0.2, "seed": 1}},
        parameters={"seed": 2, "tool_choice": "none", "max_tokens": 5},
    )
    assert (sent["temperature"], sent["top_p"], sent["seed"]) == (0.1, 0.2, 2)
    assert (sent["tool_choice"], sent["max_tokens"]) == ("none", 5)


def test_the_limit_can_be_sent_by_its_other_name():
    sent = body({"extra_params": {"max_completion_tokens": 7}}, parameters={"max_tokens": 5})
    assert sent["max_completion_tokens"] == 5
    assert "max_tokens" not in sent


def test_parameters_cannot_replace_what_is_asked():
    sent = body(parameters={"model": "other", "messages": [], "stream": False})
    assert (sent["model"], sent["stream"]) == ("gpt-5.4-mini", True)
    assert sent["messages"]


async def test_tools_are_offered_in_openais_shape_over_the_wire():
    tools = (
        {"name": "clock", "description": "Tells the time.", "parameters": {"type": "object"}},
        {"name": "dice"},
    )
    async with connected() as (server, harness):
        await deltas(harness, ask(tools=tools))
        assert server.requests[0].body["tools"] == [
            {
                "type": "function",
                "function": {
                    "name": "clock",
                    "description": "Tells the time.",
                    "parameters": {"type": "object"},
                },
            },
            {
                "type": "function",
                "function": {
                    "name": "dice",
                    "description": "",
                    "parameters": {"type": "object", "properties": {}},
                },
            },
        ]


def test_the_prompt_is_for_requests_that_bring_none():
    request = ask()
    config = OpenaiLlmConfig.model_validate({"base_url": LOCAL, "prompt": "Be brief."})
    assert chat_body(config, request)["messages"][0] == {
        "role": "system",
        "content": "Be brief.",
    }
    request.messages.insert(0, {"role": "system", "content": "Be kind."})
    assert chat_body(config, request)["messages"] == request.messages


async def test_a_server_without_keys_does_not_get_the_environments_key(
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setenv("OPENAI_API_KEY", "sk-secret")
    async with connected({"api_key": ""}, api_key="none") as (server, harness):
        await deltas(harness)
        assert "sk-secret" not in str(server.requests[0].headers)


async def test_a_proxy_is_used():
    nowhere = {"base_url": "http://nowhere.invalid/v1", "api_key": "", "max_retries": 0}
    async with connected(nowhere) as (server, _):
        given = {**nowhere, "proxy_url": server.base_url.removesuffix("/v1")}
        async with connected(given) as (_, harness):
            with pytest.raises(Exception, match="failed"):
                await deltas(harness)
        assert server.requests[0].path == "http://nowhere.invalid/v1/chat/completions"


def test_the_node_of_tens_example_is_accepted_as_it_is():
    config = OpenaiLlmConfig.model_validate(
        {
            "base_url": "https://api.openai.com/v1",
            "api_key": "sk-1",
            "frequency_penalty": 0.9,
            "model": "",
            "max_tokens": 512,
            "prompt": "",
            "proxy_url": "",
            "temperature": "",
        }
    )
    assert config.model == "gpt-5.4-mini"
    assert config.temperature is None
    assert "sk-1" not in repr(config)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"base_url": "https://api.openai.com/v1"}, "api_key is missing"),
        ({"base_url": "", "api_key": ""}, "api_key is missing"),
        ({"base_url": "ftp://x", "api_key": "k"}, "base_url"),
        ({"api_key": "k", "max_retries": 3}, "max_retries"),
        ({"api_key": "k", "temprature": 1}, "temprature"),
        ({"api_key": "k", "temperature": 3}, "temperature"),
    ],
    ids=str,
)
def test_a_wrong_property_is_refused_by_name(wrong: dict[str, Any], words: str):
    with pytest.raises(ValidationError, match=words):
        OpenaiLlmConfig.model_validate(wrong)


def test_every_property_has_a_description_and_the_portable_ones_are_marked():
    fields = OpenaiLlmConfig.model_fields
    assert all(field.description for field in fields.values())
    portable = {name for name, field in fields.items() if PORTABLE in field.metadata}
    assert portable == {"prompt", "temperature", "max_tokens"}


def test_tens_name_leads_here_and_its_other_properties_are_known():
    assert AddonRegistry().get("openai_llm2_python") is AddonRegistry().get("openai_llm")
    assert set(OPENAI_LLM.renamed) >= {"greeting", "max_memory_length", "vendor"}
    assert not set(OPENAI_LLM.renamed) & set(OpenaiLlmConfig.model_fields)


@pytest.mark.real_time
def test_the_package_is_imported_without_the_sdk():
    check = (
        "import sys, ten_lite_openai; "
        "sys.exit(any(name.partition('.')[0] in ('openai', 'httpx2') for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", check], check=False).returncode == 0
