"""What is known of one turn: moments, counts, and whether anything is still to come."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from ten_lite.messages import TurnMetrics
from ten_lite.observe.playback import Playback

__all__ = ["Heard", "TurnRecord"]

MS = 1_000_000
GRACE_NS = 100 * MS
"""A control does its next step within this; what stays silent for longer is over."""
MAX_TOOLS = 64


@dataclass(slots=True)
class Heard:
    """When the user said or typed something, in nanoseconds on the session's clock."""

    speech_end_ns: int | None = None
    transcript_ns: int | None = None
    text_ns: int | None = None

    def add(self, later: Heard) -> None:
        """Take over what ``later`` knows."""
        if later.text_ns is not None or later.transcript_ns is not None:
            self.text_ns, self.transcript_ns = later.text_ns, later.transcript_ns
        if later.text_ns is not None or later.speech_end_ns is not None:
            self.speech_end_ns = later.speech_end_ns


@dataclass(slots=True)
class TurnRecord:
    """One turn. Moments are nanoseconds on the session's clock, None while they are not there.

    Attributes:
        turn_id: The turn.
        began_ns: The first work on the answer.
        heard: What the user said before it.
        attempt: How often the answer was begun, from 1.
        open_commands: Requests and tool calls that have not ended.
        open_speech: Requests that the voice has not ended.
        cut_speech: Those of them that were interrupted.
        was_cut: This attempt was interrupted.
        spoke: The voice has ended a request.
        failed: A request failed, or the client was told of an error after one.
        due_ns: When the record is complete, should nothing else happen.
        is_complete: Nothing is counted any more.
    """

    turn_id: int
    began_ns: int
    heard: Heard = field(default_factory=Heard)
    first_token_ns: int | None = None
    first_text_ns: int | None = None
    first_audio_ns: int | None = None
    interrupted_ns: int | None = None
    playback: Playback = field(default_factory=Playback)
    tools: list[dict[str, Any]] = field(default_factory=list)
    attempt: int = 0
    requests: int = 0
    characters: int = 0
    spoken_characters: int = 0
    prompt_tokens: int | None = None
    completion_tokens: int | None = None
    errors: int = 0
    open_commands: int = 0
    open_speech: set[str] = field(default_factory=set)
    cut_speech: set[str] = field(default_factory=set)
    was_cut: bool = False
    spoke: bool = False
    failed: bool = False
    due_ns: int | None = None
    is_complete: bool = False

    def begin_anew(self) -> None:
        """The answer is begun, or begun again; what nobody will hear of it does not count."""
        self.attempt += 1
        self.was_cut = self.spoke = self.failed = False
        if self.first_audio_ns is None and not self.open_speech:
            self.first_token_ns = self.first_text_ns = self.interrupted_ns = None
            self.characters = self.spoken_characters = 0

    def cut(self, now_ns: int) -> None:
        """The answer was interrupted."""
        self.playback.cut(now_ns)
        self.cut_speech |= self.open_speech
        self.open_speech.clear()
        self.was_cut = True
        if self.interrupted_ns is None:
            self.interrupted_ns = now_ns

    def add_tool(self, name: str, ms: int, *, is_error: bool) -> None:
        """A call has ended; past 64 only the time of the turn tells of it."""
        if len(self.tools) < MAX_TOOLS:
            self.tools.append({"name": name, "ms": ms, "is_error": is_error})

    def due_after(self, now_ns: int, *, has_voice: bool) -> int | None:
        """When it is complete if nothing happens after ``now_ns``; None: not by itself."""
        if self.open_commands or self.open_speech or self.cut_speech or self.playback.is_paused:
            return None
        if self.was_cut:  # an answer nobody heard may begin anew
            return now_ns + GRACE_NS if self.playback.has_begun else None
        if self.spoke:
            return max(now_ns + GRACE_NS, self.playback.until_ns)
        if self.failed or (self.requests and not has_voice):
            return now_ns + GRACE_NS
        return None

    def metrics(self, now_ns: int) -> TurnMetrics:
        """The record as it is told."""
        since, since_ns = self._since()

        def after_ms(moment_ns: int | None) -> int | None:
            return None if moment_ns is None else round((moment_ns - since_ns) / MS)

        return TurnMetrics(
            self.turn_id,
            since,
            round(since_ns / MS),
            transcript_ms=after_ms(self.heard.transcript_ns),
            first_token_ms=after_ms(self.first_token_ns),
            first_text_ms=after_ms(self.first_text_ns),
            first_audio_ms=after_ms(self.first_audio_ns),
            heard_ms=self.playback.heard_ms(now_ns),
            interrupted_ms=after_ms(self.interrupted_ns),
            tools=tuple(self.tools),
            requests=self.requests,
            characters=self.characters,
            spoken_characters=self.spoken_characters,
            prompt_tokens=self.prompt_tokens,
            completion_tokens=self.completion_tokens,
            errors=self.errors,
        )

    def _since(self) -> tuple[Literal["speech_end", "transcript", "text", "request"], int]:
        heard = self.heard
        if heard.text_ns is not None:
            return "text", heard.text_ns
        if heard.speech_end_ns is not None:
            return "speech_end", heard.speech_end_ns
        if heard.transcript_ns is not None:
            return "transcript", heard.transcript_ns
        return "request", self.began_ns
