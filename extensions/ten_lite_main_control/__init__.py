"""``main_control``: decides who speaks, keeps the history, uses tools, gives the voice its text."""

from collections.abc import Iterable

from ten_lite.addons import AddonSpec, hookimpl
from ten_lite.messages import (
    AsrResult,
    ChatCompletion,
    EndOfSpeech,
    Interrupt,
    LikelyEndOfSpeech,
    Notice,
    SessionConfig,
    StartOfSpeech,
    TextData,
    ToolCall,
    ToolRegister,
    TtsAudioEnd,
    TtsAudioStart,
    TtsFlush,
    TtsFlushEnd,
    TtsPause,
    TtsResume,
    TtsTextInput,
    TurnCheck,
    UserJoined,
    UserLeft,
)
from ten_lite_main_control.config import MainControlConfig

__all__ = ["MAIN_CONTROL"]

INPUTS = (
    AsrResult,
    TextData,
    UserJoined,
    UserLeft,
    Interrupt,
    StartOfSpeech,
    LikelyEndOfSpeech,
    EndOfSpeech,
    Notice,
    SessionConfig,
    ToolRegister,
    TtsAudioStart,
    TtsAudioEnd,
    TtsFlushEnd,
)

MAIN_CONTROL = AddonSpec(
    name="main_control",
    kind="control",
    description="Transcript to history to model to sentences to speech, with interruption.",
    factory="ten_lite_main_control.extension:MainControl",
    inputs=INPUTS,
    outputs=(
        ChatCompletion,
        TextData,
        ToolCall,
        TtsTextInput,
        TtsFlush,
        TtsPause,
        TtsResume,
        TurnCheck,
        SessionConfig,
    ),
    optional_inputs=INPUTS,  # what the user says or what the user types is enough
    config=MainControlConfig,
)


@hookimpl
def ten_lite_addons() -> Iterable[AddonSpec]:
    """The addon of this package."""
    return [MAIN_CONTROL]
