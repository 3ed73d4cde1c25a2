from __future__ import annotations

import asyncio
import os
from pathlib import Path
from typing import Any

import pytest

from ten_lite.addons import VOICE_INPUTS, VOICE_OUTPUTS, AddonSpec, DumpConfig
from ten_lite.errors import TenLiteError
from ten_lite.kinds import SttExtension, TtsExtension, dump
from ten_lite.messages import AsrResult, ErrorMessage, PcmFrame, TtsAudioEnd, TtsTextInput
from ten_lite.testing import Harness


class Ears(SttExtension[DumpConfig]):
    def hear(self, frame: PcmFrame) -> None:
        self.gave(frame.data, frame.sample_rate_hz)
        if frame.data == b"!!":
            raise RuntimeError("deaf")


class Voice(TtsExtension[DumpConfig]):
    async def synthesize(self, text: str) -> Any:
        """Half samples, too."""
        for letter in text:
            yield letter.encode()


EARS = AddonSpec(
    name="ears",
    kind="stt",
    description="",
    factory=f"{__name__}:Ears",
    inputs=(PcmFrame,),
    outputs=(AsrResult,),
    config=DumpConfig,
)
VOICE = AddonSpec(
    name="voice",
    kind="tts",
    description="",
    factory=f"{__name__}:Voice",
    inputs=VOICE_INPUTS,
    outputs=VOICE_OUTPUTS,
    config=DumpConfig,
)


def dumping(spec: AddonSpec, folder: Path) -> Harness:
    return Harness(spec, {"dump": True, "dump_path": str(folder)})


async def test_the_sound_that_goes_in_is_in_the_file_at_the_end_of_the_session(tmp_path: Path):
    async with dumping(EARS, tmp_path / "new" / "folder") as harness:
        for word in (b"ab", b"cd", b"ef"):
            harness.push(PcmFrame(word, 16_000))
    assert (tmp_path / "new" / "folder" / "addon_asr_in_s1.pcm").read_bytes() == b"abcdef"


async def test_the_sound_is_in_the_file_within_two_seconds(tmp_path: Path):
    async with dumping(EARS, tmp_path) as harness:
        harness.push(PcmFrame(b"ab", 16_000))
        await asyncio.sleep(2)
        assert (tmp_path / "addon_asr_in_s1.pcm").read_bytes() == b"ab"


async def test_what_a_voice_made_is_in_the_file_byte_for_byte(tmp_path: Path):
    async with dumping(VOICE, tmp_path) as harness:
        harness.push(TtsTextInput("r1", "hello", False))
        harness.push(TtsTextInput("r1", "world", True))
        await harness.pull(TtsAudioEnd)
    assert (tmp_path / "addon_dump_s1.pcm").read_bytes() == b"helloworld"


async def test_nothing_is_written_unless_it_is_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.chdir(tmp_path)
    async with Harness(EARS, {}) as harness:
        harness.push(PcmFrame(b"ab", 16_000))
    assert os.listdir(tmp_path) == []


async def test_each_session_begins_its_file_anew(tmp_path: Path):
    for word in (b"ab", b"cd"):
        async with dumping(EARS, tmp_path) as harness:
            harness.push(PcmFrame(word, 16_000))
    assert (tmp_path / "addon_asr_in_s1.pcm").read_bytes() == b"cd"


async def test_a_node_that_is_started_again_writes_on(tmp_path: Path):
    async with dumping(EARS, tmp_path) as harness:
        harness.push(PcmFrame(b"ab", 16_000))
        harness.push(PcmFrame(b"!!", 16_000))
        await asyncio.sleep(1)
        harness.push(PcmFrame(b"cd", 16_000))
    assert (tmp_path / "addon_asr_in_s1.pcm").read_bytes() == b"ab!!cd"


@pytest.mark.parametrize("spec", [EARS, VOICE])
async def test_a_path_that_cannot_be_written_ends_the_configuration_and_is_named(
    tmp_path: Path, spec: AddonSpec
):
    (tmp_path / "file").write_text("")
    with pytest.raises(TenLiteError, match="dump_path") as caught:
        async with dumping(spec, tmp_path / "file" / "folder"):
            pass
    assert str(tmp_path / "file" / "folder") in str(caught.value)


async def test_a_disk_that_is_full_is_told_once_and_the_node_works_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    def full(path: Path, mode: str) -> Any:
        return open("/dev/full", mode)

    monkeypatch.setattr(Path, "open", full)
    async with dumping(VOICE, tmp_path) as harness:
        harness.push(TtsTextInput("r1", "a" * 9_000, True))
        await harness.pull(TtsAudioEnd)
        await asyncio.sleep(3)
        harness.push(TtsTextInput("r2", "b" * 9_000, True))
        await harness.pull(TtsAudioEnd)
        told = [m.code for m in harness.received if isinstance(m, ErrorMessage)]
    assert told == ["dump_failed"]


async def test_a_disk_that_does_not_keep_up_costs_the_dump_and_no_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(dump, "LIMIT_BYTES", 10)
    async with dumping(EARS, tmp_path) as harness:
        for _ in range(10):
            harness.push(PcmFrame(b"ab", 16_000))
        told = [m.code for m in harness.received if isinstance(m, ErrorMessage)]
    assert told == ["dump_failed"]
    assert len((tmp_path / "addon_asr_in_s1.pcm").read_bytes()) < 10
