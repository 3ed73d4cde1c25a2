from __future__ import annotations

import json
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ten_lite.errors import WeightsError
from ten_lite_local.cancel import Cancelled, CancelToken
from ten_lite_local.llama import Answer, LlamaError, LlamaModel, PromptTooLongError
from ten_lite_local.tests.kit import BUSY_MACHINE_S, cancelled_after

LONG_WORDS = "the quick brown fox jumps over the lazy dog and runs " * 60
STORY = "Tell me a very long story about a dragon and a princess."
FRANCE = "What is the capital of France?"
SYSTEM = {"role": "system", "content": "You are a helpful assistant. Answer in a short sentence."}


def ask(
    model: LlamaModel, *texts: str, max_tokens: int = 24, cancel: CancelToken | None = None
) -> str:
    roles = ("user", "assistant")
    messages = [SYSTEM, *({"role": roles[n % 2], "content": text} for n, text in enumerate(texts))]
    pieces = model.chat(messages, max_tokens=max_tokens, temperature=0, cancel=cancel)
    return "".join(pieces)


def tell_a_story(
    model: LlamaModel, cancel: CancelToken, outcome: list[str], *, max_tokens: int
) -> threading.Thread:
    """A thread in which the model tells a story; returns when it has begun to."""
    begun = threading.Event()
    messages = [SYSTEM, {"role": "user", "content": STORY}]

    def tell() -> None:
        try:
            for _ in model.chat(messages, max_tokens=max_tokens, temperature=0, cancel=cancel):
                begun.set()
            outcome.append("ended")
        except Cancelled:
            outcome.append("cancelled")

    thread = threading.Thread(target=tell)
    thread.start()
    begun.wait()
    return thread


@pytest.mark.weights
def test_the_answer_comes_in_pieces(llama: LlamaModel) -> None:
    messages = [SYSTEM, {"role": "user", "content": FRANCE}]
    pieces = list(llama.chat(messages, max_tokens=24, temperature=0))
    assert len(pieces) > 4
    assert "Paris" in "".join(pieces)


@pytest.mark.weights
def test_the_tokens_read_and_written_are_told(llama: LlamaModel) -> None:
    messages = [{"role": "user", "content": "Say hi."}]
    usage: dict[str, int] = {}
    pieces = list(llama.chat(messages, max_tokens=5, temperature=0, usage=usage))
    assert usage["completion_tokens"] == 5 >= len(pieces)
    assert 5 < usage["prompt_tokens"] < 60


@pytest.mark.weights
def test_the_answer_is_no_longer_than_allowed(llama: LlamaModel) -> None:
    messages = [{"role": "user", "content": STORY}]
    assert len(list(llama.chat(messages, max_tokens=5, temperature=0))) <= 5


@pytest.mark.weights
def test_the_conversation_so_far_counts(llama: LlamaModel) -> None:
    answer = ask(llama, "My dog is called Bello.", "Bello is a nice name.", "Say his name.")
    assert "Bello" in answer


@pytest.mark.weights
def test_one_conversation_does_not_touch_another(llama: LlamaModel) -> None:
    alone = ask(llama, FRANCE)
    ask(llama, "The capital of France is Bonn.", "Yes, it is Bonn.", "Say it again.")
    assert ask(llama, FRANCE) == alone


@pytest.mark.weights
def test_warming_up_keeps_answers_as_they_are(llama: LlamaModel) -> None:
    before = ask(llama, FRANCE)
    llama.warm("You are a helpful assistant.")
    assert ask(llama, FRANCE) == before


@pytest.mark.weights
@pytest.mark.parametrize(
    ("said", "delay_s"),
    [(STORY, 0.3), (LONG_WORDS, 0.0), (LONG_WORDS, 0.2)],
    ids=["answering", "before reading", "reading"],
)
def test_an_answer_can_be_stopped_anywhere(llama: LlamaModel, said: str, delay_s: float) -> None:
    with cancelled_after(delay_s) as (token, ago_s), pytest.raises(Cancelled):
        ask(llama, said, max_tokens=400, cancel=token)
    assert ago_s() < BUSY_MACHINE_S
    assert "Paris" in ask(llama, FRANCE)


