from __future__ import annotations

from ten_lite.addons import AddonConfig, AddonSpec
from ten_lite.kinds import SttExtension
from ten_lite.messages import (
    AsrResult,
    EndOfSpeech,
    LikelyEndOfSpeech,
    PcmFrame,
    StartOfSpeech,
)
from ten_lite.testing import Harness


class Stenographer(SttExtension[AddonConfig]):
    """The bytes of a frame are the words; a full stop ends the utterance."""

    def on_pcm_frame(self, frame: PcmFrame) -> None:
        text = frame.data.decode().strip()
        self.send_result(text, final=text.endswith("."), start_ms=10, duration_ms=20)


SPEC = AddonSpec(
    name="stenographer",
    kind="stt",
    description="",
    factory=f"{__name__}:Stenographer",
    inputs=(PcmFrame,),
    outputs=(AsrResult,),
)


async def results_of(*texts: str) -> list[AsrResult]:
    async with Harness(SPEC) as harness:
        for text in texts:
            harness.push(PcmFrame(text.encode()))
        return [message for message in harness.received if isinstance(message, AsrResult)]


async def test_partials_and_their_final_share_an_id_and_the_next_utterance_has_another():
    results = await results_of("a ", "a b ", "a b.", "c ", "c.", "d.")
    ids = [result.id for result in results]
    assert ids[0] == ids[1] == ids[2]
    assert ids[3] == ids[4]
    assert len(set(ids)) == 3


async def test_a_result_has_all_its_fields():
    (result,) = await results_of("a.")
    assert (result.text, result.final) == ("a.", True)
    assert (result.start_ms, result.duration_ms, result.language) == (10, 20, "en-US")
    assert result.id.startswith("s1-")
    assert result.session_id == "s1"


async def test_results_of_two_sessions_have_different_ids():
    async with Harness(SPEC) as one, Harness(SPEC) as two:
        two.session.id = "s2"
        for harness in (one, two):
            harness.push(PcmFrame(b"a."))
        ids = {(await h.pull(AsrResult)).id for h in (one, two)}
        assert len(ids) == 2


async def test_a_transcript_survives_an_interruption():
    async with Harness(SPEC) as harness:
        harness.push(PcmFrame(b"a "))
        harness.session.interrupt()
        harness.push(PcmFrame(b"a."))
        assert [message.fenced for message in harness.received] == [False, False]
        assert len(harness.received) == 2


async def test_the_events_of_a_vad_may_be_ignored():
    events = (StartOfSpeech, LikelyEndOfSpeech, EndOfSpeech)
    spec = AddonSpec(
        name="stenographer",
        kind="stt",
        description="",
        factory=SPEC.factory,
        inputs=(PcmFrame, *events),
        outputs=(AsrResult,),
    )
    async with Harness(spec) as harness:
        for event in events:
            harness.push(event(100))
        assert harness.received == []


async def test_it_is_idle_between_utterances():
    async with Harness(SPEC) as harness:
        stt = harness.session.nodes["addon"].extension
        idle = [stt.is_idle()]
        for text in ("a ", "a b ", "a b.", "c."):
            harness.push(PcmFrame(text.encode()))
            idle.append(stt.is_idle())
        assert idle == [True, False, False, True, True]
