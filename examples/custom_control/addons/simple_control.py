"""A control: what the user says goes to the model, what the model says goes to the voice."""

from ten_lite.addons import AddonConfig, AddonSpec, hookimpl
from ten_lite.kinds import SentenceSplitter
from ten_lite.messages import AsrResult, ChatCompletion, ChatDelta, TextData, TtsFlush, TtsTextInput
from ten_lite.runtime import Extension


class SimpleControl(Extension[AddonConfig]):
    """Gives one answer to each thing that the user says, and stops it when the user speaks."""

    async def configure(self) -> None:
        """Begin, or go on after a failure: ``state`` outlives a restart of the node."""
        self.history: list[dict[str, str]] = self.state.setdefault("history", [])

    def on_asr_result(self, heard: AsrResult) -> None:
        """Be quiet at the first word; show what is heard, and answer when that is final."""
        self.send(TtsFlush(f"flush-{heard.id}", "the user speaks"))
        self.send(TextData(heard.text, "user", heard.final, self.session.fence.turn_id + 1))
        if heard.final and heard.text:
            self.answer(heard.text)

    def on_text_data(self, typed: TextData) -> None:
        """Be quiet, and answer what was typed."""
        self.send(TtsFlush("flush-typed", "the user typed"))
        self.answer(typed.text)

    def answer(self, said: str) -> None:
        """Begin a turn. A handler must not wait, so the work is a task; a flush cancels it."""
        turn_id = self.session.fence.begin_turn()
        self.history.append({"role": "user", "content": said})
        self.spawn(self.speak(turn_id), name="answer", until_flush=True)

    async def speak(self, turn_id: int) -> None:
        """Ask the model, and give the voice each sentence as soon as it is there."""
        asked = [one for one in self.history if one["content"]]
        self.history.append(reply := {"role": "assistant", "content": ""})
        request_id, splitter = f"{self.session.id}-{turn_id}", SentenceSplitter()
        async with self.call(ChatCompletion(asked, request_id)) as deltas:
            async for delta in deltas:
                assert isinstance(delta, ChatDelta)
                reply["content"] += delta.delta
                for sentence in splitter.feed(delta.delta):
                    self.send(TtsTextInput(request_id, sentence))
        self.send(TtsTextInput(request_id, splitter.flush(), text_input_end=True))
        self.send(TextData(reply["content"], "assistant", True, turn_id))


@hookimpl
def ten_lite_addons() -> list[AddonSpec]:
    """The addon of this file: what it takes has a handler above, what it gives is sent there."""
    spec = AddonSpec(
        name="simple_control",
        kind="control",
        description="Answers what the user said last.",
        factory=f"{__name__}:SimpleControl",
        inputs=(AsrResult, TextData),
        outputs=(ChatCompletion, TextData, TtsFlush, TtsTextInput),
    )
    return [spec]
