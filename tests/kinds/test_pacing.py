from __future__ import annotations

import random

import pytest

from ten_lite.kinds import Pacer

FRAME_S = 0.02


class Sender:
    """Sends frames as the pacer says, on a clock of its own."""

    def __init__(self, lead_s: float) -> None:
        self.pacer = Pacer(lead_s)
        self.now_s = 50.0
        self.sent_at_s: list[float] = []

    def send(self, frames: int, *, frame_s: float = FRAME_S) -> None:
        for _ in range(frames):
            self.now_s += self.pacer.delay_s(self.now_s)
            self.pacer.sent(frame_s)
            self.sent_at_s.append(self.now_s)


def test_the_first_lead_is_sent_at_once_and_the_rest_in_real_time():
    sender = Sender(0.2)
    sender.send(20)
    assert sender.sent_at_s[:11] == [50.0] * 11
    gaps = [b - a for a, b in zip(sender.sent_at_s[10:], sender.sent_at_s[11:], strict=False)]
    assert gaps == pytest.approx([FRAME_S] * 9)


def test_the_lead_is_small_at_first_and_grows_while_sound_is_played():
    sender = Sender(2.0)
    sender.send(200)
    ahead = [(at_s - 50.0, 50.0 + n * FRAME_S - at_s) for n, at_s in enumerate(sender.sent_at_s)]
    assert all(ahead_s <= min(0.2 + 2 * at_s, 2.0) + 1e-6 for at_s, ahead_s in ahead)
    assert sum(at_s == 0.0 for at_s, _ in ahead) == 11
    assert max(ahead_s for _, ahead_s in ahead) == pytest.approx(2.0)
    assert next(at_s for at_s, ahead_s in ahead if ahead_s > 1.999) == pytest.approx(0.9, abs=0.02)


def test_a_stall_while_the_lead_grows_is_caught_up_at_once():
    stalled, smooth = Sender(2.0), Sender(2.0)
    for sender in (stalled, smooth):
        sender.send(25)
        sender.now_s += 0.3 if sender is stalled else 0.0
        sender.send(100)
    assert stalled.sent_at_s[-1] == pytest.approx(smooth.sent_at_s[-1])
    assert stalled.pacer.underruns == 0


def test_after_the_client_ran_dry_the_whole_lead_is_sent_at_once():
    sender = Sender(1.0)
    sender.send(10)
    sender.now_s += 5
    began_s = sender.now_s
    sender.send(60)
    assert sum(at_s == began_s for at_s in sender.sent_at_s) == 51
    assert sender.pacer.underruns == 1


@pytest.mark.parametrize("quiet_s", [1.0, 60.0])
def test_the_next_sound_after_a_pause_begins_with_the_small_lead_again(quiet_s: float):
    sender = Sender(2.0)
    sender.send(200)
    sender.now_s += 2.0 + quiet_s
    sender.pacer.begin(sender.now_s)
    began_s = sender.now_s
    sender.send(60)
    assert sum(at_s == began_s for at_s in sender.sent_at_s) == 11
    assert sender.pacer.underruns == 0


@pytest.mark.parametrize("seed", range(20))
def test_sound_is_never_further_ahead_than_the_lead_whatever_happens(seed: int):
    rng = random.Random(seed)
    lead_s = rng.choice([0.05, 0.5, 2.0])
    sender = Sender(lead_s)
    played_until_s = 0.0  # the client's own account: when it will have played all it has
    for _ in range(2_000):
        frame_s = rng.choice([0.01, 0.02, 0.06])
        sender.send(1, frame_s=frame_s)
        ahead_s = max(0.0, played_until_s - sender.now_s)
        assert ahead_s <= lead_s + 1e-6
        played_until_s = max(played_until_s, sender.now_s) + frame_s
        if rng.random() < 0.05:
            sender.now_s += rng.random() * 3


def test_ten_minutes_do_not_drift():
    sender = Sender(0.5)
    frames = 10 * 60 * 50
    sender.send(frames)
    assert sender.sent_at_s[-1] == pytest.approx(50.0 + (frames - 1) * FRAME_S - 0.5, abs=1e-6)
    assert sender.pacer.underruns == 0


def test_ten_minutes_of_late_timers_do_not_drift():
    sender = Sender(0.5)
    rng = random.Random(1)
    frames = 10 * 60 * 50
    for _ in range(frames):
        sender.send(1)
        sender.now_s += rng.random() * 0.015  # the event loop is a little late each time
    assert sender.sent_at_s[-1] == pytest.approx(50.0 + (frames - 1) * FRAME_S - 0.5, abs=0.02)
    assert sender.pacer.underruns == 0


def test_a_stall_shorter_than_the_lead_is_caught_up_at_once_and_is_no_underrun():
    sender = Sender(0.5)
    sender.send(100)
    schedule_s = sender.sent_at_s[-1] + FRAME_S
    sender.now_s += 0.4
    stalled_s = sender.now_s
    sender.send(60)
    caught_up = [at_s for at_s in sender.sent_at_s[100:] if at_s == stalled_s]
    assert len(caught_up) == pytest.approx(0.4 / FRAME_S, abs=1)
    assert sender.sent_at_s[-1] == pytest.approx(schedule_s + 59 * FRAME_S)
    assert sender.pacer.underruns == 0


def test_after_the_client_ran_dry_the_schedule_begins_anew_and_it_is_counted():
    sender = Sender(0.2)
    sender.send(50)
    for count in (1, 2, 3):
        sender.now_s += 5
        began_s = sender.now_s
        sender.send(20)
        assert sender.sent_at_s[-20:-9] == [began_s] * 11
        assert sender.pacer.underruns == count


def test_the_first_frame_is_never_delayed_and_never_an_underrun():
    pacer = Pacer(0.0)
    assert pacer.delay_s(123.4) == 0.0
    assert pacer.delay_s(123.4) == 0.0  # nothing was sent yet
    pacer.sent(1.0)
    assert pacer.underruns == 0
    assert pacer.delay_s(123.4) == pytest.approx(1.0)


def test_after_reset_the_next_sound_goes_at_once_and_is_no_underrun():
    sender = Sender(0.2)
    sender.send(50)
    sender.pacer.reset()
    began_s = sender.now_s
    sender.send(11)
    assert sender.sent_at_s[-11:] == [began_s] * 11
    sender.pacer.reset()
    sender.now_s += 60
    sender.send(1)
    assert sender.pacer.underruns == 0


def test_a_pause_that_is_announced_is_no_underrun():
    sender = Sender(0.2)
    sender.send(20)
    sender.now_s += 60
    sender.pacer.begin(sender.now_s)
    began_s = sender.now_s
    sender.send(12)
    assert sender.pacer.underruns == 0
    assert sender.sent_at_s[-12:-1] == [began_s] * 11
    assert sender.sent_at_s[-1] > began_s


def test_sound_that_begins_while_the_last_is_played_waits_for_its_turn():
    sender = Sender(0.2)
    sender.send(50)
    schedule_s = sender.sent_at_s[-1] + FRAME_S
    sender.pacer.begin(sender.now_s)
    sender.send(1)
    assert sender.sent_at_s[-1] == pytest.approx(schedule_s)
