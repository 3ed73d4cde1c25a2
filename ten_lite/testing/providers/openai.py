"""An OpenAI on 127.0.0.1: chat completions, responses, speech and transcriptions.

    async with FakeOpenai() as server:
        server.script(Answer(["It is ", 0.5, "noon."]), Refusal(429, "rate_limit_exceeded"))
        ...  # a client with base_url=server.base_url, api_key=server.api_key
        assert server.requests[0].body["model"] == "some-model"

It runs in the loop of the test, so it works in virtual time.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterable, Mapping

from pydantic import JsonValue

from ten_lite.testing.providers.chat_server import (
    ChatRequest,
    ChatServer,
    EventWire,
    Fault,
    Refusal,
)
from ten_lite.testing.providers.improvised import answer_to, sentence_in, tones
from ten_lite.testing.providers.multipart import UploadedFile
from ten_lite.testing.providers.openai_audio import (
    RATE_HZ,
    check_speech,
    check_transcription,
    send_speech,
    send_transcript,
)
from ten_lite.testing.providers.openai_chat import check_chat, send_chat
from ten_lite.testing.providers.openai_responses import check_response, send_response
from ten_lite.testing.providers.openai_script import (
    Answer,
    Call,
    Failed,
    Speech,
    Thought,
    Transcript,
    tool_call_deltas,
)

__all__ = [
    "Answer",
    "Call",
    "ChatRequest",
    "Failed",
    "FakeOpenai",
    "Fault",
    "Refusal",
    "Speech",
    "Thought",
    "Transcript",
    "UploadedFile",
    "tool_call_deltas",
]


REQUEST_ID = {"x-request-id": "req_test"}

CHECKS = {
    "/v1/chat/completions": check_chat,
    "/v1/responses": check_response,
    "/v1/audio/speech": check_speech,
    "/v1/audio/transcriptions": check_transcription,
}

Scripted = Answer | Speech | Transcript | Refusal | Fault


class FakeOpenai(ChatServer):
    """The server; an async context manager.

    Answers what is scripted, in order, and after that says "Yes.", spells what it is to speak and
    understands ``say_numbers``. It checks the key, the model, that each tool call of a history is
    answered, and what else the real one refuses.

    Args:
        api_key: The key it accepts.
        models: The models it knows; None: all.
        refuses: Fields that it refuses as unknown, as compatible servers do.
        takes: Fields of its own, as compatible servers have.

    Attributes:
        requests: All there were, refused ones among them.
        connections: How many connections were opened.
        properties: What makes a node its client, once entered.
    """

    def __init__(
        self,
        *,
        api_key: str = "test-key",
        models: Iterable[str] | None = None,
        refuses: Collection[str] = (),
        takes: Collection[str] = (),
    ) -> None:
        super().__init__()
        self.api_key = api_key
        self._models = None if models is None else frozenset(models)
        self._refuses = refuses
        self._takes = takes
        self._script: deque[Scripted] = deque()
        self._improvises = False

    @property
    def base_url(self) -> str:
        """What a client takes as its ``base_url``."""
        return f"{self.address}/v1"

    @property
    def properties(self) -> Mapping[str, JsonValue]:
        """See ``FakeProvider``."""
        return {"api_key": self.api_key, "base_url": self.base_url, "preset": None}

    def improvise(self) -> None:
        """See ``FakeProvider``: answer, hear sentences in any sound, speak in tones."""
        self._improvises = True

    def script(self, *answers: Scripted) -> None:
        """Answer the coming requests like this; a fault breaks them before any header."""
        self._script.extend(answers)

    async def answer(self, request: ChatRequest, wire: EventWire) -> None:
        """Answer as the script says, or refuse what the real server refuses."""
        answer: Scripted | None = self._refusal(request)
        if answer is None and self._script:
            answer = self._script.popleft()
        if answer is None and self._improvises:
            answer = _improvised(request)
        if isinstance(answer, Refusal):
            error = {"message": answer.message, "type": "test_error", "code": answer.code or None}
            wire.refuse(answer.status, {"error": error}, {**REQUEST_ID, **answer.headers})
        elif isinstance(answer, Fault):
            await wire.fault(answer)
        else:
            await _send(answer, request, wire)

    def _refusal(self, request: ChatRequest) -> Refusal | None:
        """What the real server says to a request of that kind, if it refuses it."""
        path, body = request.path.partition("?")[0], request.body
        if path not in CHECKS:
            return Refusal(404, "", "no such path")
        if request.headers.get("authorization") != f"Bearer {self.api_key}":
            given = request.headers.get("authorization", "").removeprefix("Bearer ")
            return Refusal(401, "invalid_api_key", f"Incorrect API key provided: {given}.")
        model = body.get("model")
        if self._models is not None and model not in self._models:
            return Refusal(404, "model_not_found", f"The model `{model}` does not exist.")
        for name in self._refuses:
            if name in body:
                return Refusal(422, "extra_forbidden", f"{name}: Extra inputs are not permitted")
        return CHECKS[path]({name: v for name, v in body.items() if name not in self._takes})


async def _send(answer: Scripted | None, request: ChatRequest, wire: EventWire) -> None:
    body = request.body
    if request.path == "/v1/audio/speech":
        plan = answer or Speech()
        assert isinstance(plan, Speech), f"scripted for another request: {answer}"
        await send_speech(plan, body, wire, REQUEST_ID)
    elif request.path == "/v1/audio/transcriptions":
        told = answer or Transcript()
        assert isinstance(told, Transcript), f"scripted for another request: {answer}"
        await send_transcript(told, body, wire, REQUEST_ID)
    else:
        said = answer or Answer()
        assert isinstance(said, Answer), f"scripted for another request: {answer}"
        wire.open(REQUEST_ID)
        is_chat = request.path == "/v1/chat/completions"
        await (send_chat if is_chat else send_response)(said, body, wire)


def _improvised(request: ChatRequest) -> Answer | Speech | Transcript:
    body = request.body
    if request.path == "/v1/audio/speech":
        return Speech(sound=tones(body["input"], sample_rate_hz=RATE_HZ))
    if request.path == "/v1/audio/transcriptions":
        return Transcript(steps=sentence_in(body["file"].data, body.get("language", "en")))
    return Answer(answer_to(body["messages" if "messages" in body else "input"]))
