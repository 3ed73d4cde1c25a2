from __future__ import annotations

from collections.abc import AsyncGenerator
from typing import Annotated, Any, Literal

from pydantic import Field

from ten_lite.addons import PORTABLE, AddonConfig, AddonSpec
from ten_lite.config.definition import FallbackDef, NodeDef
from ten_lite.errors import ProviderError
from ten_lite.kinds import SttExtension, TtsExtension
from ten_lite.messages import (
    AsrResult,
    ErrorMessage,
    PcmFrame,
    SessionConfig,
    TtsAudioEnd,
    TtsAudioStart,
    TtsFlush,
    TtsFlushEnd,
    TtsTextInput,
)
from ten_lite.runtime.plan import NodePlan
from ten_lite.testing import Harness


class SingerConfig(AddonConfig):
    voice: Literal["alto", "bass", "ghost", "mute"] = "alto"
    language: Annotated[str, PORTABLE] = Field(
        default="en-US", pattern="^(en|de)", description="It sings English and German."
    )


SUNG: list[tuple[str, str, str]] = []


class Singer(TtsExtension[SingerConfig]):
    """Nobody has the voice ``ghost``, ``mute`` is ill; ``!`` breaks it, ``gone`` ends the first."""

    async def configure(self) -> None:
        self.lead_s = 10

    def adjust(self, config: SingerConfig) -> None:
        if config.voice == "bass" and config.language.startswith("de"):
            raise ValueError("the bass sings English only")

    async def synthesize(self, text: str) -> AsyncGenerator[bytes, None]:
        if text == "!":
            raise RuntimeError("broken")
        if text == "gone" and not self.node_state.get("gone"):
            self.node_state["gone"] = True
            raise ProviderError("gone", retryable=False)
        while self.config.voice == "ghost":
            error = ProviderError("there is no such voice", retryable=False)
            if not self.take_back(error):
                raise error
        if self.config.voice == "mute":
            assert not self.take_back(ProviderError("not now", retryable=True))
        self.prove()
        SUNG.append((text, self.config.voice, self.config.language))
        yield bytes(640)


class ClerkConfig(AddonConfig):
    language: Annotated[str, PORTABLE] = "en-US"


class Clerk(SttExtension[ClerkConfig]):
    def hear(self, frame: PcmFrame) -> None:
        self.send_result("a", final=True, start_ms=0, duration_ms=1, language=self.config.language)


class EnglishSinger(Singer):
    """The same, in English."""


class EnglishConfig(SingerConfig):
    language: Annotated[Literal["en-US"], PORTABLE] = "en-US"


def spec(kind: Any, code: str, config: type[AddonConfig]) -> AddonSpec:
    tts = kind == "tts"
    inputs = (TtsTextInput, TtsFlush) if tts else (PcmFrame,)
    outputs = (PcmFrame, TtsAudioStart, TtsAudioEnd, TtsFlushEnd) if tts else (AsrResult,)
    return AddonSpec(
        name=code.lower(),
        kind=kind,
        description="",
        factory=f"{__name__}:{code}",
        inputs=(*inputs, SessionConfig),
        outputs=outputs,
        config=config,
    )


SINGER = spec("tts", "Singer", SingerConfig)
ENGLISH = spec("tts", "EnglishSinger", EnglishConfig)
CLERK = spec("stt", "Clerk", ClerkConfig)


async def sing(harness: Harness, *texts: str) -> list[tuple[str, str, str]]:
    """What is sung, in which voice and language."""
    SUNG.clear()
    for n, text in enumerate(texts, 1):
        harness.push(TtsTextInput("r", text, n == len(texts)))
    await harness.pull(TtsAudioEnd)
    return list(SUNG)


def errors(harness: Harness) -> list[tuple[str, str, bool]]:
    return [(m.code, m.text, m.fatal) for m in harness.received if isinstance(m, ErrorMessage)]


async def test_the_next_text_is_spoken_by_the_new_voice_in_the_new_language():
    async with Harness(SINGER) as harness:
        harness.push(SessionConfig(language="de-DE", voice="mute"))
        assert await sing(harness, "la") == [("la", "mute", "de-DE")]
        assert errors(harness) == []


async def test_a_text_that_waits_is_still_spoken_by_the_voice_before():
    async with Harness(SINGER) as harness:
        SUNG.clear()
        harness.push(TtsTextInput("r", "one"))
        harness.push(TtsTextInput("r", "two"))
        harness.push(SessionConfig(voice="bass"))
        harness.push(TtsTextInput("r", "three", True))
        await harness.pull(TtsAudioEnd)
        assert [(text, voice) for text, voice, _ in SUNG] == [
            ("one", "alto"),
            ("two", "alto"),
            ("three", "bass"),
        ]


async def test_what_is_not_asked_for_stays():
    async with Harness(SINGER, {"voice": "mute"}) as harness:
        harness.push(SessionConfig(language="de-DE"))
        assert await sing(harness, "la") == [("la", "mute", "de-DE")]


