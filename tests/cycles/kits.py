"""What each addon is given to do, and who stands in its provider's place."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Callable, Mapping
from contextlib import AsyncExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Any, Self

from ten_lite.addons import AddonSpec
from ten_lite.addons.spec import load_object
from ten_lite.messages import (
    AsrResult,
    ChatCompletion,
    Message,
    PcmFrame,
    TextData,
    ToolCall,
    ToolRegister,
    TurnCheck,
)
from ten_lite.testing import Harness
from ten_lite.testing.conformance import AddonConformance, Conformance, Provider, SttProvider
from ten_lite.testing.conformance.kits import kit_for
from ten_lite.testing.conformance.stt_kit import SttKit
from ten_lite.testing.providers import say_numbers
from ten_lite_weather.tests.kit import FakeWeather

__all__ = ["has_provider", "kit_of"]

SMALL: Mapping[str, Mapping[str, Any]] = {"local_llm": {"max_tokens": 4, "examples": ()}}
"""Properties that make the work small."""
ROOT = Path(__file__).parents[2]
RECORDING = ROOT / "tests" / "speech" / "assistant_17.wav"
MCP_SERVER = ROOT / "extensions" / "ten_lite_mcp" / "tests" / "old_server.py"
FRAMES = 25
"""Half a second of sound."""


def kit_of(addon: AddonSpec) -> type[Conformance[Any]]:
    """The conformance kit of ``addon``, with small work and no wait that is not needed."""
    base = kit_for(addon)
    names: dict[str, Any] = {"addon": addon, "properties": SMALL.get(addon.name, {})}
    if not addon.conformance_provider:
        names["provider"] = staticmethod(lambda: _provider(addon))
    bases = (base,)
    if addon.kind == "stt":
        bases = (_Utterance, base)
    elif base is AddonConformance:
        bases = (_Samples, base)
    return type(f"CyclesOf{addon.name}", bases, names)


class _Utterance(SttKit):
    """Sound as fast as it is taken, and not as it is spoken: this is no test of time."""

    async def hear(
        self,
        node: Harness,
        sound: bytes,
        *,
        sample_rate_hz: int = 16_000,
        channels: int = 1,
        frame_ms: int = 100,
    ) -> None:
        size = sample_rate_hz * frame_ms // 1000 * 2 * channels
        for at in range(0, len(sound), size):
            node.push(PcmFrame(sound[at : at + size], sample_rate_hz, channels))
            await asyncio.sleep(0.01)


class _Samples(Conformance[Provider]):
    """One of each message it takes; of a tool, a call of the first that it offers."""

    async def use(self, node: Harness) -> None:
        if ToolRegister in self.addon.outputs:
            tool = (await node.pull(ToolRegister)).tool
            needed = tool["parameters"].get("required", ())
            await node.call(ToolCall("1", tool["name"], dict.fromkeys(needed, "1"))).result()
            return
        for cls, samples in SAMPLES.items():
            if cls not in self.addon.inputs:
                continue
            for sample in samples:
                if cls.kind == "cmd":
                    await node.call(sample).result()
                else:
                    node.push(sample)
                await asyncio.sleep(0.01)
        if ChatCompletion in self.addon.outputs:
            await node.pull(ChatCompletion)


SAMPLES: Mapping[type[Message], list[Message]] = {
    PcmFrame: [PcmFrame(say_numbers("one")[:640]) for _ in range(FRAMES)],
    TurnCheck: [TurnCheck("and then I would like to")],
    AsrResult: [AsrResult("hello", False), AsrResult("hello there", True)],
    TextData: [TextData("good morning")],
}


class _Fake(SttProvider):
    """What stands in for a provider; on the wall clock, as it does not say whether it must."""

    real_time = True

    def __init__(self, fake: Any) -> None:
        super().__init__()
        self._fake = fake

    async def __aenter__(self) -> Self:
        async with AsyncExitStack() as stack:
            await stack.enter_async_context(self._fake)
            if hasattr(self._fake, "improvise"):
                self._fake.improvise()
            told = self._fake.properties.items()
            self.properties = {name: value for name, value in told if value is not None}
            self._stack = stack.pop_all()
        return self

    async def __aexit__(
        self,
        error_type: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self._stack.aclose()

    def speech(self, *words: str, sample_rate_hz: int = 16_000) -> bytes:
        """Loud enough for fakes that hear a sentence in any sound."""
        return say_numbers(*words, sample_rate_hz=sample_rate_hz)


class _Nobody(SttProvider):
    """For addons that work by themselves."""

    recording = RECORDING


class _Mcp(Provider):
    """A program that offers one tool."""

    real_time = True

    async def __aenter__(self) -> Self:
        self._folder = TemporaryDirectory()
        tool = {"name": "add", "inputSchema": {"type": "object"}}
        with open(f"{self._folder.name}/tools.json", "w") as file:  # noqa: ASYNC230
            json.dump([tool], file)
        self.properties = {"command": [sys.executable, str(MCP_SERVER), self._folder.name]}
        return self

    async def __aexit__(
        self,
        error_type: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._folder.cleanup()


class _Weather(Provider):
    """weatherapi.com."""

    async def __aenter__(self) -> Self:
        self._server = await FakeWeather().__aenter__()
        self.properties = {"api_key": "key", "base_url": self._server.url}
        return self

    async def __aexit__(
        self,
        error_type: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self._server.__aexit__()


OWN: Mapping[str, Callable[[], Provider]] = {"mcp_tools": _Mcp, "weather_tool": _Weather}


def has_provider(addon: AddonSpec) -> bool:
    """Whether somebody stands in for the provider of ``addon``."""
    return bool(addon.conformance_provider or addon.fake_provider or addon.name in OWN)


def _provider(addon: AddonSpec) -> Provider:
    if addon.fake_provider:
        return _Fake(load_object(addon, addon.fake_provider)())
    return OWN.get(addon.name, _Nobody)()
