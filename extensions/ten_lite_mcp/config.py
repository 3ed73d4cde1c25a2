"""Properties of ``mcp_tools``."""

from __future__ import annotations

from typing import Self

from pydantic import Field, SecretStr, model_validator

from ten_lite.addons import AddonConfig

__all__ = ["McpToolsConfig"]


class McpToolsConfig(AddonConfig):
    """Properties of ``mcp_tools``: ``command`` or ``url``, and what is made of its tools."""

    command: tuple[str, ...] = Field(
        default=(),
        description="Program and arguments of a server that speaks over stdio.",
        examples=[["npx", "-y", "@modelcontextprotocol/server-filesystem", "/srv/files"]],
    )
    env: dict[str, SecretStr] = Field(
        default={},
        description="Environment variables for the program; it also gets PATH, HOME and the like, "
        "and nothing else of this process's environment.",
    )
    cwd: str = Field(default="", description="Where the program runs; empty: here.")
    url: str = Field(
        default="", pattern=r"^(https?://.+)?$", description="A server that speaks streamable HTTP."
    )
    headers: dict[str, SecretStr] = Field(
        default={}, description="Headers of each HTTP request, Authorization say."
    )
    allow: tuple[str, ...] = Field(
        default=(), description="Only these of the server's tools are offered; empty: all."
    )
    deny: tuple[str, ...] = Field(
        default=(), description="These of the server's tools are never offered."
    )
    prefix: str = Field(
        default="",
        pattern=r"^[a-zA-Z0-9_-]{0,32}$",
        description="Put before each name, to keep the tools of two servers apart.",
    )
    timeout_s: float = Field(default=12.0, gt=0, le=600, description="Longest wait for a result.")
    connect_timeout_s: float = Field(
        default=10.0,
        gt=0,
        le=120,
        description="Longest wait for the server to be there and to list its tools.",
    )
    max_result_characters: int = Field(
        default=20_000, ge=100, description="What is longer is cut before the model gets it."
    )

    @model_validator(mode="after")
    def _one_server(self) -> Self:
        if bool(self.command) == bool(self.url):
            raise ValueError("give either command, for a program, or url, for a server")
        if self.command and not self.command[0]:
            raise ValueError("the first part of command must be a program")
        unused = ("headers",) if self.command else ("env", "cwd")
        for name in unused:
            if getattr(self, name):
                raise ValueError(
                    f"{name} has no effect with {'command' if self.command else 'url'}"
                )
        return self