async def test_what_is_not_possible_is_told_once_and_nothing_changes():
    async with Harness(SINGER) as harness:
        harness.push(SessionConfig(language="de-DE", voice="anna"))
        assert await sing(harness, "la") == [("la", "alto", "en-US")]
        text = (
            '"addon" cannot change to language "de-DE" and voice "anna": '
            'must be "alto", "bass", "ghost" or "mute"'
        )
        assert errors(harness) == [("config_refused", text, False)]


async def test_the_description_tells_what_is_possible_where_no_list_does():
    async with Harness(SINGER) as harness:
        harness.push(SessionConfig(language="fr-FR"))
        assert await sing(harness, "la") == [("la", "alto", "en-US")]
        text = '"addon" cannot change to language "fr-FR": it sings English and German'
        assert errors(harness) == [("config_refused", text, False)]


async def test_an_addon_may_refuse_in_its_own_words():
    async with Harness(SINGER) as harness:
        harness.push(SessionConfig(language="de-DE", voice="bass"))
        text = '"addon" cannot change to language "de-DE" and voice "bass": '
        assert errors(harness) == [("config_refused", text + "the bass sings English only", False)]


async def test_an_addon_without_that_property_has_only_one():
    class Plain(AddonConfig):
        pass

    async with Harness(spec("tts", "Singer", Plain)) as harness:
        harness.push(SessionConfig(voice="anna"))
        ((_, text, _),) = errors(harness)
        assert text == '"addon" cannot change to voice "anna": it has only one'


async def test_what_the_provider_does_not_accept_is_taken_back_and_the_text_is_spoken():
    async with Harness(SINGER, {"voice": "bass"}) as harness:
        harness.push(SessionConfig(voice="ghost"))
        assert await sing(harness, "la") == [("la", "bass", "en-US")]
        text = '"addon" cannot change to voice "ghost": there is no such voice'
        assert errors(harness) == [("config_refused", text, False)]
        assert harness.session.nodes["addon"].restart_count == 0


async def test_two_changes_of_which_none_was_used_are_taken_back_together():
    async with Harness(SINGER) as harness:
        harness.push(SessionConfig(voice="mute"))
        harness.push(SessionConfig(voice="ghost", language="de-DE"))
        assert await sing(harness, "la") == [("la", "alto", "en-US")]


async def test_what_was_accepted_once_is_not_taken_back():
    async with Harness(SINGER) as harness:
        harness.push(SessionConfig(voice="bass"))
        await sing(harness, "la")
        singer: Any = harness.session.nodes["addon"].extension
        assert not singer.take_back(ProviderError("the key is revoked", retryable=False))
        assert singer.config.voice == "bass"


async def test_a_change_outlives_a_restart_of_the_node():
    async with Harness(SINGER) as harness:
        harness.push(SessionConfig(language="de-DE", voice="mute"))
        await sing(harness, "!")
        assert await sing(harness, "la") == [("la", "mute", "de-DE")]
        assert harness.session.nodes["addon"].restart_count == 1


async def test_a_change_that_was_not_used_before_a_restart_can_still_be_taken_back():
    async with Harness(SINGER, {"voice": "bass"}) as harness:
        harness.push(SessionConfig(voice="ghost"))
        await sing(harness, "!")
        assert await sing(harness, "la") == [("la", "bass", "en-US")]


def with_fallback(first: AddonSpec, second: AddonSpec) -> Harness:
    harness = Harness(first)
    node, probe = harness._graph.nodes
    stand_in = FallbackDef(second, second.config())
    object.__setattr__(
        harness._graph,
        "nodes",
        (NodeDef(node.name, first, node.config, fallback=(stand_in,)), probe),
    )
    assert NodePlan.load(harness._graph.nodes[0]).fallback
    return harness


async def test_the_language_goes_along_to_a_fallback_and_the_voice_does_not():
    async with with_fallback(SINGER, SINGER) as harness:
        harness.push(SessionConfig(language="de-DE", voice="mute"))
        assert await sing(harness, "gone") == [("gone", "alto", "de-DE")]
        assert await sing(harness, "la") == [("la", "alto", "de-DE")]


async def test_a_fallback_that_does_not_know_the_language_says_so_once():
    async with with_fallback(SINGER, ENGLISH) as harness:
        harness.push(SessionConfig(language="de-DE"))
        await sing(harness, "gone")
        assert await sing(harness, "la") == [("la", "alto", "en-US")]
        await sing(harness, "!")
        assert await sing(harness, "la") == [("la", "alto", "en-US")]
        refused = [text for code, text, _ in errors(harness) if code == "config_refused"]
        assert refused == ['"addon" cannot change to language "de-DE": must be "en-US"']


async def test_a_recogniser_takes_the_language_and_leaves_the_voice_to_others():
    async with Harness(CLERK) as harness:
        harness.push(SessionConfig(voice="anna"))
        harness.push(SessionConfig(language="de-DE", voice="bert"))
        harness.push(PcmFrame(bytes(640)))
        assert (await harness.pull(AsrResult)).language == "de-DE"
        assert errors(harness) == []
