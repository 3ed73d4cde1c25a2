"""The shape of nodes: extensions, subgraphs and selectors."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import ConfigDict, Discriminator, Field, Tag, model_validator
from pydantic_core import PydanticCustomError

from ten_lite.config.definition import RestartDef
from ten_lite.config.shape.part import Name, Part, exactly_one, one_of

__all__ = ["ExtensionPart", "FallbackPart", "FilterPart", "NodePart", "RestartPart"]

USUAL = RestartDef()


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
            **exactly_one("field", "and", "or"),
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
        one_of(forms)
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
