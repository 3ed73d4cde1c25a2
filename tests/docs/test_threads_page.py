"""What the page about threads shows works with SDKs that block and call back from threads."""

from __future__ import annotations

import importlib.util
import re
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from ten_lite.addons import VOICE_INPUTS, VOICE_OUTPUTS, AddonSpec, DumpConfig
from ten_lite.messages import Notice, TtsAudioEnd, TtsTextInput
from ten_lite.testing import Harness

PAGE = Path(__file__).parents[2] / "docs" / "explanation" / "threads-and-sdks.md"
NAME = "shown_about_threads"

pytestmark = pytest.mark.real_time


class Answer:
    def __init__(self, samples: bytes) -> None:
        self.samples = samples
        self.is_closed = False

    def read(self, size: int) -> bytes:
        piece, self.samples = self.samples[:size], self.samples[size:]
        return piece

    def close(self) -> None:
        self.is_closed = True


class Acme(ModuleType):
    """An SDK that blocks, and rings from a thread of its own."""

    def __init__(self) -> None:
        super().__init__("acme")
        self.answers: list[Answer] = []
        self.rung_in = ""

    def speak(self, text: str, *, timeout: float) -> Answer:
        self.answers.append(Answer(bytes(6400)))
        return self.answers[-1]

    def watch(self, on_ring: Callable[[str], None]) -> Any:
        def ring() -> None:
            self.rung_in = threading.current_thread().name
            on_ring("Ann")

        bell = threading.Thread(target=ring, name="bell")
        bell.start()
        bell.close = bell.join  # type: ignore[attr-defined]
        return bell


@pytest.fixture
def acme(monkeypatch: pytest.MonkeyPatch) -> Acme:
    sdk = Acme()
    monkeypatch.setitem(sys.modules, "acme", sdk)
    blocks = re.findall(r"```python\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader(NAME, None))  # type: ignore[arg-type]
    monkeypatch.setitem(sys.modules, NAME, module)
    for block in blocks:
        exec(compile(block, str(PAGE), "exec"), module.__dict__)
    return sdk


async def test_the_voice_reads_a_blocking_sdk_and_closes_its_answer(acme: Acme) -> None:
    spec = AddonSpec(
        name="acme_tts",
        kind="tts",
        description="",
        factory=f"{NAME}:AcmeTts",
        inputs=VOICE_INPUTS,
        outputs=VOICE_OUTPUTS,
        config=DumpConfig,
    )
    async with Harness(spec) as node:
        node.push(TtsTextInput("r1", "Good morning.", True))
        assert (await node.pull(TtsAudioEnd)).duration_ms == 200
    assert acme.answers[0].is_closed


async def test_what_a_thread_of_the_sdk_tells_comes_in_by_the_door(acme: Acme) -> None:
    spec = AddonSpec(
        name="doorbell",
        kind="generic",
        description="",
        factory=f"{NAME}:Doorbell",
        outputs=(Notice,),
    )
    async with Harness(spec) as node:
        assert (await node.pull(Notice)).text == "Ann is at the door."
    assert acme.rung_in == "bell"
