"""Nodes of the embedded voices with models that need no weights."""

from __future__ import annotations

import dataclasses
import threading
from collections.abc import Mapping
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from ten_lite.addons import AddonConfig
from ten_lite.messages import PcmFrame
from ten_lite.runtime import Resource
from ten_lite_local import LOCAL_STT, LOCAL_TURN_DETECTOR, LOCAL_VAD
from ten_lite_local.cancel import CancelToken
from ten_lite_local.config import LocalSttConfig, LocalVadConfig
from ten_lite_local.stt import LocalStt
from ten_lite_local.turn_detector import LocalTurnDetector
from ten_lite_local.vad import LocalVad
from ten_lite_local.workers import worker_resource

Samples = NDArray[np.float32]

LOUD = b"\x00\x40"
FRAME_MS = 32


def loud(windows: int) -> list[PcmFrame]:
    """Frames of 32 ms, a window of the speech detection each."""
    return [PcmFrame(LOUD * 512) for _ in range(windows)]


def quiet(windows: int) -> list[PcmFrame]:
    return [PcmFrame(bytes(1024)) for _ in range(windows)]


class Loudness:
    """Takes loud windows for speech."""

    def run(self, window: Samples, state: Samples) -> tuple[float, Samples]:
        return float(np.abs(window[0, 64:]).max() > 0.1), state


class Counter:
    """Hears as many words as there are loud seconds; remembers how much it was given, in ms.

    While ``may_run`` is not set, its thread waits.
    """

    runs: ClassVar[list[int]] = []
    may_run: ClassVar[threading.Event] = threading.Event()

    @classmethod
    def reset(cls) -> None:
        cls.runs = []
        cls.may_run = threading.Event()
        cls.may_run.set()

    def transcribe(self, samples: Samples, *, cancel: CancelToken) -> str:
        self.may_run.wait(5)
        cancel.raise_if_cancelled()
        self.runs.append(len(samples) // 16)
        return " ".join(["word"] * int(np.count_nonzero(samples) // 16_000))

    def finished(self, samples: Samples, *, cancel: CancelToken) -> float:
        self.may_run.wait(5)
        cancel.raise_if_cancelled()
        self.runs.append(len(samples) // 16)
        return float(np.abs(samples[-1600:]).max() < 0.1)


class FakeVad(LocalVad):
    @classmethod
    def resources(cls, config: LocalVadConfig) -> Mapping[str, Resource[Any]]:
        return {"model": worker_resource("loudness", None, Loudness)}


class FakeStt(LocalStt):
    @classmethod
    def resources(cls, config: LocalSttConfig) -> Mapping[str, Resource[Any]]:
        return {"model": worker_resource("counter", None, Counter)}


class FakeDetector(LocalTurnDetector):
    @classmethod
    def resources(cls, config: AddonConfig) -> Mapping[str, Resource[Any]]:
        return {"model": worker_resource("counter", None, Counter)}


VAD = dataclasses.replace(LOCAL_VAD, factory=f"{__name__}:FakeVad")
STT = dataclasses.replace(LOCAL_STT, factory=f"{__name__}:FakeStt")
DETECTOR = dataclasses.replace(LOCAL_TURN_DETECTOR, factory=f"{__name__}:FakeDetector")
