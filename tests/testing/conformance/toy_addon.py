"""An addon that sends back the sound it gets, as it should; and for each row one that is wrong."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Mapping
from typing import Any, ClassVar

from pydantic import ConfigDict, SecretStr

from ten_lite.addons import AddonConfig, AddonSpec
from ten_lite.messages import PcmFrame, TextData
from ten_lite.runtime import Extension
from ten_lite.testing.conformance import AddonConformance, Provider
from ten_lite.testing.harness import Harness


class EchoConfig(AddonConfig):
    """Properties of the echo."""

    api_key: SecretStr = SecretStr("toy-key-of-the-echo")


class AnyConfig(EchoConfig):
    """Takes everything."""

    model_config = ConfigDict(extra="allow")


class EchoConformance(AddonConformance[Provider]):
    """The kit as an author of another kind of addon would extend it."""

    async def use(self, node: Harness) -> None:
        node.push(PcmFrame(bytes(640)))
        await node.pull(PcmFrame)


class Echo(Extension[EchoConfig]):
    """Does everything right."""

    def on_pcm_frame(self, frame: PcmFrame) -> None:
        self.send(PcmFrame(frame.data))


class StartsSlowly(Echo):
    async def configure(self) -> None:
        await asyncio.sleep(6)

    async def start(self) -> None:
        await asyncio.sleep(6)


class ClingsToItsStart(Echo):
    async def configure(self) -> None:
        try:
            await asyncio.sleep(0.1)
        except asyncio.CancelledError:
            await asyncio.sleep(60)


class OpensFiles(Echo):
    files: ClassVar[list[int]] = []

    async def start(self) -> None:
        self.files.append(os.open(os.devnull, os.O_RDONLY))


class FailsWithoutSound(Echo):
    def on_pcm_frame(self, frame: PcmFrame) -> None:
        if not frame.data:
            raise ValueError("no sound")
        super().on_pcm_frame(frame)


class HoldsUpTheLoop(Echo):
    def on_pcm_frame(self, frame: PcmFrame) -> None:
        time.sleep(0.25)
        super().on_pcm_frame(frame)


class LogsItsKey(Echo):
    async def start(self) -> None:
        self.log.debug("key %s", self.config.api_key.get_secret_value())


class SendsToAll(Echo):
    everybody: ClassVar[list[Echo]] = []

    async def start(self) -> None:
        self.everybody.append(self)

    async def stop(self) -> None:
        self.everybody.remove(self)

    def on_pcm_frame(self, frame: PcmFrame) -> None:
        for other in self.everybody:
            other.send(frame)


def echo(extension: type[Echo] = Echo, **changes: Any) -> AddonSpec:
    """The spec of an echo."""
    fields: dict[str, Any] = {
        "name": "toy_echo",
        "kind": "generic",
        "description": "A toy.",
        "factory": f"{extension.__module__}:{extension.__qualname__}",
        "inputs": (PcmFrame,),
        "outputs": (PcmFrame,),
        "config": EchoConfig,
    }
    return AddonSpec(**{**fields, **changes})


ALSO: Mapping[str, set[str]] = {
    "rt.types": {
        "rt.lifecycle",
        "rt.idempotent_stop",
        "rt.exception",
        "rt.secret",
        "rt.sessions",
    },
}
"""Rows that see the same mistake: this one cannot be loaded."""

WRONG: Mapping[str, AddonSpec] = {
    "rt.lifecycle": echo(StartsSlowly),
    "rt.idempotent_stop": echo(ClingsToItsStart),
    "rt.no_leak": echo(OpensFiles),
    "rt.exception": echo(FailsWithoutSound),
    "rt.block": echo(HoldsUpTheLoop),
    "rt.secret": echo(LogsItsKey),
    "rt.sessions": echo(SendsToAll),
    "rt.schema": echo(config=AnyConfig),
    "rt.types": echo(inputs=(PcmFrame, TextData)),
    "rt.import": echo(name="echo", requires=("pydantic",)),
}
