"""Properties of ``main_control``."""

from __future__ import annotations

from pydantic import Field

from ten_lite.addons import AddonConfig

__all__ = ["MainControlConfig"]


class MainControlConfig(AddonConfig):
    """Properties of ``main_control``."""

    greeting: str = Field(default="", description="Said when the user joins; empty: nothing.")
    prompt: str = Field(default="", description="The system prompt; empty: none.")
    max_history: int = Field(
        default=20,
        ge=2,
        description="Messages kept, tool calls and results among them; past it the older half is "
        "forgotten at once, so that a model's prompt cache stays valid as long as possible.",
    )
    interrupt_min_characters: int = Field(
        default=3,
        ge=1,
        description="A partial transcript of at least this length interrupts the answer; "
        "a final one always does.",
    )
    first_words: int = Field(
        default=6, ge=1, description="Words after which the first clause is spoken."
    )
    speakable: bool = Field(
        default=True,
        description="Whether markdown, emoji and addresses are made speakable for the voice, and "
        "code blocks left out; what is shown stays as the model wrote it.",
    )
    answer_timeout_s: float = Field(
        default=30.0, gt=0, description="Longest wait for the next piece of the model's answer."
    )
    max_tool_rounds: int = Field(
        default=5,
        ge=1,
        description="How often the model may call tools for one answer before it must give it.",
    )
    tool_timeout_s: float = Field(
        default=15.0, gt=0, description="Longest wait for the result of each tool call."
    )
