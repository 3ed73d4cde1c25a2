"""Which providers a call is made with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ten_lite.testing.providers import FakeDeepgram, FakeElevenLabs, spell
from ten_lite.testing.providers.anthropic import FakeAnthropic
from ten_lite.testing.providers.openai import FakeOpenai

__all__ = ["PROVIDERS", "Providers", "Stage"]

APOLOGY_SPOKEN = "Sorry"
OPENAI_RATE_HZ = 24_000


@dataclass(frozen=True, slots=True)
class Stage:
    """One provider.

    Attributes:
        addon: The addon.
        server: Makes its fake.
        url: What the addon's ``base_url`` is, once the fake is there.
        key: The key that the fake takes.
        properties: More of the addon.
    """

    addon: str
    server: Callable[[], Any]
    url: Callable[[Any], str]
    key: str
    properties: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Providers:
    """One for each stage of a call.

    Attributes:
        stages: By name of the node.
        apology: The sound of the apology, as the voice speaks it.
        needs_vad: Whether the recogniser has to be told where speech ends.
    """

    stages: Mapping[str, Stage]
    apology: bytes
    needs_vad: bool = False


OPENAI_KEY = "test-key"
PROVIDERS: Mapping[str, Providers] = {
    "deepgram": Providers(
        {
            "stt": Stage("deepgram_stt", FakeDeepgram, lambda server: server.url, "dg-key"),
            "llm": Stage("openai_llm", FakeOpenai, lambda server: server.base_url, OPENAI_KEY),
            "tts": Stage("elevenlabs_tts", FakeElevenLabs, lambda server: server.url, "el-key"),
        },
        spell(APOLOGY_SPOKEN),
    ),
    "openai": Providers(
        {
            "stt": Stage("openai_stt", FakeOpenai, lambda server: server.base_url, OPENAI_KEY),
            "llm": Stage(
                "anthropic_llm",
                lambda: FakeAnthropic(api_key="an-key"),
                lambda server: server.base_url,
                "an-key",
            ),
            "tts": Stage(
                "openai_tts",
                FakeOpenai,
                lambda server: server.base_url,
                OPENAI_KEY,
                {"server_rate_hz": 16_000},  # resampled, the apology would not be known again
            ),
        },
        spell(APOLOGY_SPOKEN, sample_rate_hz=OPENAI_RATE_HZ),
        needs_vad=True,
    ),
}
"""By name; what uses gRPC is not among them, as a call in virtual time needs one thread."""
