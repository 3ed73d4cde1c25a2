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
from collections import deque
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

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
        self._quiet_ms = 0
        self._said = asyncio.Event()

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
        """Say 16-bit sound of 8 kHz, and hear the answer until it is quiet."""
        self._said.clear()
        self._to_say += MULAW.encode(pcm)
        await self._said.wait()
        await self.listen(begins_within_ms=LONGEST_ANSWER_MS)

    async def listen(self, *, begins_within_ms: int) -> None:
        """Hear what comes, if it begins in time, until it has been quiet for two seconds."""
        self._quiet_ms, waited_ms, is_heard = 0, 0, False
        while (self._quiet_ms < QUIET_MS) if is_heard else (waited_ms < begins_within_ms):
            if any(task.done() for task in self._tasks):
                raise ConnectionError("the server has hung up; its log says why")
            await asyncio.sleep(FRAME_MS / 1000)
            waited_ms += FRAME_MS
            is_heard = is_heard or bool(self._line) or not self._quiet_ms

    async def press(self, key: str) -> None:
        """Press a key of the telephone: 0 to 9, *, # or A to D."""
        await self._send("dtmf", dtmf={"track": "inbound_track", "digit": key}, **self._stream)

    async def hang_up(self) -> None:
        """The caller has had enough."""
        await self._send("stop", stop={"callSid": "CA0001"}, **self._stream)

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
            if piece and not self._to_say:
                self._said.set()
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


async def dial(url: str, wavs: Sequence[Path], *, greeting_within_ms: int = 1_500) -> Call:
    """Call, hear a greeting, say each recording and hear its answer, hang up.

    Raises:
        ConnectionError: The server has hung up.
    """
    async with Call(url) as call:
        await call.listen(begins_within_ms=greeting_within_ms)
        for path in wavs:
            wav = read_wav(path)
            resampler = Resampler(wav.sample_rate_hz, RATE_HZ)
            print(f"caller says {path.name}")
            before = len(call.heard)
            await call.say(resampler.feed(wav.data) + resampler.flush())
            print(f"  and listened for {(len(call.heard) - before) / RATE_HZ:.1f} s")
        await call.hang_up()
        return call


def main() -> None:
    """Read the command line and dial."""
    parser = argparse.ArgumentParser(description="Call a server as a telephone company does.")
    parser.add_argument("wavs", nargs="+", type=Path, metavar="WAV", help="what the caller says")
    parser.add_argument("--url", default="ws://127.0.0.1:8765/twilio")
    parser.add_argument("--out", type=Path, help="write what the caller heard to this WAV file")
    options = parser.parse_args()
    call = asyncio.run(dial(options.url, options.wavs))
    if options.out is not None:
        write_wav(options.out, MULAW.decode(bytes(call.heard)), RATE_HZ)
        print(f"what the caller heard is in {options.out}")


if __name__ == "__main__":
    main()
