"""The tools of any MCP server, for the model."""

from collections.abc import Iterable

from ten_lite.addons import AddonSpec, hookimpl
from ten_lite.messages import ToolCall, ToolRegister
from ten_lite_mcp.config import McpToolsConfig

__all__ = ["MCP_TOOLS"]

MCP_TOOLS = AddonSpec(
    name="mcp_tools",
    kind="tool",
    description="Offers the tools of an MCP server, run as a program or reached over HTTP.",
    factory="ten_lite_mcp.extension:McpTools",
    inputs=(ToolCall,),
    outputs=(ToolRegister,),
    config=McpToolsConfig,
    extra="mcp",
    requires=("mcp",),
)


@hookimpl
def ten_lite_addons() -> Iterable[AddonSpec]:
    """The addon of this package."""
    return [MCP_TOOLS]
