"""The shape of graph files as pydantic models: what may stand where.

They judge a file and describe it (JSON Schema); the steps of the check read the raw document, so
that one mistake does not hide the others.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import ConfigDict, Discriminator, Field, Tag, model_validator
from pydantic_core import PydanticCustomError

from ten_lite.config.definition import QueuePolicy, RestartDef
from ten_lite.config.shape.log_model import LogPart
from ten_lite.config.shape.part import Part

__all__ = ["GRAPH_NAME", "GraphPart", "PredefinedPart", "QueuePart", "TenPart"]

GRAPH_NAME = r"^[A-Za-z_][A-Za-z0-9_]*$"

Name = Annotated[str, Field(min_length=1, max_length=128)]

USUAL = RestartDef()


Schema = dict[str, Any]


def _exactly_one(*keys: str) -> Schema:
    """For JSON Schema: what ``_one_of`` checks."""
    return {"oneOf": [{"required": [key]} for key in keys]}


def _one_of(values: Mapping[str, Any]) -> None:
    given = [key for key, value in values.items() if value is not None]
    if len(given) == 1:
        return
    keys = list(values)
    names = ", ".join(f'"{key}"' for key in keys[:-1]) + f' or "{keys[-1]}"'
    if given:
        raise PydanticCustomError("conflict", f"only one of {names} may be given")
    raise PydanticCustomError("missing_key", f"one of {names} is missing")


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

    model_config = ConfigDict(json_schema_extra=_exactly_one("extension", "subgraph", "selector"))

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
        _one_of(ends)
        return self


class RulePart(Part):
    """One path of a message that a conversion writes."""

    model_config = ConfigDict(json_schema_extra=_exactly_one("value", "original_path"))

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
        json_schema_extra={"allOf": [_exactly_one("name", "names"), _exactly_one("dest", "source")]}
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
        _one_of({"name": self.name, "names": self.names})
        _one_of({"dest": self.dest, "source": self.source})
        return self


class ConnectionPart(LocationPart):
    """All that one node sends or receives."""

    cmd: list[FlowPart] = Field(default=[], description="Requests, answered by results.")
    data: list[FlowPart] = Field(default=[], description="Events and texts.")
    audio_frame: list[FlowPart] = Field(default=[], description="Sound.")
    video_frame: list[FlowPart] = Field(default=[], description="Pictures.")


class RestartPart(Part):
    """How often a failing node is started again; what it leaves out is as usual."""

    max: int = Field(
        default=USUAL.limit,
        ge=0,
        le=100,
        description="Restarts allowed within `within_s`; one more failure is for good. 0: none.",
    )
    within_s: float = Field(
        default=USUAL.within_s, gt=0, le=86_400, description="Length of the window in seconds."
    )
    backoff_s: list[Annotated[float, Field(ge=0, le=600)]] = Field(
        default=list(USUAL.backoff_s),
        min_length=1,
        description="Pause in seconds before the first, second, ... restart; the last one stands "
        "for all further ones.",
    )


class FallbackPart(Part):
    """What stands in for a node whose addon has failed for good."""

    addon: Name = Field(description="The addon; it sends and takes all that is connected.")
    property: dict[str, Any] = Field(
        default={},
        description="Its own properties; portable ones of the node, such as a language, go along.",
    )


class ExtensionPart(Part):
    """A node that runs an addon."""

    tag: ClassVar[str] = "extension"

    type: Literal["extension", "subgraph", "selector"] = "extension"
    name: Name = Field(description="Unique in the graph; connections name it.")
    addon: Name = Field(description="What runs here: `ten-lite addons list` shows what there is.")
    extension_group: str | None = Field(default=None, description="Of TEN; has no effect here.")
    app: str | None = Field(default=None, description="Of TEN; has no effect here.")
    property: dict[str, Any] = Field(
        default={}, description="The addon's properties: `ten-lite addons inspect ADDON`."
    )
    restart: RestartPart | None = Field(
        default=None,
        description="How often the node is started again after a failure. Usual: 3 times in 10 s.",
    )
    fallback: list[FallbackPart] = Field(
        default=[], description="What runs in its place once it has failed for good, in order."
    )


class ImportPart(Part):
    """A graph in another file."""

    import_uri: Name = Field(
        description="A path from this file's folder, or a file:// URI; ${app_base_dir}/ begins "
        "a path from property.json's folder."
    )


class SubgraphPart(Part):
    """A node that stands for a whole graph."""

    tag: ClassVar[str] = "subgraph"

    type: Literal["subgraph"]
    name: Name = Field(description="Unique in the graph; its node x becomes NAME_x.")
    graph: ImportPart = Field(description="The file it stands for.")
    app: str | None = Field(default=None, description="Of TEN; has no effect here.")
    property: dict[str, Any] = Field(default={}, description="Properties that the graph exposes.")


class FilterPart(Part):
    """A condition on nodes: one of three forms."""

    model_config = ConfigDict(
        json_schema_extra={
            **_exactly_one("field", "and", "or"),
            "dependentRequired": {
                "field": ["operator", "value"],
                "operator": ["field"],
                "value": ["field"],
            },
        }
    )

    field: Literal["name", "type", "app", "addon"] | None = Field(
        default=None, description="What of a node is looked at."
    )
    operator: Literal["exact", "regex"] | None = Field(
        default=None, description="Equal to `value`, or `value` is found in it."
    )
    value: str | None = Field(default=None, description="A text, or a regular expression.")
    all_of: list[FilterPart] | None = Field(
        default=None, alias="and", min_length=1, description="All of these hold."
    )
    any_of: list[FilterPart] | None = Field(
        default=None, alias="or", min_length=1, description="One of these holds."
    )

    @model_validator(mode="after")
    def has_one_form(self) -> Self:
        """``field``, ``operator`` and ``value``; or ``and``; or ``or``."""
        forms = {"field": self.field, "and": self.all_of, "or": self.any_of}
        _one_of(forms)
        for key in ("operator", "value"):
            if self.field is not None and getattr(self, key) is None:
                raise PydanticCustomError("missing_key", f'"{key}" is missing')
            if self.field is None and getattr(self, key) is not None:
                raise PydanticCustomError("missing_key", f'"field" is missing beside "{key}"')
        return self


class SelectorPart(Part):
    """A node that stands for all nodes of its graph that fulfil a condition."""

    tag: ClassVar[str] = "selector"

    type: Literal["selector"]
    name: Name = Field(description="Unique in the graph; connections name it.")
    filter: FilterPart = Field(description="Which nodes it stands for.")


def _node_tag(value: Any) -> str:
    kind = value.get("type") if isinstance(value, dict) else getattr(value, "tag", None)
    return kind if kind in ("subgraph", "selector") else "extension"


NodePart = Annotated[
    Annotated[ExtensionPart, Tag("extension")]
    | Annotated[SubgraphPart, Tag("subgraph")]
    | Annotated[SelectorPart, Tag("selector")],
    Discriminator(_node_tag),
]
"""A node of one of the three types."""


class ExposedPart(Part):
    """What a graph shows of one of its nodes when it is a subgraph."""

    model_config = ConfigDict(json_schema_extra=_exactly_one("extension", "subgraph"))

    name: Name = Field(description="Its name, inside as outside.")
    extension: Name | None = Field(default=None, description="The node it belongs to.")
    subgraph: Name | None = Field(default=None, description="The subgraph node it belongs to.")

    @model_validator(mode="after")
    def names_one_node(self) -> Self:
        """Exactly one of the two."""
        _one_of({"extension": self.extension, "subgraph": self.subgraph})
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
