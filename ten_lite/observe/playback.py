"""How much of a turn's sound has been played, told from the voice's messages."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Playback"]

MS = 1_000_000


@dataclass(slots=True)
class _Sound:
    """The sound of one request: when its playing begins, ends and is cut, as far as known."""

    from_ns: int
    until_ns: int | None = None
    cut_ns: int | None = None
    duration_ms: int | None = None
    reported_ms: int | None = None

    def is_unplayed(self, at_ns: int) -> bool:
        return self.cut_ns is None and (self.until_ns is None or self.until_ns > at_ns)

    def played_ms(self, now_ns: int) -> int:
        if self.cut_ns is not None:
            if self.reported_ms is not None:
                return self.reported_ms
            now_ns = min(now_ns, self.cut_ns)
        if self.until_ns is not None and self.duration_ms is not None:
            return max(0, self.duration_ms - round(max(0, self.until_ns - now_ns) / MS))
        elapsed_ms = round(max(0, now_ns - self.from_ns) / MS)
        return elapsed_ms if self.duration_ms is None else min(elapsed_ms, self.duration_ms)


class Playback:
    """Follows a client that plays sound as soon as it may, one request after another.

    Times are nanoseconds on the session's clock. Where the client reports its position, that
    tells what was heard of a request that was cut.

    Attributes:
        until_ns: When all sound that has ended will have been played; 0 before the first end.
    """

    def __init__(self) -> None:
        self.until_ns = 0
        self._sounds: dict[str, _Sound] = {}
        self._paused_ns: int | None = None

    @property
    def has_begun(self) -> bool:
        """Whether there has been any sound."""
        return bool(self._sounds)

    @property
    def is_paused(self) -> bool:
        """Whether nothing is played just now."""
        return self._paused_ns is not None

    def start(self, request_id: str, now_ns: int) -> None:
        """The first sound of a request was sent."""
        self._sounds[request_id] = _Sound(max(now_ns, self.until_ns))

    def end(
        self, request_id: str, now_ns: int, *, duration_ms: int, unplayed_ms: int, was_cut: bool
    ) -> None:
        """The last sound of a request was sent; one without any sound never started."""
        sound = self._sounds.get(request_id)
        if sound is None:
            return
        sound.duration_ms = duration_ms
        if was_cut:
            sound.cut_ns = sound.cut_ns or now_ns
        else:
            sound.until_ns = self.until_ns = max(now_ns, self.until_ns, now_ns + unplayed_ms * MS)

    def report(self, request_id: str, played_ms: int) -> None:
        """The client told how much of a request it has played."""
        if request_id in self._sounds:
            self._sounds[request_id].reported_ms = played_ms

    def pause(self, now_ns: int) -> None:
        """Nothing is played from now on."""
        self._paused_ns = self._paused_ns or now_ns

    def resume(self, now_ns: int) -> None:
        """Playing goes on where it was paused."""
        if self._paused_ns is None:
            return
        at_ns, self._paused_ns = self._paused_ns, None
        paused_ns = now_ns - at_ns
        if self.until_ns > at_ns:
            self.until_ns += paused_ns
        for sound in self._sounds.values():
            if sound.is_unplayed(at_ns):
                sound.from_ns += paused_ns
                if sound.until_ns is not None:
                    sound.until_ns += paused_ns

    def cut(self, now_ns: int) -> None:
        """What has not been played yet is thrown away."""
        at_ns = self._paused_ns or now_ns
        for sound in self._sounds.values():
            if sound.is_unplayed(at_ns):
                sound.cut_ns = at_ns
        self._paused_ns = None
        self.until_ns = min(self.until_ns, at_ns)

    def heard_ms(self, now_ns: int) -> int:
        """Milliseconds of sound that have been played by ``now_ns``."""
        now_ns = self._paused_ns or now_ns
        return sum(sound.played_ms(now_ns) for sound in self._sounds.values())
