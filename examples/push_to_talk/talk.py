"""A walkie-talkie for the terminal: each WAV file is what is said while the button is held.

    python talk.py question.wav another.wav --out answers.wav

It speaks OpenAI's Realtime protocol with turn detection switched off, so nothing but the button
decides when the user speaks.
"""

from __future__ import annotations

import argparse
import asyncio
import base64
import contextlib
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from websockets.asyncio.client import connect
from websockets.exceptions import InvalidHandshake

from ten_lite.audio import Resampler, read_wav, write_wav

RATE_HZ = 24_000
FRAME_MS = 40
BYTES_PER_MS = 2 * RATE_HZ // 1000
LONGEST_WAIT_S = 60.0


class WalkieTalkie:
    """A connection with a button.

    Args:
        url: The server's address, ``ws://127.0.0.1:8765/v1/realtime``.

    Attributes:
        heard: What the server understood of each hold of the button.
        answers: What it answered, as text; the first is its greeting, if it has one.
        sound: What was heard of the answers, in PCM16 of 24 kHz.
    """

    def __init__(self, url: str) -> None:
        self._url = url
        self.heard: list[str] = []
        self.answers: list[str] = []
        self.sound = bytearray()
        self._item_id = ""
        self._answer = bytearray()
        self._plays_from_s = 0.0
        self._is_responding = self._has_cancelled = False
        self._news = asyncio.Event()
        self._error = ""

    async def __aenter__(self) -> Self:
        self._socket = await connect(self._url, proxy=None, max_size=2**24)
        self._listening = asyncio.create_task(self._listen())
        # what is between press and release is the user's turn, and nothing else is
        mode = {"type": "realtime", "audio": {"input": {"turn_detection": None}}}
        await self._send("session.update", session=mode)
        return self

    async def __aexit__(
        self,
        error_type: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self._socket.close()
        await self._listening

    async def press(self) -> None:
        """The user wants to speak: who speaks is silent from now on."""
        played_ms = self._played_ms()
        if self._answer and played_ms < len(self._answer) // BYTES_PER_MS:
            cut = {"item_id": self._item_id, "content_index": 0, "audio_end_ms": played_ms}
            await self._send("conversation.item.truncate", **cut)
        if self._is_responding:
            self._has_cancelled = True
            await self._send("response.cancel")
            await self._until(lambda: not self._is_responding)
        self._put_down(played_ms)

    async def speak(self, pcm: bytes) -> None:
        """The button is held and this is said, at the pace of speech."""
        for start in range(0, len(pcm), FRAME_MS * BYTES_PER_MS):
            piece = pcm[start : start + FRAME_MS * BYTES_PER_MS]
            audio = base64.b64encode(piece).decode("ascii")
            await self._send("input_audio_buffer.append", audio=audio)
            await asyncio.sleep(FRAME_MS / 1000)

    async def release(self) -> None:
        """The user has spoken and wants an answer."""
        await self._send("input_audio_buffer.commit")
        await self._send("response.create")
        self._is_responding = True

    async def hear(self, *, at_most_s: float = LONGEST_WAIT_S) -> None:
        """Listen to the answer, to its end or for so long after its first sound."""
        await self._until(lambda: bool(self._answer) or not self._is_responding)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(at_most_s):
                await self._until(lambda: not self._is_responding)
                left_ms = len(self._answer) / BYTES_PER_MS - self._played_ms()
                await asyncio.sleep(left_ms / 1000)
                self._put_down(self._played_ms())

    async def hear_greeting(self, *, within_s: float = 1.0) -> None:
        """Listen to what is said without being asked."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(within_s):
                await self._until(lambda: self._is_responding)
        await self.hear()

    def _played_ms(self) -> int:
        now_s = asyncio.get_running_loop().time()
        return min(round(1000 * (now_s - self._plays_from_s)), len(self._answer) // BYTES_PER_MS)

    def _put_down(self, played_ms: int) -> None:
        self.sound += self._answer[: played_ms * BYTES_PER_MS]
        self._answer.clear()

    async def _send(self, kind: str, **fields: Any) -> None:
        await self._socket.send(json.dumps({"type": kind, **fields}))

    async def _until(self, condition: Any) -> None:
        async with asyncio.timeout(LONGEST_WAIT_S):
            while not condition():
                if self._error:
                    raise RuntimeError(self._error)
                self._news.clear()
                await self._news.wait()

    async def _listen(self) -> None:
        async for message in self._socket:
            self._take(json.loads(message))
            self._news.set()
        self._error = self._error or "the server has hung up"
        self._news.set()

    def _take(self, event: dict[str, Any]) -> None:
        match event["type"]:
            case "response.created":
                self._is_responding = True
                self.answers.append("")
            case "response.output_audio.delta":
                if not self._answer:
                    self._plays_from_s = asyncio.get_running_loop().time()
                    self._item_id = event["item_id"]
                self._answer += base64.b64decode(event["delta"])
            case "response.output_audio_transcript.delta":
                self.answers[-1] += event["delta"]
            case "conversation.item.input_audio_transcription.completed":
                self.heard.append(event["transcript"])
            case "response.done":
                # what the server cancels by itself it begins anew, with more of what was said
                is_cancelled = event["response"]["status"] == "cancelled"
                self._is_responding = is_cancelled and not self._has_cancelled
                self._has_cancelled = False
            case "error":
                self._error = self._error or event["error"]["message"]


async def talk(
    url: str, wavs: Sequence[Path], *, cut_after_s: float = LONGEST_WAIT_S
) -> WalkieTalkie:
    """Say each recording and hear its answer; the button cuts an answer off after ``cut_after_s``.

    Raises:
        RuntimeError: The server refused something.
        TimeoutError: No answer came.
    """
    async with WalkieTalkie(url) as radio:
        await radio.hear_greeting()
        for path in wavs:
            wav = read_wav(path)
            resampler = Resampler(wav.sample_rate_hz, RATE_HZ)
            print(f"(button down: {path.name})")
            await radio.press()
            await radio.speak(resampler.feed(wav.data) + resampler.flush())
            await radio.release()
            print("(button up)")
            await radio.hear(at_most_s=cut_after_s)
            print(f"you:   {radio.heard[-1] if radio.heard else ''}")
            print(f"agent: {radio.answers[-1] if radio.answers else ''}")
        return radio


def main() -> None:
    """Read the command line and talk."""
    parser = argparse.ArgumentParser(description="Push to talk.")
    parser.add_argument("wavs", nargs="+", type=Path, metavar="WAV", help="said while it is held")
    parser.add_argument("--url", default="ws://127.0.0.1:8765/v1/realtime")
    parser.add_argument("--out", type=Path, help="write what was heard to this WAV file")
    parser.add_argument(
        "--cut-after",
        type=float,
        default=LONGEST_WAIT_S,
        metavar="S",
        help="press the button again after so much of an answer",
    )
    options = parser.parse_args()
    try:
        radio = asyncio.run(talk(options.url, options.wavs, cut_after_s=options.cut_after))
    except (OSError, InvalidHandshake) as error:
        sys.exit(f"cannot talk to {options.url}: {error}; is the server running?")
    if options.out is not None:
        write_wav(options.out, bytes(radio.sound), RATE_HZ)


if __name__ == "__main__":
    main()
