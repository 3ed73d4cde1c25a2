"""The floor: the same conversation from ``websockets`` and five tasks between asyncio queues.

It decodes and encodes the same messages, hears, answers and speaks with the same script as the
graph ``voice_assistant_fake`` does, and has nothing of what a framework is for: no graph, no
fence, no bounds, no counters, no checks, no supervision.

    python -m ten_lite.bench.floor_server --ready-file FILE --reply TEXT ...
"""

from __future__ import annotations

import argparse
import asyncio
import base64
import json
import math
import os
from array import array
from collections.abc import Mapping
from pathlib import Path

from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed

__all__: list[str] = []

FRAME_MS = 20
FRAME_BYTES = 640
BYTES_PER_S = 32_000
THRESHOLD = 300
METADATA = {
    "sample_rate": 16_000,
    "channels": 1,
    "bytes_per_sample": 2,
    "samples_per_channel": FRAME_BYTES // 2,
}


class Conversation:
    """One client: five tasks, each with a queue before it."""

    def __init__(self, socket: ServerConnection, options: argparse.Namespace, tone: bytes) -> None:
        self._socket = socket
        self._options = options
        self._tone = tone
        self._to_stt: asyncio.Queue[bytes] = asyncio.Queue()
        self._to_control: asyncio.Queue[tuple[str, str, bool]] = asyncio.Queue()
        self._to_llm: asyncio.Queue[str] = asyncio.Queue()
        self._to_tts: asyncio.Queue[tuple[str, bool]] = asyncio.Queue()
        self._to_client: asyncio.Queue[dict[str, object]] = asyncio.Queue()

    async def hold(self) -> None:
        """Talk until the client leaves."""
        stages = (self._hear, self._control, self._answer, self._speak, self._write)
        tasks = [asyncio.create_task(stage()) for stage in stages]
        try:
            async for raw in self._socket:
                message = json.loads(raw)
                if "audio" in message:
                    self._to_stt.put_nowait(base64.b64decode(message["audio"], validate=True))
                else:
                    self._to_control.put_nowait(("typed", message["data"]["text"], True))
        except ConnectionClosed:
            pass
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _hear(self) -> None:
        voiced_ms = 0.0
        waits_for_silence = False
        while True:
            data = await self._to_stt.get()
            samples = array("h", data)
            if max(max(samples), -min(samples)) <= THRESHOLD:
                waits_for_silence = False
            elif not waits_for_silence:
                voiced_ms += len(data) * 1000 / BYTES_PER_S
                if voiced_ms >= self._options.utterance_ms:
                    self._to_control.put_nowait(("heard", self._options.transcript, True))
                    voiced_ms, waits_for_silence = 0.0, True

    async def _control(self) -> None:
        turns = 0
        answer = piece = ""
        while True:
            what, text, is_final = await self._to_control.get()
            if what != "answer":
                turns += 1
                answer = piece = ""
                if what == "heard":
                    self._show(text, "user", is_final, turns)
                self._to_llm.put_nowait(text)
                continue
            piece += text
            if not is_final:
                answer += text
                self._show(answer, "assistant", False, turns)
                if not text.endswith("."):
                    continue
            self._to_tts.put_nowait((piece, is_final))
            piece = ""
            if is_final:
                self._show(answer, "assistant", True, turns)

    def _show(self, text: str, role: str, is_final: bool, stream_id: int) -> None:
        data = {"text": text, "role": role, "is_final": is_final, "stream_id": stream_id}
        self._tell("text_data", {**data, "data_type": "transcribe", "text_ts": 0})

    async def _answer(self) -> None:
        words = self._options.reply.split()
        while True:
            await self._to_llm.get()
            for index, word in enumerate(words):
                self._to_control.put_nowait(("answer", f" {word}" if index else word, False))
            self._to_control.put_nowait(("answer", "", True))

    async def _speak(self) -> None:
        loop = asyncio.get_running_loop()
        began_s, sent = 0.0, 0
        while True:
            text, is_last = await self._to_tts.get()
            for _ in range(len(text.split()) * self._options.word_ms // FRAME_MS):
                if not sent:
                    began_s = loop.time()
                    self._tell("tts_audio_start", {"request_id": "1"})
                due_s = began_s + sent * FRAME_MS / 1000 - self._options.lead_s
                if due_s > loop.time():
                    await asyncio.sleep(due_s - loop.time())
                sent += 1
                self._to_client.put_nowait({"type": "audio", "data": self._tone})
            if is_last:
                about = {"request_id": "1", "duration_ms": sent * FRAME_MS, "reason": "end"}
                self._tell("tts_audio_end", about)
                sent = 0

    def _tell(self, name: str, data: Mapping[str, object]) -> None:
        self._to_client.put_nowait({"type": "data", "name": name, "data": data})

    async def _write(self) -> None:
        while True:
            message = await self._to_client.get()
            if message["type"] == "audio":
                data = message["data"]
                assert isinstance(data, bytes)
                audio = base64.b64encode(data).decode("ascii")
                message = {"type": "audio", "audio": audio, "metadata": METADATA}
            await self._socket.send(json.dumps(message))


async def _serve(options: argparse.Namespace) -> None:
    samples = (int(8000 * math.sin(math.tau * 440 * n / 16_000)) for n in range(FRAME_BYTES // 2))
    tone = array("h", samples).tobytes()

    async def handle(socket: ServerConnection) -> None:
        await Conversation(socket, options, tone).hold()

    async with serve(handle, "127.0.0.1", 0, compression=None) as server:
        port = server.sockets[0].getsockname()[1]
        ready = {"url": f"ws://127.0.0.1:{port}/", "pid": os.getpid()}
        draft = options.ready_file.with_suffix(".draft")
        draft.write_text(json.dumps(ready), encoding="utf-8")
        draft.replace(options.ready_file)
        await asyncio.sleep(options.stop_after)


def _main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--ready-file", type=Path, required=True)
    parser.add_argument("--stop-after", type=float, default=600.0)
    parser.add_argument("--reply", default="Sure.")
    parser.add_argument("--transcript", default="hello")
    parser.add_argument("--utterance-ms", type=int, default=60)
    parser.add_argument("--word-ms", type=int, default=100)
    parser.add_argument("--lead-s", type=float, default=2.0)
    asyncio.run(_serve(parser.parse_args()))


if __name__ == "__main__":
    _main()
