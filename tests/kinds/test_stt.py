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

FRAME_MS = 100


class Stenographer(SttExtension[AddonConfig]):
    """The bytes of a frame are the words; a full stop ends the utterance, ``!`` the node.

    A frame is 100 ms; ``< `` in front of the words says that the utterance began 50 ms earlier.
    """

    async def configure(self) -> None:
        self.state.setdefault("heard_ms", 0)

    def hear(self, frame: PcmFrame) -> None:
        text = frame.data.decode().strip()
        if text == "!":
            raise RuntimeError("out of ink")
        start_ms = self.state["heard_ms"] - 50 * text.count("<")
        self.state["heard_ms"] += FRAME_MS
        final = text.endswith(".")
        text = text.strip("<>. ") + ("." if final and text != "." else "")
        self.send_result(
            text, final=final, start_ms=start_ms, duration_ms=self.state["heard_ms"] - start_ms
        )


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
    assert (result.start_ms, result.duration_ms, result.language) == (0, 100, "en-US")
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


async def test_no_utterance_has_the_id_of_one_that_came_to_nothing():
    first, none, second = await results_of("a ", ".", "c.")
    assert [(r.text, r.final) for r in (first, none, second)] == [
        ("a", False),
        ("", True),
        ("c.", True),
    ]
    assert first.id == none.id != second.id


async def test_a_partial_without_words_is_not_sent_and_a_final_one_ends_what_was_under_way():
    async with Harness(SPEC) as harness:
        stt = harness.session.nodes["addon"].extension
        for text in (" ", ".", "a ", " "):
            harness.push(PcmFrame(text.encode()))
        assert not stt.is_idle()
        harness.push(PcmFrame(b"."))
        assert stt.is_idle()
        told = [(m.text, m.final) for m in harness.received if isinstance(m, AsrResult)]
        assert told == [("", True), ("a", False), ("", True)]


async def test_finals_do_not_overlap_even_if_the_recogniser_says_so():
    results = await results_of("a.", "< b ", "<< b.", "< c.")
    finals = [result for result in results if result.final]
    assert [final.start_ms for final in finals] == [0, 100, 300]
    assert [final.duration_ms for final in finals] == [100, 200, 100]
    assert all(result.duration_ms > 0 for result in results)


async def test_a_final_that_lies_in_the_one_before_keeps_its_words_and_has_a_length():
    async with Harness(SPEC) as harness:
        stt = harness.session.nodes["addon"].extension
        stt.send_result("a.", final=True, start_ms=100, duration_ms=500)  # type: ignore[attr-defined]
        stt.send_result("b.", final=True, start_ms=200, duration_ms=100)  # type: ignore[attr-defined]
        one, two = [m for m in harness.received if isinstance(m, AsrResult)]
        assert (two.text, two.start_ms, two.duration_ms) == ("b.", 600, 1)
        assert one.id != two.id


async def test_after_a_restart_ids_and_times_go_on():
    async with Harness(SPEC) as harness:
        harness.push(PcmFrame(b"a."))
        first = await harness.pull(AsrResult)
        harness.push(PcmFrame(b"!"))
        harness.push(PcmFrame(b"< b."))
        second = await harness.pull(AsrResult)
        assert first.id != second.id
        assert (second.start_ms, second.duration_ms) == (100, 100)
        assert harness.session.nodes["addon"].restart_count == 1
