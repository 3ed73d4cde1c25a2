"""The sound of all answers of a voice on one line: made at its end, sent from its middle.

A position on the line is a number of samples since it was begun. What was sent is kept for a
while, so that a pause can take back what the client has not played.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ten_lite.audio import BYTES_PER_SAMPLE
from ten_lite.kinds.heard import SpeakingRate, SpokenText
from ten_lite.messages import TtsTextInput

__all__ = ["Answer", "Reason", "SoundLine"]

Reason = Literal["end", "interrupted", "error"]


@dataclass(slots=True, eq=False)
class Answer:
    """One answer on the line.

    Attributes:
        message: The first piece of its text, which its sound is caused by.
        text: Its text and where that lies.
        start: Where its sound begins.
        end: Where what is made of it ends.
        is_whole: No more will be made.
        reason: Why it is whole.
        is_begun: Its start was told.
        is_ended: Its end was told, after its last sound was sent.
        is_void: It was thrown away.
    """

    message: TtsTextInput
    text: SpokenText
    start: int
    end: int
    is_whole: bool = False
    reason: Reason = "end"
    is_begun: bool = False
    is_ended: bool = False
    is_void: bool = False

    @property
    def request_id(self) -> str:
        """Names it."""
        return self.message.request_id

    def finish(self, reason: Reason = "end") -> None:
        """No more will be made of it."""
        self.is_whole, self.reason = True, reason


class SoundLine:
    """Answers in the order of their texts, and the sound of them that may still be needed.

    Args:
        sample_rate_hz: Samples per second.
        frame: Samples of a frame; only the last one of an answer is shorter.
        kept: Samples kept of what was sent.

    Attributes:
        frame: As given.
        answers: Those that are not sent and played to their end, oldest first.
        sent: The position up to which everything was sent.
        rate: How fast the voice speaks.
    """

    def __init__(self, sample_rate_hz: int, *, frame: int, kept: int) -> None:
        self.frame = frame
        self._kept = kept
        self.rate = SpeakingRate(sample_rate_hz)
        self.clear()

    def clear(self) -> list[Answer]:
        """Throw everything away and begin a new line; what there was."""
        gone: list[Answer] = getattr(self, "answers", [])
        for answer in gone:
            answer.is_void = True
        self.answers: list[Answer] = []
        self._sound = bytearray()
        self.first = 0
        """The oldest position whose sound is still here."""
        self.sent = 0
        return gone

    @property
    def made(self) -> int:
        """Where the sound ends that is made so far."""
        return self.first + len(self._sound) // BYTES_PER_SAMPLE

    @property
    def open(self) -> Answer | None:
        """The answer that more text may come for."""
        last = self.answers[-1] if self.answers else None
        return None if last is None or last.is_whole else last

    @property
    def head(self) -> Answer | None:
        """The answer whose turn it is to be sent."""
        return next((answer for answer in self.answers if not answer.is_ended), None)

    def begin(self, message: TtsTextInput) -> Answer:
        """A new answer, behind all others; the last one gets no more sound."""
        if self.open is not None:
            self.open.finish()
        answer = Answer(message, SpokenText(self.rate), self.made, self.made)
        self.answers.append(answer)
        return answer

    def put(self, answer: Answer, data: bytes | memoryview) -> None:
        """Add whole samples to the last answer."""
        self._sound += data
        answer.end = self.made

    def next_frame(self) -> tuple[Answer, bytes] | None:
        """What is to be sent next: a frame, or ``b""`` when only the answer's end is left.

        None: nothing is there to be sent.
        """
        head = self.head
        if head is None:
            return None
        ready = head.end - self.sent
        if ready < self.frame and not head.is_whole:
            return None
        begin = (self.sent - self.first) * BYTES_PER_SAMPLE
        size = min(ready, self.frame) * BYTES_PER_SAMPLE
        return head, bytes(self._sound[begin : begin + size])

    def advance(self, samples: int) -> None:
        """So many samples more are sent; what was sent long ago is forgotten."""
        self.sent += samples
        oldest = self.sent - self._kept
        if oldest > self.first:
            del self._sound[: (oldest - self.first) * BYTES_PER_SAMPLE]
            self.first = oldest

    def take_back(self, position: int) -> None:
        """Everything from ``position`` on is to be sent again, if it is still here."""
        self.sent = max(position, self.first)

    def reopen(self) -> None:
        """Tell the end of those answers again that are sent again in part or whole."""
        for answer in self.answers:
            if answer.end > self.sent:
                answer.is_ended = False

    def find(self, request_id: str) -> Answer | None:
        """The latest answer with this id, if it may still be played."""
        return next((a for a in reversed(self.answers) if a.request_id == request_id), None)

    def heard(self, played: int) -> dict[str, int]:
        """Characters heard of each answer that is not played to its end, by its request id."""
        heard: dict[str, int] = {}
        for answer in self.answers:  # a request that was begun again is there twice
            characters = answer.text.heard(played, self.made)
            heard[answer.request_id] = heard.get(answer.request_id, 0) + characters
        unplayed = [a.request_id for a in self.answers if not a.is_ended or a.end > played]
        return {request_id: heard[request_id] for request_id in unplayed}

    def forget(self, played: int) -> None:
        """Drop what can neither be asked for nor taken back, with the client at ``played``."""
        for answer in self.answers:
            answer.text.forget(self.first)
        self.answers = [
            answer
            for answer in self.answers
            if not answer.is_ended
            or answer.end > (played if answer.start == answer.end else self.first)
        ]
