"""The shape of graph files as pydantic models: what may stand where.

They judge a file and describe it (JSON Schema); the steps of the check read the raw document, so
that one mistake does not hide the others.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag, model_validator
from pydantic_core import PydanticCustomError

from ten_lite.config.definition import QueuePolicy, RestartDef

__all__ = ["GRAPH_NAME", "GraphPart", "PredefinedPart", "QueuePart", "TenPart"]

GRAPH_NAME = r"^[A-Za-z_][A-Za-z0-9_]*$"

Name = Annotated[str, Field(min_length=1, max_length=128)]

USUAL = RestartDef()


class Part(BaseModel):
    """Base: unknown keys are mistakes."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


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
        ends = {"extension": self.extension, "subgraph": self.subgraph, "selector": self.selector}
        _one_of(ends)
        return self


class RulePart(Part):
    """One path of a message that a conversion writes."""

    path: Name
    conversion_mode: Literal["fixed_value", "from_original"]
    value: Any = None
    original_path: Name | None = None

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
    keep_original: bool = False
    rules: list[RulePart] = Field(min_length=1)


class ConversionPart(ResultConversionPart):
    """How a message is changed on the way."""

    result: ResultConversionPart | None = None


class DestinationPart(LocationPart):
    """Where a message goes, and how it is changed on the way."""

    msg_conversion: ConversionPart | None = None


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
        _one_of({"name": self.name, "names": self.names})
        _one_of({"dest": self.dest, "source": self.source})
        return self


class ConnectionPart(LocationPart):
    """All that one node sends or receives."""

    cmd: list[FlowPart] = []
    data: list[FlowPart] = []
    audio_frame: list[FlowPart] = []
    video_frame: list[FlowPart] = []


class RestartPart(Part):
    """How often a failing node is started again; what it leaves out is as usual."""

    max: int = Field(default=USUAL.limit, ge=0, le=100)
    within_s: float = Field(default=USUAL.within_s, gt=0, le=86_400)
    backoff_s: list[Annotated[float, Field(ge=0, le=600)]] = Field(
        default=list(USUAL.backoff_s), min_length=1
    )


class FallbackPart(Part):
    """What stands in for a node whose addon has failed for good."""

    addon: Name
    property: dict[str, Any] = {}


class ExtensionPart(Part):
    """A node that runs an addon."""

    tag: ClassVar[str] = "extension"

    type: Literal["extension", "subgraph", "selector"] = "extension"
    name: Name
    addon: Name
    extension_group: str | None = None
    app: str | None = None
    property: dict[str, Any] = {}
    restart: RestartPart | None = None
    fallback: list[FallbackPart] = []


class ImportPart(Part):
    """A graph in another file."""

    import_uri: Name


class SubgraphPart(Part):
    """A node that stands for a whole graph."""

    tag: ClassVar[str] = "subgraph"

    type: Literal["subgraph"]
    name: Name
    graph: ImportPart
    app: str | None = None
    property: dict[str, Any] = {}


class FilterPart(Part):
    """A condition on nodes: one of three forms."""

    field: Literal["name", "type", "app", "addon"] | None = None
    operator: Literal["exact", "regex"] | None = None
    value: str | None = None
    all_of: list[FilterPart] | None = Field(default=None, alias="and", min_length=1)
    any_of: list[FilterPart] | None = Field(default=None, alias="or", min_length=1)

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
    name: Name
    filter: FilterPart


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

    name: Name
    extension: Name | None = None
    subgraph: Name | None = None

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
    ]


class GraphPart(Part):
    """A graph."""

    json_schema: str | None = Field(default=None, alias="$schema")
    description: str = ""
    nodes: list[NodePart] = []
    connections: list[ConnectionPart] = []
    exposed_messages: list[ExposedMessagePart] = []
    exposed_properties: list[ExposedPart] = []


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
