"""The shape of graph files as pydantic models: what may stand where.

They judge a file and describe it (JSON Schema); the steps of the check read the raw document, so
that one mistake does not hide the others.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from ten_lite.config.definition import QueuePolicy

__all__ = ["GRAPH_NAME", "GraphPart", "PredefinedPart", "QueuePart", "TenPart"]

GRAPH_NAME = r"^[A-Za-z_][A-Za-z0-9_]*$"

Name = Annotated[str, Field(min_length=1, max_length=128)]


class Part(BaseModel):
    """Base: unknown keys are mistakes."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


def _one_of(part: Part, *keys: str) -> None:
    given = [key for key in keys if getattr(part, key) is not None]
    if len(given) == 1:
        return
    names = ", ".join(f'"{key}"' for key in keys[:-1]) + f' or "{keys[-1]}"'
    if given:
        raise PydanticCustomError("conflict", f"only one of {names} may be given")
    raise PydanticCustomError("missing_key", f"one of {names} is missing")


class QueuePart(Part):
    """``queue`` of a flow; what it leaves out is as for any message of that kind."""

    size: int | None = Field(default=None, ge=1, le=1_000_000)
    policy: QueuePolicy | None = None


class LocationPart(Part):
    """A node, named by one of three keys."""

    extension: Name | None = None
    subgraph: Name | None = None
    selector: Name | None = None
    app: str | None = None

    @model_validator(mode="after")
    def names_one_node(self) -> Self:
        """Exactly one of the three."""
        _one_of(self, "extension", "subgraph", "selector")
        return self


class DestinationPart(LocationPart):
    """Where a message goes, and how it is changed on the way."""

    msg_conversion: dict[str, Any] | None = None


class FlowPart(Part):
    """One message, or several, and where it goes or comes from."""

    name: Name | None = None
    names: list[Name] | None = Field(default=None, min_length=1)
    dest: list[DestinationPart] | None = None
    source: list[LocationPart] | None = None
    queue: QueuePart | None = None

    @model_validator(mode="after")
    def has_one_form(self) -> Self:
        """``name`` or ``names``, ``dest`` or ``source``."""
        _one_of(self, "name", "names")
        _one_of(self, "dest", "source")
        return self


class ConnectionPart(LocationPart):
    """All that one node sends or receives."""

    cmd: list[FlowPart] = []
    data: list[FlowPart] = []
    audio_frame: list[FlowPart] = []
    video_frame: list[FlowPart] = []


class NodePart(Part):
    """A node."""

    type: Literal["extension", "subgraph", "selector"] = "extension"
    name: Name
    addon: Name | None = None
    extension_group: str | None = None
    app: str | None = None
    property: dict[str, Any] = {}
    graph: dict[str, Any] | None = None
    filter: dict[str, Any] | None = None
    restart: dict[str, Any] | None = None
    fallback: list[Any] | None = None

    @model_validator(mode="after")
    def names_an_addon(self) -> Self:
        """An extension has one."""
        if self.type == "extension" and self.addon is None:
            raise PydanticCustomError("missing_key", '"addon" is missing')
        return self


class GraphPart(Part):
    """A graph."""

    json_schema: str | None = Field(default=None, alias="$schema")
    description: str = ""
    nodes: list[NodePart] = []
    connections: list[ConnectionPart] = []
    exposed_messages: list[Any] | None = None
    exposed_properties: list[Any] | None = None


class PredefinedPart(Part):
    """A graph of property.json; the graph itself is judged when it is the one that runs."""

    name: str = Field(pattern=GRAPH_NAME)
    description: str = ""
    auto_start: bool = False
    singleton: bool = False
    sync_stop_before_deinit: bool = False
    graph: dict[str, Any]


class TenPart(Part):
    """The object ``ten`` of property.json."""

    predefined_graphs: list[PredefinedPart] = []
    uri: str | None = None
    log: dict[str, Any] | None = None
    log_level: int | None = None
    log_file: str | None = None
    long_running_mode: bool | None = None
    one_event_loop_per_engine: bool | None = None
    addon: dict[str, Any] | None = None
    services: dict[str, Any] | None = None
    path_timeout: Any = None
    path_check_interval: int | None = None
