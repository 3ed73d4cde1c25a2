"""The shape of whole files: a graph, and TEN's property.json around several.

The models judge a file and describe it (JSON Schema); the steps of the check read the raw
document, so that one mistake does not hide the others.
"""

from __future__ import annotations

from typing import Any, Literal, Self

from pydantic import ConfigDict, Field, model_validator

from ten_lite.config.shape.connections import ConnectionPart
from ten_lite.config.shape.log_model import LogPart
from ten_lite.config.shape.nodes import NodePart
from ten_lite.config.shape.part import Name, Part, exactly_one, one_of

__all__ = ["GRAPH_NAME", "GraphPart", "PredefinedPart", "TenPart"]

GRAPH_NAME = r"^[A-Za-z_][A-Za-z0-9_]*$"


class ExposedPart(Part):
    """What a graph shows of one of its nodes when it is a subgraph."""

    model_config = ConfigDict(json_schema_extra=exactly_one("extension", "subgraph"))

    name: Name = Field(description="Its name, inside as outside.")
    extension: Name | None = Field(default=None, description="The node it belongs to.")
    subgraph: Name | None = Field(default=None, description="The subgraph node it belongs to.")

    @model_validator(mode="after")
    def names_one_node(self) -> Self:
        """Exactly one of the two."""
        one_of({"extension": self.extension, "subgraph": self.subgraph})
        return self


class ExposedMessagePart(ExposedPart):
    """A message that the graph takes or sends as a whole."""

    type: Literal[
        "cmd_in",
        "cmd_out",
        "data_in",
        "data_out",
        "audio_frame_in",
        "audio_frame_out",
        "video_frame_in",
        "video_frame_out",
    ] = Field(description="Kind and direction, seen from outside.")


class GraphPart(Part):
    """A graph."""

    json_schema: str | None = Field(
        default=None, alias="$schema", description="The file that `ten-lite schema -o` wrote."
    )
    description: str = Field(default="", description="One sentence about the graph.")
    nodes: list[NodePart] = Field(default=[], description="What hears, decides, thinks, speaks.")
    connections: list[ConnectionPart] = Field(
        default=[],
        description="Who sends what to whom. An output that stands nowhere goes to the one other "
        "node that takes that message.",
    )
    exposed_messages: list[ExposedMessagePart] = Field(
        default=[], description="What it takes and sends where it is a subgraph."
    )
    exposed_properties: list[ExposedPart] = Field(
        default=[], description="What may be set where it is a subgraph."
    )


class PredefinedPart(Part):
    """A graph of property.json; the graph itself is judged when it is the one that runs."""

    name: str = Field(pattern=GRAPH_NAME, description="`ten-lite run NAME` runs it.")
    description: str = Field(default="", description="One sentence about the graph.")
    auto_start: bool = Field(
        default=False, description="`ten-lite run` without a name runs this one."
    )
    singleton: bool = Field(default=False, description="Of TEN; has no effect here.")
    sync_stop_before_deinit: bool = Field(default=False, description="Of TEN; has no effect here.")
    graph: dict[str, Any] = Field(
        description='The graph, or {"import_uri": FILE} with the file that holds it.'
    )


class TenPart(Part):
    """The object ``ten`` of property.json."""

    predefined_graphs: list[PredefinedPart] = Field(
        default=[], description="The graphs of this file."
    )
    uri: str | None = None
    log: LogPart | None = Field(
        default=None, description="Where log records go; without it to stderr."
    )
    log_level: int | None = Field(
        default=None,
        ge=1,
        description="Of older versions of TEN: 1 debug, 2 info, 3 warn, 4 error; use `log`.",
    )
    log_file: str | None = Field(
        default=None, min_length=1, description="Of older versions of TEN; use `log`."
    )
    long_running_mode: bool | None = None
    one_event_loop_per_engine: bool | None = None
    addon: dict[str, Any] | None = None
    services: dict[str, Any] | None = None
    path_timeout: Any = None
    path_check_interval: int | None = None