@pytest.mark.weights
def test_nothing_is_done_for_a_cancelled_token(llama: LlamaModel) -> None:
    token = CancelToken()
    token.cancel()
    with pytest.raises(Cancelled):
        ask(llama, FRANCE, cancel=token)


@pytest.mark.weights
def test_leaving_the_iteration_ends_the_answer(llama: LlamaModel) -> None:
    for _ in range(3):
        messages = [{"role": "user", "content": STORY}]
        answer = llama.chat(messages, max_tokens=900, temperature=0)
        assert next(answer)
        answer.close()  # type: ignore[attr-defined]
    began_s = time.monotonic()
    assert "Paris" in ask(llama, FRANCE)
    assert time.monotonic() - began_s < 20  # three whole stories would take longer


@pytest.mark.weights
def test_who_waits_for_a_turn_can_stop_waiting(llama: LlamaModel) -> None:
    first = CancelToken()
    outcome: list[str] = []
    holder = tell_a_story(llama, first, outcome, max_tokens=900)
    with cancelled_after(0.1) as (token, ago_s), pytest.raises(Cancelled):
        ask(llama, FRANCE, cancel=token)
    assert ago_s() < BUSY_MACHINE_S
    assert outcome == []  # the first one was not touched
    first.cancel()
    holder.join()
    assert outcome == ["cancelled"]


@pytest.mark.weights
def test_two_slots_answer_at_the_same_time(weights: Callable[[str], Path]) -> None:
    model = LlamaModel(weights("SmolLM2-135M-Instruct.Q4_1.gguf"), context_tokens=512, slots=2)
    model.warm("You are a helpful assistant.")
    token = CancelToken()
    outcome: list[str] = []
    teller = tell_a_story(model, token, outcome, max_tokens=480)
    assert "Paris" in ask(model, FRANCE)
    assert outcome == []  # the story goes on
    model.close()
    teller.join()
    assert outcome == ["cancelled"]


@pytest.mark.weights
def test_a_conversation_that_does_not_fit_is_told_with_its_length(llama: LlamaModel) -> None:
    with pytest.raises(PromptTooLongError, match="does not fit into 1024") as caught:
        ask(llama, LONG_WORDS * 2)
    assert caught.value.prompt_tokens > caught.value.context_tokens == 1024
    assert "Paris" in ask(llama, FRANCE)


@pytest.mark.weights
@pytest.mark.parametrize("message", [{}, {"role": "user"}, {"content": [{"type": "image_url"}]}])
def test_messages_that_make_no_sense_are_refused(
    llama: LlamaModel, message: dict[str, Any]
) -> None:
    with pytest.raises(LlamaError):
        list(llama.chat([message], max_tokens=2, temperature=0))


@pytest.mark.weights
def test_nobody_else_can_use_the_model_through_its_port(llama: LlamaModel) -> None:
    address = llama._server.listening_address
    for path in ("/v1/models", "/props", "/slots", "/completion"):
        with pytest.raises(urllib.error.HTTPError) as caught:
            urllib.request.urlopen(address + path, timeout=10)
        caught.value.close()
        assert caught.value.code in (401, 403, 404)


@pytest.mark.weights
def test_a_closed_model_leaves_nothing_running(weights: Callable[[str], Path]) -> None:
    before = threading.active_count()
    model = LlamaModel(weights("SmolLM2-135M-Instruct.Q4_1.gguf"), context_tokens=256)
    assert ask(model, FRANCE, max_tokens=3)
    model.close()
    model.close()
    assert threading.active_count() == before
    with pytest.raises(LlamaError, match="closed"):
        ask(model, FRANCE)


