"""Which error a refusal becomes, and what its text tells."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from pydantic import SecretStr

from ten_lite.errors import CommandError, ProviderError
from ten_lite.kinds import llm_failure


@dataclass
class Config:
    base_url: str = "https://user@api.example.com/v1"
    model: str = "m-1"
    api_key: SecretStr = field(default_factory=lambda: SecretStr("sk-1"))


@pytest.mark.parametrize("status", [0, 408, 409, 429, 500, 503, 529])
def test_what_may_pass_can_be_retried(status: int):
    error = llm_failure("v", Config(), "busy", status=status, code="c")
    assert isinstance(error, ProviderError)
    assert (error.retryable, error.vendor, error.code) == (True, "v", "c")


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (401, '"api_key" is refused'),
        (403, '"api_key" is refused'),
        (402, "no credit left"),
        (404, 'check "model" (m-1)'),
    ],
)
def test_what_only_the_operator_can_mend_is_for_good(status: int, words: str):
    error = llm_failure("v", Config(), "no", status=status)
    assert isinstance(error, ProviderError)
    assert not error.retryable
    assert words in str(error)


def test_an_account_without_credit_is_for_good_whatever_the_status():
    error = llm_failure("v", Config(), "no", status=429, out_of_credit=True)
    assert isinstance(error, ProviderError)
    assert not error.retryable


@pytest.mark.parametrize("status", [400, 413, 422])
def test_a_refused_request_says_nothing_about_the_next(status: int):
    assert isinstance(llm_failure("v", Config(), "no", status=status), CommandError)


def test_the_text_is_short_on_one_line_and_without_the_key():
    text = str(
        llm_failure("v", Config(), f"key sk-1\n\nis wrong {'x' * 900}", status=500, code="c")
    )
    assert text.startswith("api.example.com (500 c): key ********** is wrong xxx")
    assert len(text) < 350
    assert "\n" not in text


@pytest.mark.parametrize(
    ("headers", "asked_s"),
    [
        ({"retry-after": "4"}, 4.0),
        ({"retry-after-ms": "250", "retry-after": "4"}, 0.25),
        ({"retry-after": "Sat, 21 Nov 2026 09:00:00 GMT"}, 0.0),
        ({"retry-after": "-1"}, 0.0),
        ({}, 0.0),
    ],
    ids=str,
)
def test_the_pause_that_the_server_asks_for_is_told(headers: dict[str, str], asked_s: float):
    error = llm_failure("v", Config(), "busy", status=429, headers=headers)
    assert isinstance(error, ProviderError)
    assert error.retry_after_s == asked_s
