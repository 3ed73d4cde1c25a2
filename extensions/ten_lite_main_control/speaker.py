"""Gives an answer's words to the voice and to the client's transcript."""

from __future__ import annotations

import json
from collections.abc import Callable

from ten_lite.kinds import has_words
from ten_lite.kinds.turns import TurnMachine
from ten_lite.messages import TextData, TtsTextInput
from ten_lite.runtime import Extension
from ten_lite_main_control.answer import Answer
from ten_lite_main_control.config import MainControlConfig

__all__ = ["Speaker"]


class Speaker:
    """Speaks for one node.

    Args:
        node: Sends the messages.
        turns: Is told what the voice was given.
        time_ms: Its time.
    """

    def __init__(
        self, node: Extension[MainControlConfig], turns: TurnMachine, time_ms: Callable[[], int]
    ) -> None:
        self._node = node
        self._turns = turns
        self._time_ms = time_ms
        self.is_voiced = node.is_connected(TtsTextInput)

    def say(self, answer: Answer, words: str, *, is_last: bool = False) -> None:
        """Give the voice what it can say of ``words``, if there is any, and the end in any case."""
        part = answer.part
        text = words
        if self._node.config.speakable:
            text = part.speakable.feed(words)
            text = text if has_words(text) else ""
        part.unsaid += words
        if text:
            part.pieces.append((part.unsaid, len(text)))
            part.unsaid = ""
        self._give(answer, text, is_last=is_last)

    def fill(self, answer: Answer, text: str) -> None:
        """Say something in between that is no part of the answer."""
        answer.part.pieces.append(("", len(text)))
        self._give(answer, text, is_last=False)

    def end(self, answer: Answer) -> None:
        """Tell the voice that no more comes, if it was given any of it."""
        if answer.given:
            self._give(answer, "", is_last=True)

    def show(self, answer: Answer, text: str, *, is_final: bool) -> None:
        """Show the client the whole text so far."""
        answer.shown = text
        self._node.send(
            TextData(
                text,
                "assistant",
                is_final,
                stream_id=answer.stream_id,
                text_ts=self._node.now_ms(),
            )
        )

    def show_thought(self, answer: Answer, *, is_final: bool) -> None:
        """Show the client the whole thought so far, in the form that TEN's clients know."""
        part = answer.part
        if part.thought_ended:
            return
        part.thought_ended = is_final
        data = {"text": part.thought, "stream_id": answer.stream_id}
        self._node.send(
            TextData(
                json.dumps({"type": "reasoning", "data": data}, ensure_ascii=False),
                "assistant",
                is_final,
                stream_id=answer.stream_id,
                data_type="raw",
                text_ts=self._node.now_ms(),
            )
        )

    def _give(self, answer: Answer, text: str, *, is_last: bool) -> None:
        if not self.is_voiced or not (text or is_last):
            return
        if text:
            self._turns.given(self._time_ms(), len(text))
        self._node.send(TtsTextInput(answer.request_id, text, text_input_end=is_last))
