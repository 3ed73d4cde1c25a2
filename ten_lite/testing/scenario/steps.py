"""The steps of a scenario: what a user does, what is expected of the bot. Models, and nothing else.

The same models judge a YAML file and hold what the helpers of ``script`` make.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Any, Self, TypeAlias

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, field_validator, model_validator
from pydantic_core import PydanticCustomError

__all__ = [
    "STEPS",
    "Interruption",
    "ModelCall",
    "ModelFailure",
    "ModelReply",
    "Saying",
    "Silence",
    "Speech",
    "Step",
    "ToldError",
    "ToolUse",
]

Text: TypeAlias = Annotated[str, Field(min_length=1)]
Seconds: TypeAlias = Annotated[float, Field(strict=True, gt=0, le=3600)]


def _short_for(key: str) -> BeforeValidator:
    """A text alone stands for an object with ``key``: a union would tell mistakes of both."""
    return BeforeValidator(lambda value: {key: value} if isinstance(value, str) else value)


def _one(value: Any) -> Any:
    """What is no list is a list of one."""
    return value if value is None or isinstance(value, list | tuple) else (value,)


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Silence(_Strict):
    """Nothing to set."""


class Speech(_Strict):
    """What the user says aloud."""

    text: Text | None = Field(
        default=None, description="The words; a scripted recogniser tells them one by one."
    )
    wav: Text | None = Field(
        default=None,
        description="A recording of them, any rate and channels, for a recogniser that hears; "
        "the path starts from the scenario's folder.",
    )

    @model_validator(mode="after")
    def _has_some(self) -> Self:
        if self.text is None and self.wav is None:
            raise PydanticCustomError("missing_key", "neither text nor wav is there")
        return self


class Saying(_Strict):
    """What the bot has to say: all of what is given has to hold."""

    exactly: str | None = Field(default=None, description="The whole text, spaces at its ends cut.")
    contains: Annotated[tuple[Text, ...], BeforeValidator(_one)] = Field(
        default=(),
        description="A part of it, or a list of several; small and capital letters are one.",
    )
    matches: Text | None = Field(
        default=None, description="A regular expression of Python that is found in it."
    )
    within_s: Seconds = Field(default=10.0, description="Longest wait for it to be said whole.")

    @field_validator("matches")
    @classmethod
    def _is_an_expression(cls, value: str | None) -> str | None:
        if value is not None:
            try:
                re.compile(value)
            except re.error as error:
                raise ValueError(f"is no regular expression: {error}") from None
        return value

    def fits(self, text: str) -> bool:
        """Whether ``text`` is what is expected."""
        said = text.strip()
        return (
            (self.exactly is None or said == self.exactly.strip())
            and all(part.casefold() in said.casefold() for part in self.contains)
            and (self.matches is None or re.search(self.matches, said) is not None)
        )


class ToolUse(_Strict):
    """A tool that has to be called, and what comes of it."""

    name: Text = Field(description="The tool.")
    arguments: Mapping[str, Any] | None = Field(
        default=None, description="What it has to be called with, all of it; null: anything."
    )
    result: str | None = Field(
        default=None,
        description="Given to the model in the tool's place, which is not used then; null: the "
        "tool does its work.",
    )
    is_error: bool = Field(
        default=False, strict=True, description="Whether the result tells of a failure."
    )
    within_s: Seconds = Field(default=10.0, description="Longest wait for the call.")

    @model_validator(mode="after")
    def _has_result(self) -> Self:
        if self.is_error and self.result is None:
            raise PydanticCustomError("missing_key", "is_error is there, but no result")
        return self


class Interruption(_Strict):
    """The user speaks while the bot does."""

    after_words: int | None = Field(
        default=None,
        strict=True,
        ge=1,
        description="Words of the answer that the user has heard by then.",
    )
    after_ms: int | None = Field(
        default=None, strict=True, ge=1, description="Sound of the answer that was played by then."
    )
    says: Annotated[Speech, _short_for("text")] | None = Field(
        default=None,
        description="What the user says; a text alone is its `text`. null: a client asks for "
        "silence instead.",
    )
    stops: bool = Field(
        default=True,
        strict=True,
        description="Whether the answer has to stop, within 2 s; false: it has to go on, as "
        "it does over an uh-huh.",
    )
    within_s: Seconds = Field(default=10.0, description="Longest wait for so much of an answer.")

    @model_validator(mode="after")
    def _has_one_place(self) -> Self:
        if (self.after_words is None) == (self.after_ms is None):
            kind = "missing_key" if self.after_ms is None else "conflict"
            raise PydanticCustomError(kind, "it takes one of after_words and after_ms")
        return self


class ModelCall(_Strict):
    """The scripted model calls a tool."""

    tool: Text = Field(description="Its name.")
    arguments: Mapping[str, Any] = Field(
        default_factory=dict, description="What it is called with."
    )


class ModelFailure(_Strict):
    """The scripted model does not answer."""

    fails: Text = Field(description="Why, for the log.")


class ToldError(_Strict):
    """An error the client is told of: all of what is given has to hold."""

    code: Text | None = Field(default=None, description="Its code, such as `answer_failed`.")
    contains: Annotated[tuple[Text, ...], BeforeValidator(_one)] = Field(
        default=(),
        description="A part of its text, or a list of several; small and capital letters are one.",
    )
    within_s: Seconds = Field(default=10.0, description="Longest wait for it.")

    def fits(self, code: str, text: str) -> bool:
        """Whether it is the error that is expected."""
        return self.code in (None, code) and all(
            part.casefold() in text.casefold() for part in self.contains
        )


ModelReply: TypeAlias = str | ModelCall | ModelFailure | tuple[ModelCall, ...]


class Step(_Strict):
    """One step; exactly one of its keys is there. One without a value may be a text alone."""

    user_says: Annotated[Speech, _short_for("text")] | None = Field(
        default=None,
        description="The user says something aloud, from now on, to its end. A text alone is "
        "its `text`.",
    )
    user_types: Text | None = Field(default=None, description="The user types something.")
    user_interrupts: Interruption | None = Field(
        default=None,
        description="The user speaks while the bot does. A stopped answer counts as told.",
    )
    user_leaves: Silence | None = Field(
        default=None, description="The connection is lost; the user may come back."
    )
    user_comes_back: Silence | None = Field(default=None, description="It is there again.")
    bot_says: Annotated[Saying, _short_for("exactly")] | None = Field(
        default=None,
        description="The next thing the bot says; a text alone is `exactly`. The script goes on "
        "when it has been heard to its end.",
    )
    bot_is_silent_s: Seconds | None = Field(
        default=None, description="So long the bot says nothing."
    )
    tool_called: Annotated[ToolUse, _short_for("name")] | None = Field(
        default=None, description="The next tool that is called; a text alone is its name."
    )
    model_replies: Annotated[tuple[ModelReply, ...], BeforeValidator(_one)] | None = Field(
        default=None,
        description="What the scripted model answers from now on, one reply a request; without it "
        'the model says "You said: {text}.". {text} is what the user said last, {result} what a '
        "tool said last. An object with `tool` calls it, a list in the list calls several at once; "
        "an object with `fails` is a model that does not answer.",
    )
    error_told: Annotated[ToldError, _short_for("code")] | None = Field(
        default=None,
        description="The next error that the client is told of; a text alone is its `code`.",
    )
    waits_s: Seconds | None = Field(default=None, description="Time passes.")
    session_ends: Silence | None = Field(
        default=None, description="The bot ends the session, within 10 s; it is the last step."
    )

    @model_validator(mode="before")
    @classmethod
    def _alone(cls, value: Any) -> Any:
        """A step without a value may be a text."""
        return {value: {}} if isinstance(value, str) and value in ALONE else value

    @model_validator(mode="after")
    def _is_one(self) -> Self:
        given = self.model_fields_set
        if len(given) > 1:
            raise PydanticCustomError("conflict", "a step is one thing, not {n}", {"n": len(given)})
        if not given or getattr(self, self.kind) is None:
            raise PydanticCustomError("missing_key", "a step has to say what happens")
        return self

    @property
    def kind(self) -> str:
        """The key that is there."""
        return next(iter(self.model_fields_set))


STEPS = tuple(Step.model_fields)
ALONE = tuple(
    name for name, field in Step.model_fields.items() if "Silence" in str(field.annotation)
)
