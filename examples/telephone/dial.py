"""Plays the telephone company: calls a server as Twilio's media streams do, and records the call.

    python dial.py question.wav another.wav --out call.wav

The caller says each recording and listens until it has been quiet for two seconds. What he hears is
8 kHz mu-law, as on the telephone, and is written as it came, pauses and all.
"""

from __future__ import annotations

import argparse
import asyncio
import base64
import json
import os
import sys
from collections import deque
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake

from ten_lite.audio import Resampler, read_wav, write_wav
from ten_lite.wire.g711 import MULAW

RATE_HZ = 8_000
FRAME_MS = 20
FRAME = RATE_HZ * FRAME_MS // 1000
SILENCE = MULAW.encode(bytes(2))
QUIET_MS = 2_000
LONGEST_ANSWER_MS = 60_000


class Call:
    """A call, as the telephone company sees it.

    Args:
        url: The server's address, ``ws://127.0.0.1:8765/twilio``.

    Attributes:
        heard: What the caller heard, mu-law, from the first moment on.
        cleared: How often the server had what was not played yet thrown away.
    """

    def __init__(self, url: str) -> None:
        self._url = url
        self.heard = bytearray()
        self.cleared = 0
        self._stream = {"streamSid": "MZ0001"}
        self._line: deque[bytes | str] = deque()  # sound to be played, and names of marks in it
        self._to_say = bytearray()
        self._quiet_ms = QUIET_MS

    async def __aenter__(self) -> Self:
        self._socket = await connect(self._url, proxy=None, max_size=2**24)
        await self._send("connected", protocol="Call", version="1.0.0")
        token = os.environ.get("TEN_LITE_TOKEN")
        start = {
            **self._stream,
            "callSid": "CA0001",
            "tracks": ["inbound"],
            "mediaFormat": {"encoding": "audio/x-mulaw", "sampleRate": RATE_HZ, "channels": 1},
            "customParameters": {"token": token} if token else {},
        }
        await self._send("start", start=start, **self._stream)
        self._tasks = [asyncio.create_task(self._listen()), asyncio.create_task(self._run())]
        return self

    async def __aexit__(
        self,
        error_type: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        for task in self._tasks:
            task.cancel()
        ended = await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._socket.close()
        for failure in ended:
            if error is None and isinstance(failure, Exception):
                raise failure

    async def say(self, pcm: bytes) -> None:
        """Say 16-bit sound of 8 kHz, whatever is heard meanwhile.

        Raises:
            ConnectionError: The server has hung up.
        """
        self._to_say += MULAW.encode(pcm)
        while self._to_say:
            await self._next_frame()

    async def listen(
        self, *, begins_within_ms: int = LONGEST_ANSWER_MS, at_most_ms: int = LONGEST_ANSWER_MS
    ) -> None:
        """Hear what comes, if it begins in time, until it has been quiet for two seconds.

        Args:
            begins_within_ms: Longest wait for its first sound.
            at_most_ms: So much of it is listened to.

        Raises:
            ConnectionError: The server has hung up.
        """
        waited_ms = heard_ms = 0
        while self._is_quiet and waited_ms < begins_within_ms:
            await self._next_frame()
            waited_ms += FRAME_MS
        while self._quiet_ms < QUIET_MS and heard_ms < at_most_ms:
            await self._next_frame()
            heard_ms += FRAME_MS

    async def press(self, key: str) -> None:
        """Press a key of the telephone: 0 to 9, *, # or A to D."""
        await self._send("dtmf", dtmf={"track": "inbound_track", "digit": key}, **self._stream)

    async def hang_up(self) -> None:
        """The caller has had enough."""
        await self._send("stop", stop={"callSid": "CA0001"}, **self._stream)

    async def _next_frame(self) -> None:
        if any(task.done() for task in self._tasks):
            raise ConnectionError("the server has hung up; its log says why")
        await asyncio.sleep(FRAME_MS / 1000)

    @property
    def _is_quiet(self) -> bool:
        return self._quiet_ms > 0

    async def _run(self) -> None:
        """Every 20 ms a piece of the caller's sound goes out, and one of the answer is played."""
        loop = asyncio.get_running_loop()
        next_s = loop.time()
        while True:
            next_s += FRAME_MS / 1000
            await asyncio.sleep(max(0.0, next_s - loop.time()))
            piece, self._to_say = self._to_say[:FRAME], self._to_say[FRAME:]
            payload = base64.b64encode(piece.ljust(FRAME, SILENCE)).decode("ascii")
            await self._send(
                "media", media={"track": "inbound", "payload": payload}, **self._stream
            )
            await self._play()

    async def _play(self) -> None:
        left = FRAME
        while self._line and left:
            next_one = self._line.popleft()
            if isinstance(next_one, str):
                await self._send("mark", mark={"name": next_one}, **self._stream)
                continue
            self.heard += next_one[:left]
            if len(next_one) > left:
                self._line.appendleft(next_one[left:])
            left -= min(left, len(next_one))
        self.heard += SILENCE * left
        self._quiet_ms = 0 if left < FRAME else self._quiet_ms + FRAME_MS

    async def _listen(self) -> None:
        try:
            async for message in self._socket:
                await self._take(json.loads(message))
        except ConnectionClosed:
            return

    async def _take(self, event: dict[str, Any]) -> None:
        match event["event"]:
            case "media":
                self._line.append(base64.b64decode(event["media"]["payload"]))
            case "mark":
                self._line.append(event["mark"]["name"])
            case "clear":
                self.cleared += 1
                marks = [one for one in self._line if isinstance(one, str)]
                self._line.clear()
                for name in marks:  # Twilio answers those of sound it has thrown away as well
                    await self._send("mark", mark={"name": name}, **self._stream)

    async def _send(self, event: str, **fields: Any) -> None:
        await self._socket.send(json.dumps({"event": event, **fields}))


async def dial(
    url: str, wavs: Sequence[Path], *, talk_over_after_ms: int = LONGEST_ANSWER_MS
) -> Call:
    """Call, hear a greeting, say each recording and hear its answer, hang up.

    Args:
        url: The server's address.
        wavs: What the caller says.
        talk_over_after_ms: Of every answer but the last so much is heard; then the caller speaks.

    Raises:
        ConnectionError: The server has hung up.
    """
    async with Call(url) as call:
        await call.listen(begins_within_ms=1_500)
        for number, path in enumerate(wavs, 1):
            wav = read_wav(path)
            resampler = Resampler(wav.sample_rate_hz, RATE_HZ)
            print(f"caller says {path.name}")
            await call.say(resampler.feed(wav.data) + resampler.flush())
            before = len(call.heard)
            limit_ms = talk_over_after_ms if number < len(wavs) else LONGEST_ANSWER_MS
            await call.listen(at_most_ms=limit_ms)
            print(f"  and listens for {(len(call.heard) - before) / RATE_HZ:.1f} s")
        await call.hang_up()
        return call


def main() -> None:
    """Read the command line and dial."""
    parser = argparse.ArgumentParser(description="Call a server as a telephone company does.")
    parser.add_argument("wavs", nargs="+", type=Path, metavar="WAV", help="what the caller says")
    parser.add_argument("--url", default="ws://127.0.0.1:8765/twilio")
    parser.add_argument("--out", type=Path, help="write what the caller heard to this WAV file")
    parser.add_argument(
        "--talk-over",
        type=float,
        default=LONGEST_ANSWER_MS / 1000,
        metavar="S",
        help="say the next one after so much of an answer",
    )
    options = parser.parse_args()
    after_ms = round(1000 * options.talk_over)
    try:
        call = asyncio.run(dial(options.url, options.wavs, talk_over_after_ms=after_ms))
    except (OSError, InvalidHandshake) as error:
        sys.exit(f"cannot call {options.url}: {error}; is the server running?")
    if options.out is not None:
        write_wav(options.out, MULAW.decode(bytes(call.heard)), RATE_HZ)
        print(f"what the caller heard is in {options.out}")


if __name__ == "__main__":
    main()
