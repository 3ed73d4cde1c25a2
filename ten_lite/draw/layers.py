"""Which column each node stands in: connections run to the right, but for those that close a loop.

Nodes are numbers here, ``0 .. count - 1``, and arcs are pairs of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

__all__ = ["Arc", "components", "forward", "layers"]

Arc = tuple[int, int]


def components(count: int, arcs: Iterable[Arc]) -> list[list[int]]:
    """The nodes in groups that no arc connects, groups and members in ascending order."""
    group = list(range(count))

    def root(node: int) -> int:
        while group[node] != node:
            group[node] = group[group[node]]
            node = group[node]
        return node

    for source, target in arcs:
        low, high = sorted((root(source), root(target)))
        group[high] = low
    found: dict[int, list[int]] = {}
    for node in range(count):
        found.setdefault(root(node), []).append(node)
    return list(found.values())


def forward(count: int, arcs: Sequence[Arc], first: Iterable[int]) -> list[Arc]:
    """``arcs`` with those turned round that close a loop or lead back to a node of ``first``.

    Self loops must not be among ``arcs``.
    """
    begin = set(first)
    back = {
        (source, target)
        for source, target in arcs
        if target in begin and (source not in begin or source > target)
    }
    targets: list[list[int]] = [[] for _ in range(count)]
    entered = [False] * count
    for source, target in arcs:
        if (source, target) not in back:
            targets[source].append(target)
            entered[target] = True
    roots = [*sorted(begin), *(node for node in range(count) if not entered[node]), *range(count)]
    new, open_, done = 0, 1, 2
    state = [new] * count
    for start in roots:
        if state[start] != new:
            continue
        state[start] = open_
        path = [(start, iter(targets[start]))]
        while path:
            node, rest = path[-1]
            for target in rest:
                if state[target] == open_:
                    back.add((node, target))
                elif state[target] == new:
                    state[target] = open_
                    path.append((target, iter(targets[target])))
                    break
            else:
                state[node] = done
                path.pop()
    return [(arc[1], arc[0]) if arc in back else arc for arc in arcs]


def layers(count: int, arcs: Sequence[Arc]) -> list[int]:
    """The column of each node: one more than that of its last predecessor.

    A node without predecessors stands right before its first successor, so that its line is
    short.

    Args:
        count: Number of nodes.
        arcs: What ``forward`` gave; has no loops.
    """
    targets: list[list[int]] = [[] for _ in range(count)]
    waiting = [0] * count
    for source, target in arcs:
        targets[source].append(target)
        waiting[target] += 1
    entered = [bool(number) for number in waiting]
    layer = [0] * count
    ready = [node for node in range(count) if not waiting[node]]
    for node in ready:  # grows while it is walked: a topological order
        for target in targets[node]:
            layer[target] = max(layer[target], layer[node] + 1)
            waiting[target] -= 1
            if not waiting[target]:
                ready.append(target)
    for node in range(count):
        if not entered[node] and targets[node]:
            layer[node] = min(layer[target] for target in targets[node]) - 1
    return layer
