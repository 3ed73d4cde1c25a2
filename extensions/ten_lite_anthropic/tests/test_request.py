"""What is asked of the server, and which properties there are."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest
from pydantic import ValidationError

from ten_lite.addons import PORTABLE
from ten_lite_anthropic import ANTHROPIC_LLM
from ten_lite_anthropic.config import AnthropicLlmConfig
from ten_lite_anthropic.request import request_body
from ten_lite_anthropic.tests.kit import ask, connected, deltas

CACHED = {"type": "ephemeral"}


def body(properties: dict[str, Any] | None = None, **request: Any) -> dict[str, Any]:
    given = {"api_key": "k", **(properties or {})}
    return request_body(AnthropicLlmConfig.model_validate(given), ask(**request))


async def test_the_request_has_key_version_and_marks_for_the_cache():
    given = {"model": "m-1", "max_tokens": 99, "prompt": "Be brief."}
    async with connected(given) as (server, harness):
        await deltas(harness)
        (request,) = server.requests
        assert request.headers["authorization"] == "Bearer test-key"
        assert request.headers["anthropic-version"] == "2026-10-21"
        assert request.body == {
            "model": "m-1",
            "system": [{"type": "text", "text": "Be brief.", "cache_control": CACHED}],
            "messages": [{"role": "user", "content": [{"type": "text", "text": "hello"}]}],
            "max_tokens": 99,
            "cache_control": CACHED,
            "stream": True,
        }


def test_without_prompt_caching_there_are_no_marks():
    assert "cache_control" not in str(body({"prompt_caching": False, "prompt": "Be brief."}))


def test_the_default_model_does_not_think_unless_told_and_others_are_not_asked():
    assert body()["thinking"] == {"type": "disabled"}
    assert body({"thinking": "adaptive"})["thinking"] == {"type": "adaptive"}
    assert "thinking" not in body({"model": "claude-opus-5-5"})


def test_effort_is_sent_when_it_is_set():
    assert body({"effort": "low"})["output_config"] == {"effort": "low"}
    assert "output_config" not in body()


def test_the_requests_parameters_win_over_extra_params_and_those_over_the_rest():
    sent = body(
        {"max_tokens": 1, "extra_params": {"max_tokens": 2, "service_tier": "auto"}},
        parameters={"service_tier": "standard_only", "max_completion_tokens": 3},
    )
    assert (sent["service_tier"], sent["max_tokens"]) == ("standard_only", 3)
    assert body({"extra_params": {"max_tokens": 2}})["max_tokens"] == 2


async def test_sampling_of_other_models_in_the_request_does_no_harm():
    async with connected() as (server, harness):
        await deltas(harness, ask(parameters={"temperature": 0.2, "top_p": 1, "seed": 7}))
        assert not {"temperature", "top_p", "seed"} & set(server.requests[0].body)


def test_parameters_cannot_replace_what_is_asked():
    sent = body(parameters={"model": "other", "messages": [], "stream": False})
    assert (sent["model"], sent["stream"]) == ("claude-haiku-5-5", True)
    assert sent["messages"]


async def test_tools_are_offered_in_anthropics_shape():
    tools = (
        {
            "name": "clock",
            "description": "Tells the time.",
            "parameters": {"properties": {"zone": {"type": "string"}}, "required": ["zone"]},
        },
        {"name": "dice"},
    )
    async with connected() as (server, harness):
        await deltas(harness, ask(tools=tools))
        assert server.requests[0].body["tools"] == [
            {
                "name": "clock",
                "description": "Tells the time.",
                "input_schema": {
                    "type": "object",
                    "properties": {"zone": {"type": "string"}},
                    "required": ["zone"],
                },
            },
            {"name": "dice", "input_schema": {"type": "object", "properties": {}}},
        ]


def test_the_prompt_is_for_requests_that_bring_none():
    request = ask()
    config = AnthropicLlmConfig(api_key="k", prompt="Be brief.", prompt_caching=False)
    assert request_body(config, request)["system"] == [{"type": "text", "text": "Be brief."}]
    request.messages.insert(0, {"role": "system", "content": "Be kind."})
    assert request_body(config, request)["system"] == [{"type": "text", "text": "Be kind."}]


def test_without_a_prompt_there_is_no_system():
    assert "system" not in body()


async def test_a_server_without_keys_does_not_get_the_environments_key(
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setenv("ANTHROPIC_API_KEY", "sk-secret")
    async with connected({"api_key": ""}, api_key="none") as (server, harness):
        await deltas(harness)
        assert "sk-secret" not in str(server.requests[0].headers)


async def test_a_proxy_is_used():
    async with connected() as (proxy, _):
        given = {"base_url": "http://localhost:9", "proxy_url": proxy.base_url, "max_retries": 0}
        async with connected(given) as (_, harness):
            with pytest.raises(Exception, match="failed"):
                await deltas(harness)
        assert proxy.requests[0].path == "http://localhost:9/v1/messages"


def test_an_empty_text_stands_for_a_property_that_is_not_given():
    config = AnthropicLlmConfig.model_validate({"api_key": "k", "model": "", "base_url": ""})
    assert (config.model, config.base_url) == ("claude-haiku-5-5", "https://api.anthropic.com")


def test_a_full_address_is_understood_and_the_key_is_not_shown():
    config = AnthropicLlmConfig.model_validate(
        {"api_key": "sk-1", "base_url": "https://api.anthropic.com/v1/messages"}
    )
    assert config.base_url == "https://api.anthropic.com"
    assert "sk-1" not in repr(config)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({}, "api_key is missing"),
        ({"api_key": "", "base_url": "https://api.anthropic.com/v1"}, "api_key is missing"),
        ({"base_url": "http://example.com"}, "https"),
        ({"api_key": "k", "max_retries": 3}, "max_retries"),
        ({"api_key": "k", "max_tokens": 0}, "max_tokens"),
        ({"api_key": "k", "thinking": "enabled"}, "thinking"),
        ({"api_key": "k", "modle": "m"}, "modle"),
    ],
    ids=str,
)
def test_a_wrong_property_is_refused_by_name(wrong: dict[str, Any], words: str):
    with pytest.raises(ValidationError, match=words):
        AnthropicLlmConfig.model_validate(wrong)


def test_every_property_has_a_description_and_the_portable_ones_are_marked():
    fields = AnthropicLlmConfig.model_fields
    assert all(field.description for field in fields.values())
    portable = {name for name, field in fields.items() if PORTABLE in field.metadata}
    assert portable == {"prompt", "max_tokens"}


def test_sampling_is_known_to_have_no_effect():
    assert {ANTHROPIC_LLM.renamed[name] for name in ("temperature", "top_p", "top_k")} == {""}
    assert not set(ANTHROPIC_LLM.renamed) & set(AnthropicLlmConfig.model_fields)


@pytest.mark.real_time
def test_the_package_is_imported_without_the_sdk():
    check = (
        "import sys, ten_lite_anthropic; "
        "sys.exit(any(name.partition('.')[0] in ('anthropic', 'httpx2') for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", check], check=False).returncode == 0
