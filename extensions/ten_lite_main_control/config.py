"""Properties of ``main_control``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from ten_lite.addons import AddonConfig

__all__ = ["AgentConfig", "MainControlConfig"]

AgentName = Annotated[str, Field(pattern=r"^[a-zA-Z0-9_-]{1,40}$")]
"""What may stand in the name of a tool."""


class AgentConfig(AddonConfig):
    """One of the agents of a conversation."""

    description: str = Field(description="What it is for: tells the others when to hand over.")
    prompt: str = Field(description="Its system prompt.")
    tools: tuple[str, ...] | None = Field(
        default=None, description="The tools it may use; null: all."
    )
    voice: str = Field(default="", description="Its voice, by the provider's name; empty: as is.")
    language: str = Field(default="", description="What it speaks, BCP-47; empty: as is.")


class MainControlConfig(AddonConfig):
    """Properties of ``main_control``."""

    greeting: str = Field(default="", description="Said when the user joins; empty: nothing.")
    prompt: str = Field(default="", description="The system prompt; empty: none.")
    client_prompt: bool = Field(
        default=False,
        description="Let clients replace the prompt of who speaks, for the rest of their session.",
    )
    language: str = Field(
        default="en-US", description="What the user speaks, BCP-47, for what counts as agreement."
    )
    max_history: int = Field(
        default=20,
        ge=2,
        description="Messages kept, tool calls and results among them; past it the older half is "
        "forgotten at once, so that a model's prompt cache stays valid as long as possible.",
    )
    interrupt_on: Literal["speech", "partial", "final"] = Field(
        default="speech",
        description="What stops an answer. speech: as soon as the user is heard it is held, words "
        "end it, and without words it goes on; partial: a transcript that may still change; "
        "final: one that may not. Each includes those after it.",
    )
    interrupt_min_characters: int = Field(
        default=3,
        ge=1,
        description="A partial transcript of at least this length interrupts the answer.",
    )
    min_words: int = Field(
        default=1, ge=1, description="Words that it takes to interrupt the answer."
    )
    min_speech_ms: int = Field(
        default=0, ge=0, description="How long speech must last before it holds the answer."
    )
    false_interruption_s: float = Field(
        default=2.0, gt=0, description="Speech without words for this long was noise: go on."
    )
    backchannels: Mapping[str, tuple[str, ...]] = Field(
        default_factory=dict,
        description="What may be said over the answer without stopping it, by language, such as "
        '{"en": ["uh-huh"]}; languages that are not named have lists built in.',
    )
    protect: tuple[Literal["greeting", "notice"], ...] = Field(
        default=(), description="What nothing interrupts."
    )
    min_wait_s: float = Field(
        default=0.0,
        ge=0,
        description="From a final transcript to the answer, if the user sounds finished.",
    )
    max_wait_s: float = Field(
        default=1.5,
        ge=0,
        description="The same if the user does not sound finished; needs a turn_detector.",
    )
    speculative: bool = Field(
        default=False,
        description="Whether the model begins at a likely end of the turn; nothing of it is heard "
        "or remembered before the end is certain. Costs requests that are thrown away.",
    )
    transcript_timeout_s: float = Field(
        default=3.0,
        gt=0,
        description="From the end of speech to its final transcript; then the partial one is "
        "answered, and when there is none the user is told.",
    )
    max_turn_s: float = Field(
        default=60.0, gt=0, description="Then the user's turn is over, even in mid-speech."
    )
    max_session_s: float = Field(default=0.0, ge=0, description="Longest session; 0: no limit.")
    away_after_s: float = Field(
        default=0.0, ge=0, description="Silence after which the user is away; 0: never."
    )
    away_prompts: tuple[str, ...] = Field(
        default=(),
        description="Said one after another to a user who is away, such as: Are you still there? "
        "After the last one, and another silence, the session ends.",
    )
    farewell: str = Field(
        default="", description="Said before the session is ended from here; empty: nothing."
    )
    apology: str = Field(
        default="",
        description="Said when an answer could not be given, or not all of it, such as: I am "
        "sorry, something went wrong. Empty: nothing; the client gets an error in any case.",
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
    voice_timeout_s: float = Field(
        default=10.0, gt=0, description="Longest wait for the first sound of the voice."
    )
    max_answer_s: float = Field(
        default=300.0, gt=0, description="Longest time for making one answer, tools included."
    )
    max_tool_rounds: int = Field(
        default=5,
        ge=1,
        description="How often the model may call tools for one answer before it must give it.",
    )
    tool_timeout_s: float = Field(
        default=15.0, gt=0, description="Longest wait for the result of each tool call."
    )
    tool_filler: str = Field(
        default="",
        description="Said while tools take long, such as: One moment, please. Empty: nothing.",
    )
    tool_filler_after_s: float = Field(
        default=1.5, ge=0, description="How long tools may take before that."
    )
    agents: Mapping[AgentName, AgentConfig] = Field(
        default_factory=dict,
        description="Agents that hand the conversation over to each other, by name; they share "
        "the history.",
    )
    first_agent: str = Field(
        default="", description="The agent that begins; empty: the first of agents."
    )

    @model_validator(mode="after")
    def _check_agents(self) -> Self:
        if self.first_agent and self.first_agent not in self.agents:
            known = ", ".join(self.agents) or "none"
            raise ValueError(f'first_agent "{self.first_agent}" is not in agents: {known}')
        return self

    @property
    def opening_agent(self) -> str:
        """Who begins; "" when there is but one agent."""
        return self.first_agent or next(iter(self.agents), "")
