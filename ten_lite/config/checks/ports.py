"""The check that no two servers of a graph listen at one address."""

from __future__ import annotations

from collections.abc import Iterator

from ten_lite.config.reading.draft import Draft
from ten_lite.config.text.pointer import join
from ten_lite.errors import Problem

__all__ = ["check_server_ports"]

EVERYWHERE = ("", "0.0.0.0", "::", "*")
LOCAL = frozenset({"127.0.0.1", "::1"})
HIGHEST_PORT = 65_535


def check_server_ports(draft: Draft) -> Iterator[Problem]:
    """Transports that have ``host`` and ``port`` have a port each; 0 is any free one."""
    first: dict[int, list[tuple[str, str]]] = {}
    for node in draft.by_name.values():
        host, port = getattr(node.config, "host", None), getattr(node.config, "port", None)
        if node.spec is None or node.spec.kind != "transport":
            continue
        if not isinstance(host, str) or type(port) is not int or port == 0:
            continue
        others = first.setdefault(port, [])
        other = next((name for name, there in others if _overlap(host, there)), None)
        others.append((node.name, host))
        if other is not None:
            message = f'"{node.name}" and "{other}" both listen on port {port}'
            free = next((p for p in range(port + 1, HIGHEST_PORT + 1) if p not in first), 0)
            cure = f'give one of them another port, e.g. "port": {free}; 0 is any free one'
            yield draft.problem("TL215", message, join(node.pointer, "property", "port"), cure)


def _overlap(one: str, other: str) -> bool:
    if one in EVERYWHERE or other in EVERYWHERE:
        return True
    return not _addresses(one).isdisjoint(_addresses(other))


def _addresses(host: str) -> frozenset[str]:
    name = host.lower()
    return LOCAL if name == "localhost" else frozenset({name})