@pytest.mark.weights
def test_half_a_file_is_named(weights: Callable[[str], Path], tmp_path: Path) -> None:
    half = tmp_path / "half.gguf"
    with weights("SmolLM2-135M-Instruct.Q4_1.gguf").open("rb") as file:
        half.write_bytes(file.read(40_000_000))
    with pytest.raises(WeightsError, match=r"half\.gguf: not a model that llama\.cpp can load"):
        LlamaModel(half)


@pytest.mark.parametrize("content", [b"", b"GGUF", b"not a model" * 100])
def test_a_damaged_file_is_named(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "model.gguf"
    path.write_bytes(content)
    with pytest.raises(WeightsError, match=r"model\.gguf: not a model that llama\.cpp can load"):
        LlamaModel(path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match=r"gone\.gguf: no such model file"):
        LlamaModel(tmp_path / "gone.gguf")


class Chunks:
    """Stands in for the server: tells prepared chunks until it is stopped."""

    def __init__(self, *chunks: Any) -> None:
        self.chunks = chunks
        self.stopped = False

    def handle_chat_completions(
        self, request: dict[str, Any], callback: Callable[[Any], object]
    ) -> None:
        assert request["stream"] is True
        self.stopped = any(callback(chunk) for chunk in self.chunks)


def chunk(text: str | None) -> dict[str, Any]:
    return {"choices": [{"index": 0, "delta": {"content": text}}]}


@pytest.mark.parametrize(
    "shape",
    [
        lambda chunks: chunks,
        lambda chunks: [chunks],
        lambda chunks: [json.dumps(chunk) for chunk in chunks],
        lambda chunks: [json.dumps(chunks).encode()],
        lambda chunks: [[json.dumps(chunk) for chunk in chunks]],
        lambda chunks: [{"choices": []}, {}, {"choices": [{"delta": {}}]}, *chunks, chunk(None)],
    ],
    ids=["dicts", "list", "json", "json list", "list of json", "without text"],
)
def test_chunks_come_in_many_shapes(shape: Callable[[list[Any]], list[Any]]) -> None:
    answer = Answer({})
    answer.make(Chunks(*shape([chunk("a"), chunk("b"), chunk("c")])))
    assert list(answer.pieces()) == ["a", "b", "c"]


def test_tokens_are_counted_as_they_come_and_told_exactly_at_the_end() -> None:
    usage: dict[str, int] = {}
    begin = {"choices": [], "prompt_progress": {"total": 33, "processed": 16}}
    Answer({}, usage).make(Chunks(begin, chunk(None), chunk("a"), chunk("b")))
    assert usage == {"prompt_tokens": 33, "completion_tokens": 2}
    Answer({}, usage).make(Chunks(begin, chunk("a"), {"timings": {"predicted_n": 8}}))
    assert usage == {"prompt_tokens": 33, "completion_tokens": 8}


@pytest.mark.parametrize("broken", ["{", 7, None, [None], {"choices": [7]}])
def test_a_chunk_of_no_known_shape_ends_the_answer(broken: Any) -> None:
    answer = Answer({})
    server = Chunks(chunk("a"), broken, chunk("b"))
    answer.make(server)
    assert server.stopped
    pieces = answer.pieces()
    assert next(pieces) == "a"
    with pytest.raises(LlamaError):
        next(pieces)


def test_a_stopped_answer_stops_the_model() -> None:
    answer = Answer({})
    said: list[str] = []

    class Server(Chunks):
        def handle_chat_completions(
            self, request: dict[str, Any], callback: Callable[[Any], object]
        ) -> None:
            for text in "abcd":
                said.append(text)
                if text == "c":
                    answer.stop()
                if callback(chunk(text)):
                    return

    answer.make(Server())
    assert said == ["a", "b", "c"]
    with pytest.raises(Cancelled):
        list(answer.pieces())


def test_an_answer_stopped_before_its_turn_is_not_made() -> None:
    answer = Answer({})
    answer.stop()
    server = Chunks(chunk("a"))
    answer.make(server)
    with pytest.raises(Cancelled):
        list(answer.pieces())
    assert not server.stopped
