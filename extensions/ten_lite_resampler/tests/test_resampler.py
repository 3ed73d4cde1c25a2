from __future__ import annotations

import asyncio
from itertools import count

import numpy as np
import pytest
from numpy.typing import NDArray
from pydantic import ValidationError

from ten_lite.messages import PcmFrame
from ten_lite.testing import Harness
from ten_lite_resampler import RESAMPLER, ten_lite_addons

AMPLITUDE = 12_000
sequence = count(1_000)


def tone(rate: int, ms: int, *, hz: float = 440) -> bytes:
    moments = np.arange(rate * ms // 1000) / rate
    return np.rint(AMPLITUDE * np.sin(2 * np.pi * hz * moments)).astype("<i2").tobytes()


def stereo(left: bytes, right: bytes) -> bytes:
    sides = [np.frombuffer(side, dtype="<i2") for side in (left, right)]
    return np.stack(sides, axis=1).tobytes()


def frames(data: bytes, rate: int, channels: int = 1, *, ms: int = 20) -> list[PcmFrame]:
    size = 2 * channels * (rate * ms // 1000)
    return [PcmFrame(data[at : at + size], rate, channels) for at in range(0, len(data), size)]


def answer(data: bytes, rate: int, *, turn_id: int = 1, epoch: int = 0) -> list[PcmFrame]:
    """Frames that are part of an answer."""
    made = frames(data, rate)
    for frame in made:
        frame.sequence, frame.fenced = next(sequence), True
        frame.turn_id, frame.epoch = turn_id, epoch
    return made


async def heard(harness: Harness, *, after_s: float = 1.0) -> NDArray[np.float64]:
    """The samples of all channels that came out, when nothing more comes."""
    await asyncio.sleep(after_s)
    sound = [message for message in harness.received if isinstance(message, PcmFrame)]
    harness.received.clear()
    return np.frombuffer(b"".join(frame.data for frame in sound), dtype="<i2").astype(float)


def noise_share(samples: NDArray[np.float64], rate: int, hz: float) -> float:
    """The part of the power that does not lie within 10 Hz of ``hz``; edges are left out."""
    inner = samples[rate // 20 : -rate // 20]
    power = np.abs(np.fft.rfft(inner * np.hanning(len(inner)))) ** 2
    off = np.abs(np.fft.rfftfreq(len(inner), 1 / rate) - hz) >= 10
    return float(power[off].sum() / power.sum())


@pytest.mark.parametrize("from_hz", [8_000, 16_000, 22_050, 44_100, 48_000])
@pytest.mark.parametrize("to_hz", [8_000, 16_000, 24_000])
async def test_ten_seconds_of_a_tone_stay_a_tone_and_ten_seconds(from_hz: int, to_hz: int) -> None:
    async with Harness(RESAMPLER, {"sample_rate_hz": to_hz}) as harness:
        for frame in frames(tone(from_hz, 10_000), from_hz):
            harness.push(frame)
        samples = await heard(harness)
        assert abs(len(samples) / to_hz - 10) < 0.001
        assert noise_share(samples, to_hz, 440) < 1e-6
        assert samples.max() == pytest.approx(AMPLITUDE, rel=0.01)


async def test_every_frame_that_is_sent_has_the_wanted_format() -> None:
    async with Harness(RESAMPLER, {"sample_rate_hz": 24_000, "channels": 2}) as harness:
        for rate, channels in ((8_000, 1), (24_000, 1), (24_000, 2), (48_000, 2), (16_000, 3)):
            harness.push(PcmFrame(bytes(2 * channels * rate), rate, channels))
        await asyncio.sleep(1)
        sound = [m for m in harness.received if isinstance(m, PcmFrame)]
        assert {(f.sample_rate_hz, f.channels) for f in sound} == {(24_000, 2)}
        assert sum(f.duration_ms for f in sound) == pytest.approx(5_000, abs=1)


async def test_sound_in_the_wanted_format_goes_through_as_the_same_object() -> None:
    async with Harness(RESAMPLER) as harness:
        sent = frames(tone(16_000, 100), 16_000)
        for frame in sent:
            harness.push(frame)
        assert [id(frame) for frame in harness.received] == [id(frame) for frame in sent]


async def test_sounds_of_mixed_rates_come_out_whole_and_in_order() -> None:
    rates = (8_000, 48_000, 16_000, 22_050)
    async with Harness(RESAMPLER) as harness:
        for hz, rate in zip((300, 500, 700, 900), rates, strict=True):
            for frame in frames(tone(rate, 1_000, hz=hz), rate):
                harness.push(frame)
        samples = await heard(harness)
        assert abs(len(samples) - 4 * 16_000) <= 16
        for place, hz in enumerate((300, 500, 700, 900)):
            second = samples[place * 16_000 : (place + 1) * 16_000]
            assert noise_share(second, 16_000, hz) < 1e-5


async def test_stereo_is_mixed_to_mono() -> None:
    async with Harness(RESAMPLER) as harness:
        both = stereo(tone(48_000, 1_000), bytes(2 * 48_000))
        for frame in frames(both, 48_000, 2):
            harness.push(frame)
        samples = await heard(harness)
        assert len(samples) == pytest.approx(16_000, abs=16)
        assert samples.max() == pytest.approx(AMPLITUDE / 2, rel=0.01)


@pytest.mark.parametrize("rate", [16_000, 48_000])
async def test_mono_goes_to_both_sides(rate: int) -> None:
    async with Harness(RESAMPLER, {"sample_rate_hz": 16_000, "channels": 2}) as harness:
        for frame in frames(tone(rate, 1_000), rate):
            harness.push(frame)
        samples = await heard(harness)
        assert len(samples) == pytest.approx(2 * 16_000, abs=32)
        assert (samples[0::2] == samples[1::2]).all()


async def test_the_sides_of_stereo_stay_apart() -> None:
    async with Harness(RESAMPLER, {"sample_rate_hz": 24_000, "channels": 2}) as harness:
        both = stereo(tone(48_000, 1_000, hz=400), tone(48_000, 1_000, hz=900))
        for frame in frames(both, 48_000, 2):
            harness.push(frame)
        samples = await heard(harness)
        assert noise_share(samples[0::2], 24_000, 400) < 1e-6
        assert noise_share(samples[1::2], 24_000, 900) < 1e-6


async def test_the_end_of_a_sound_is_sent_after_the_gap_and_not_before() -> None:
    async with Harness(RESAMPLER, {"gap_ms": 300}) as harness:
        for frame in frames(tone(48_000, 1_000), 48_000):
            harness.push(frame)
            await asyncio.sleep(0.02)
        so_far = await heard(harness, after_s=0.25)
        assert len(so_far) < 16_000
        rest = await heard(harness, after_s=0.05)
        assert len(so_far) + len(rest) == pytest.approx(16_000, abs=16)


async def test_sound_after_a_gap_begins_anew() -> None:
    async with Harness(RESAMPLER) as harness:
        for _ in range(2):
            for frame in frames(tone(48_000, 500), 48_000):
                harness.push(frame)
            samples = await heard(harness)
            assert len(samples) == pytest.approx(8_000, abs=8)
            assert noise_share(samples, 16_000, 440) < 1e-5


async def test_the_rest_of_an_answer_comes_before_the_next_one_and_belongs_to_it() -> None:
    async with Harness(RESAMPLER) as harness:
        for frame in answer(tone(48_000, 500), 48_000, turn_id=1):
            harness.push(frame)
        for frame in answer(bytes(48_000), 48_000, turn_id=2):
            harness.push(frame)
        sound = [m for m in harness.received if isinstance(m, PcmFrame)]
        first = [frame for frame in sound if frame.turn_id == 1]
        assert [frame.turn_id for frame in sound] == sorted(frame.turn_id for frame in sound)
        assert sum(frame.duration_ms for frame in first) == pytest.approx(500, abs=1)
        assert all(frame.fenced for frame in sound)
        second = b"".join(frame.data for frame in sound if frame.turn_id == 2)
        assert not any(second)  # nothing of the first one's tone is in it


async def test_nothing_of_an_interrupted_answer_comes_later() -> None:
    async with Harness(RESAMPLER) as harness:
        for frame in answer(tone(48_000, 500), 48_000):
            harness.push(frame)
        harness.session.interrupt()
        harness.received.clear()
        assert len(await heard(harness)) == 0
        for frame in answer(bytes(48_000), 48_000, epoch=1):
            harness.push(frame)
        assert not (await heard(harness)).any()


async def test_an_interruption_right_before_the_next_answer_leaves_no_tail_in_it() -> None:
    async with Harness(RESAMPLER) as harness:
        for frame in answer(tone(48_000, 500), 48_000):
            harness.push(frame)
        harness.session.interrupt()
        harness.received.clear()
        for frame in answer(bytes(48_000), 48_000, epoch=1):
            harness.push(frame)
        samples = await heard(harness)
        assert len(samples) == pytest.approx(8_000, abs=8)
        assert not samples.any()


async def test_the_users_sound_goes_on_while_turns_and_interruptions_come() -> None:
    async with Harness(RESAMPLER) as harness:
        for number, frame in enumerate(frames(tone(48_000, 1_000), 48_000)):
            harness.push(frame)
            if number == 20:
                harness.session.interrupt()
                harness.session.fence.begin_turn()
        samples = await heard(harness)
        assert len(samples) == pytest.approx(16_000, abs=16)
        assert noise_share(samples, 16_000, 440) < 1e-6


async def test_what_is_still_inside_is_sent_when_the_session_drains() -> None:
    async with Harness(RESAMPLER, {"gap_ms": 10_000}) as harness:
        for frame in frames(tone(48_000, 500), 48_000):
            harness.push(frame)
        await harness.session.nodes["addon"].drain()
        assert len(await heard(harness, after_s=0)) == pytest.approx(8_000, abs=8)


async def test_metadata_travels_along() -> None:
    async with Harness(RESAMPLER) as harness:
        harness.push(PcmFrame(tone(48_000, 500), 48_000, 1, {"from": "kitchen"}))
        await asyncio.sleep(1)
        got = [m.metadata for m in harness.received if isinstance(m, PcmFrame)]
        assert got
        assert all(metadata == {"from": "kitchen"} for metadata in got)


def test_it_takes_any_sound_and_sends_what_is_configured() -> None:
    config = RESAMPLER.config.model_validate({"sample_rate_hz": 8_000, "channels": 2})
    made = RESAMPLER.pcm_out(config)
    assert str(RESAMPLER.pcm_in(config)) == "any format"
    assert str(made) == "8000 Hz stereo"


@pytest.mark.parametrize("wrong", [{"sample_rate_hz": 0}, {"channels": 3}, {"gap_ms": 0}])
def test_a_format_it_cannot_make_is_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(ValidationError):
        RESAMPLER.config.model_validate(wrong)


def test_the_package_supplies_the_resampler_alone() -> None:
    assert [spec.name for spec in ten_lite_addons()] == ["resampler"]
