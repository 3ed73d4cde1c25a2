"""The agent's side: which of the graph's messages make up a response, and when it is over."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any, Final

from ten_lite.messages import (
    ErrorMessage,
    NodeMetrics,
    PcmFrame,
    TextData,
    ToolCall,
    TtsAudioEnd,
    TtsAudioStart,
    TtsFlush,
    TurnMetrics,
)
from ten_lite.wire.codec import Wire
from ten_lite.wire.realtime.asked import Asked
from ten_lite.wire.realtime.conversation import Conversation
from ten_lite.wire.realtime.events import Events
from ten_lite.wire.realtime.playing import Playing
from ten_lite.wire.realtime.response import Reason, Response, Status
from ten_lite.wire.realtime.settings import Settings
from ten_lite.wire.realtime.sound_format import CodedSound, SoundFormat

__all__ = ["Answering"]

NO_ANSWER: Final = frozenset({"answer_failed", "empty_answer", "no_answer"})
"""Codes of errors that say that a turn gets no answer, or no whole one."""


class Answering:
    """Tells a client of the answers.

    An answer whose sound is paused, or in which a tool of the client is used, is told as two
    responses: clients throw away what comes of a response that they have stopped, and use tools
    once a response is done.

    Args:
        events: Makes the events.
        conversation: Gets the items.
        playing: Is told what the client plays.
        about: Gives what is told of every response.
        begun: Gives what is to be told first when the graph answers.
        settings: How the session is set up.

    Attributes:
        active: The response under way; None: there is none.
        count: Responses so far.
    """

    def __init__(
        self,
        events: Events,
        conversation: Conversation,
        playing: Playing,
        about: Callable[[], Mapping[str, Any]],
        begun: Callable[[], list[Wire]],
        settings: Settings,
    ) -> None:
        self._events = events
        self._conversation = conversation
        self._playing = playing
        self._about = about
        self._begun = begun
        self._used: Counter[str] = Counter()
        self._owed: Asked | None = None  # asked for while another one was active
        self._turn_id = 0  # the latest that was seen
        self._asked_in_turn = 0
        self._epoch = 0
        self._is_paused = False
        self._waiting: TextData | None = None  # until sound, or the next response, is there
        self._stream_id: int | None = None
        self._shown = ""  # of that stream
        self._void_stream_id: int | None = None
        self._request_id = ""
        self._is_void = False  # what comes of that request
        self._sent_ms = 0.0  # of that request, and still with the client
        self.active: Response | None = None
        self.count = 0
        self.apply(settings)

    @property
    def is_sounding(self) -> bool:
        """Whether an answer is in the midst of its sound."""
        return self.active is not None and self.active.is_voiced

    def apply(self, settings: Settings) -> list[Wire]:
        """The session is set up like this from now on."""
        self._default = Asked(settings.modality, by_client=False)
        self._set_format(settings.spoken_as)
        return []

    def ask(self, asked: Asked) -> list[Wire]:
        """The client asks for a response to what the graph is told now."""
        response, wires = self.active, list[Wire]()
        if response is not None and response.is_whole and not response.is_voiced:
            wires = self._finish("completed")
        elif response is not None and response.is_empty:  # what it waits for goes into the new one
            wires = self._finish("cancelled", "client_cancelled")
        if self.active is not None:
            self._owed = asked
            return wires
        return wires + self._create(asked)

    def cancel(self) -> list[Wire]:
        """The client wants no more of the active response."""
        self._owed = None
        self._void_stream_id = self._stream_id
        self._is_void = True
        self._waiting = None
        self._sound.clear()
        self._playing.stop()
        return self._finish("cancelled", "client_cancelled")

    def text(self, text: TextData) -> list[Wire]:
        """What the agent says, so far."""
        self._turn_id = max(self._turn_id, text.turn_id)
        if text.epoch < self._epoch or text.stream_id == self._void_stream_id:
            return []
        if self._must_wait(text):
            self._waiting = text
            return []
        return self._say(text)

    def frame(self, frame: PcmFrame) -> list[Wire]:
        """Its sound."""
        asked = self.active.asked if self.active is not None else self._default
        if asked.modality == "text" or self._is_void:
            return []
        return self._play(self._sound.feed(frame))

    def sound_begins(self, event: TtsAudioStart) -> list[Wire]:
        """Sound of an answer follows."""
        self._turn_id = max(self._turn_id, event.turn_id)
        if event.request_id == self._request_id:
            return []
        wires: list[Wire] = []
        if self.active is not None and self.active.is_voiced:  # nobody told its end
            wires = self._end_sound()
        self._request_id, self._is_void, self._sent_ms = event.request_id, False, 0.0
        return wires

    def sound_ends(self, event: TtsAudioEnd) -> list[Wire]:
        """All sound of an answer was sent."""
        if event.reason == "interrupted" or self._is_void:
            return []
        self._is_paused = False
        response = self.active
        if response is None or (response.is_voiced and event.request_id != self._request_id):
            return []
        if event.reason == "error":
            response.error = "voice_failed"
        elif not (response.is_voiced or response.is_whole):  # not the one that it waits for
            return []
        return self._end_sound()

    def flush(self, flush: TtsFlush) -> list[Wire]:
        """The answer was interrupted."""
        self._turn_id = max(self._turn_id, flush.turn_id)
        self._epoch = max(self._epoch, flush.epoch)
        self._sound.clear()
        self._is_paused = self._is_void = False
        self._waiting, self._void_stream_id = None, None
        self._stream_id, self._shown = None, ""
        response = self.active
        if (
            response is not None
            and response.is_empty
            and response.asked.by_client
            and flush.turn_id <= self._asked_in_turn
        ):
            return []  # what was interrupted is the answer before
        return self._finish("cancelled", "turn_detected")

    def pause(self) -> list[Wire]:
        """The sound of the answer is held; what the client has not played comes again, or not."""
        asked = self.active.asked if self.active is not None else self._default
        if asked.modality == "text":
            return []
        self._sent_ms = max(0.0, self._sent_ms - self._playing.left_ms)
        self._sound.clear()
        if self.active is not None and not self.active.is_voiced:
            return []
        self._is_paused = True
        return self._finish("cancelled", "turn_detected", is_over=False)

    def truncated(self, request_id: str, played_ms: float) -> None:
        """The client tells where it stopped: sound that comes again begins there."""
        if request_id == self._request_id and self._is_paused:
            self._sent_ms = played_ms

    def call(self, call: ToolCall) -> list[Wire]:
        """The model calls a tool of the client."""
        self._turn_id = max(self._turn_id, call.turn_id)
        wires, response = self._output()
        return wires + response.call(call) + self._finish("completed")

    def error(self, error: ErrorMessage) -> list[Wire]:
        """Something failed; perhaps the answer."""
        wires = [self._events.error(error.text, code=error.code)]
        if self.active is None or not (error.fatal or error.code in NO_ANSWER):
            return wires
        self.active.error = error.code
        if error.fatal or not self.active.is_voiced:
            wires += self._finish("failed")
        return wires

    def not_done(self, code: str) -> list[Wire]:
        """The graph does not take what the client wants a response to."""
        response = self.active
        if response is None or not (response.is_empty and response.asked.by_client):
            return []
        response.error = code
        return self._finish("failed")

    def turn_over(self, metrics: TurnMetrics) -> list[Wire]:
        """The answer of a turn was played, or there is none."""
        response = self.active
        if metrics.stream_id != self._stream_id:
            return []
        if response is None:
            self._playing.stop()
        elif response.is_whole and not response.is_voiced:
            return self._finish("completed")
        return []

    def count_tokens(self, metrics: NodeMetrics) -> list[Wire]:
        """What a request to a model took."""
        for name in ("prompt_tokens", "completion_tokens"):
            self._used[name] += metrics.figures.get(name, 0)
        return []

    def _must_wait(self, text: TextData) -> bool:
        response = self.active
        if self._is_paused:
            return True
        is_other = response is not None and text.stream_id != self._stream_id
        return is_other and response is not None and response.is_voiced

    def _say(self, text: TextData) -> list[Wire]:
        wires: list[Wire] = []
        if text.stream_id != self._stream_id:
            if self.active is not None and self.active.text:
                wires += self._finish("completed")
            self._stream_id, self._shown, self._void_stream_id = text.stream_id, "", None
        words = text.text.rstrip()
        if not words.startswith(self._shown):  # it begins anew
            if self.active is not None and self.active.text:
                wires += self._finish("completed")
            self._shown = ""
        delta, self._shown = words[len(self._shown) :], words
        if self.active is None or not self.active.text:
            delta = delta.lstrip()
        if delta:
            more, response = self._output()
            wires += more + response.say(delta)
        if self.active is not None and text.is_final:
            self.active.is_whole = True
            if self.active.is_text:
                wires += self._finish("completed")
        return wires

    def _play(self, data: bytes) -> list[Wire]:
        self._is_paused = False
        wires, response = self._output()
        if self._waiting is not None and self._waiting.stream_id == self._stream_id:
            wires += self._say_waiting()
        response.is_voiced = True
        if not data:  # it is in the resampler
            return wires
        ms = self._format.ms(len(data))
        wires += response.play(data, ms, request_id=self._request_id, from_ms=self._sent_ms)
        self._sent_ms += ms
        self._playing.send(ms)
        return wires

    def _end_sound(self) -> list[Wire]:
        response = self.active
        if response is None or response.is_text:
            self._sound.clear()
            return []
        return self._play(self._sound.finish()) + self._finish("completed")

    def _output(self) -> tuple[list[Wire], Response]:
        """The active response, or a new one, to which something is added."""
        wires: list[Wire] = []
        if self.active is None:
            wires += self._create(self._default)
        assert self.active is not None
        if self.active.is_empty:
            wires = self._begun() + wires
        return wires, self.active

    def _create(self, asked: Asked) -> list[Wire]:
        self._used.clear()
        self.count += 1
        self._asked_in_turn = self._turn_id
        about = self._about()
        self.active = Response(self._events, self._conversation, about, asked)
        return [self.active.created()]

    def _finish(
        self, status: Status, reason: Reason | None = None, *, is_over: bool = True
    ) -> list[Wire]:
        """The active response, if any, is done.

        Args:
            status: How it ended.
            reason: Why.
            is_over: Whether what waits for its end comes now.
        """
        response, self.active = self.active, None
        if response is None:
            return []
        if response.error and status == "completed":
            status = "failed"
        wires = response.finish(status, reason, self._usage())
        owed, self._owed = self._owed, None
        if owed is not None:
            wires += self._create(owed)
        return wires + (self._say_waiting() if is_over else [])

    def _say_waiting(self) -> list[Wire]:
        text, self._waiting = self._waiting, None
        return self._say(text) if text is not None else []

    def _usage(self) -> dict[str, int] | None:
        if not self._used.total():
            return None
        read, written = self._used["prompt_tokens"], self._used["completion_tokens"]
        self._used.clear()
        return {"input_tokens": read, "output_tokens": written, "total_tokens": read + written}

    def _set_format(self, format: SoundFormat) -> None:
        self._format = format
        self._sound = CodedSound(format)
