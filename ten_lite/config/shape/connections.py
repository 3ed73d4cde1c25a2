"""The shape of connections: locations, flows, queues and conversions."""

from __future__ import annotations

from typing import Any, Literal, Self

from pydantic import ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from ten_lite.config.definition import QueuePolicy
from ten_lite.config.shape.part import Name, Part, exactly_one, one_of

__all__ = ["ConnectionPart", "ConversionPart", "FlowPart", "QueuePart", "RulePart"]


class QueuePart(Part):
    """``queue`` of a flow; what it leaves out is as for any message of that kind."""

    size: int | None = Field(
        default=None, ge=1, le=1_000_000, description="Messages that may wait."
    )
    policy: QueuePolicy | None = Field(
        default=None,
        description="When it is full: hold up the sender (block), or lose the oldest or the "
        "newest message.",
    )


class LocationPart(Part):
    """A node, named by one of three keys."""

    model_config = ConfigDict(json_schema_extra=exactly_one("extension", "subgraph", "selector"))

    extension: Name | None = Field(default=None, description="The name of a node.")
    subgraph: Name | None = Field(default=None, description="The name of a subgraph node.")
    selector: Name | None = Field(
        default=None, description="The name of a selector node: all nodes it chooses."
    )
    app: str | None = Field(default=None, description="Of TEN; has no effect here.")

    @model_validator(mode="after")
    def names_one_node(self) -> Self:
        """Exactly one of the three."""
        ends = {"extension": self.extension, "subgraph": self.subgraph, "selector": self.selector}
        one_of(ends)
        return self


class RulePart(Part):
    """One path of a message that a conversion writes."""

    model_config = ConfigDict(json_schema_extra=exactly_one("value", "original_path"))

    path: Name = Field(description="Where to write, e.g. a.b[0]; ten.name is the message's name.")
    conversion_mode: Literal["fixed_value", "from_original"] = Field(
        description="Write `value`, or what stands at `original_path`."
    )
    value: Any = Field(default=None, description="What to write (fixed_value).")
    original_path: Name | None = Field(
        default=None, description="What to copy (from_original), e.g. a.b[0]."
    )

    @model_validator(mode="after")
    def has_what_its_mode_needs(self) -> Self:
        """``value`` or ``original_path``."""
        key, other = "value", "original_path"
        if self.conversion_mode == "from_original":
            key, other = other, key
        if key not in self.model_fields_set:
            raise PydanticCustomError("missing_key", f'"{key}" is missing')
        if other in self.model_fields_set:
            raise PydanticCustomError("conflict", f'only one of "{key}" or "{other}" may be given')
        return self


class ResultConversionPart(Part):
    """How the results of a command are changed on the way back."""

    type: Literal["per_property"] = "per_property"
    keep_original: bool = Field(
        default=False, description="Keep what no rule writes; else only written paths exist."
    )
    rules: list[RulePart] = Field(min_length=1, description="Applied in this order.")


class ConversionPart(ResultConversionPart):
    """How a message is changed on the way."""

    result: ResultConversionPart | None = Field(
        default=None, description="For the results of a command, on their way back."
    )


class DestinationPart(LocationPart):
    """Where a message goes, and how it is changed on the way."""

    msg_conversion: ConversionPart | None = Field(
        default=None, description="How the message is changed on the way."
    )


class FlowPart(Part):
    """One message, or several, and where it goes or comes from."""

    model_config = ConfigDict(
        json_schema_extra={"allOf": [exactly_one("name", "names"), exactly_one("dest", "source")]}
    )

    name: Name | None = Field(default=None, description="The message.")
    names: list[Name] | None = Field(
        default=None, min_length=1, description="Several messages that go the same way."
    )
    dest: list[DestinationPart] | None = Field(
        default=None, description="The nodes it goes to; an empty list sends it nowhere."
    )
    source: list[LocationPart] | None = Field(
        default=None, description="The nodes it comes from: the same, written at the receiver."
    )
    queue: QueuePart | None = Field(
        default=None,
        description="What happens when messages must wait. Usual: 250 and drop_oldest for sound "
        "and pictures, 256 and block for the rest.",
    )

    @model_validator(mode="after")
    def has_one_form(self) -> Self:
        """``name`` or ``names``, ``dest`` or ``source``."""
        one_of({"name": self.name, "names": self.names})
        one_of({"dest": self.dest, "source": self.source})
        return self


class ConnectionPart(LocationPart):
    """All that one node sends or receives."""

    cmd: list[FlowPart] = Field(default=[], description="Requests, answered by results.")
    data: list[FlowPart] = Field(default=[], description="Events and texts.")
    audio_frame: list[FlowPart] = Field(default=[], description="Sound.")
    video_frame: list[FlowPart] = Field(default=[], description="Pictures.")
