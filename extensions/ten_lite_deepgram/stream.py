"""One stream to Deepgram: what its messages mean, with times in the session's sound."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncGenerator, AsyncIterator, Iterator

from ten_lite.kinds.stt_stream import Progress, SpeechBegan, SpeechOver, Told, Words
from ten_lite_deepgram.config import DeepgramSttConfig
from ten_lite_deepgram.link import Link
from ten_lite_deepgram.request import stream_url
from ten_lite_deepgram.socket import deepgram_socket
from ten_lite_deepgram.utterance import Heard, Transcript, Utterance
from ten_lite_deepgram.wire import Results, SpeechStarted, UtteranceEnd

__all__ = ["DeepgramStream", "open_listen"]


class DeepgramStream:
    """Reads one connection.

    Args:
        link: The connection.
        begin_s: Where its first sample lies in the session's sound.
        said: The utterance under way, which may have begun on a connection before.
        utterance_end_ms: Silence after which ``UtteranceEnd`` comes.
    """

    def __init__(
        self, link: Link, begin_s: float, said: Utterance, *, utterance_end_ms: int
    ) -> None:
        self._link = link
        self._begin_s = begin_s
        self._said = said
        self._utterance_end_ms = utterance_end_ms
        self.send_sound = link.send_sound
        self.keep_alive = link.keep_alive
        self.give_up = link.give_up

    async def told(self) -> AsyncGenerator[Told | None, None]:
        """See ``SttStream``."""
        async for message in self._link.messages():
            if isinstance(message, Results):
                for told in self._results(message):
                    yield told
            elif isinstance(message, SpeechStarted):
                yield SpeechBegan(self._ms(message.timestamp))
            elif isinstance(message, UtteranceEnd):
                end_ms = self._ms(message.last_word_end)
                if transcript := self._said.no_word_after(end_ms):
                    yield _words(transcript)
                yield SpeechOver(end_ms, self._utterance_end_ms)
            else:
                yield None

    def _results(self, results: Results) -> Iterator[Told]:
        heard = results.channel.alternatives[0]
        words, end_s = heard.words, results.start + results.duration
        transcript = self._said.add(
            Heard(
                heard.transcript.strip(),
                self._ms(words[0].start if words else results.start),
                self._ms(words[-1].end if words else end_s),
                bool(results.is_final),
                bool(results.speech_final),
                heard.languages[0] if heard.languages else "",
            )
        )
        if transcript is not None:
            yield _words(transcript)
        yield Progress(self._ms(end_s), bool(results.is_final))

    def _ms(self, at_s: float) -> int:
        return round(1000 * (self._begin_s + at_s))


def _words(transcript: Transcript) -> Words:
    return Words(
        transcript.text,
        transcript.start_ms,
        transcript.end_ms,
        transcript.final,
        transcript.language,
    )


@contextlib.asynccontextmanager
async def open_listen(
    config: DeepgramSttConfig, begin_s: float, said: Utterance
) -> AsyncIterator[DeepgramStream]:
    """Connect; see ``StreamingSttExtension.open_stream``.

    Raises:
        ProviderError: Deepgram cannot be reached, or refuses.
    """
    async with deepgram_socket(stream_url(config), config) as socket:
        yield DeepgramStream(Link(socket), begin_s, said, utterance_end_ms=config.utterance_end_ms)
