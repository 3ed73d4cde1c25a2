"""How much memory an object and all it refers to take."""

from __future__ import annotations

import sys
from collections import deque
from types import BuiltinFunctionType, FunctionType, MethodType, ModuleType

SHARED = (type, ModuleType, FunctionType, BuiltinFunctionType, MethodType, property)


def deep_size(root: object) -> int:
    """In bytes; what classes, modules and functions hold does not count."""
    seen = {id(root)}
    waiting = [root]
    total = 0
    while waiting:
        value = waiting.pop()
        total += sys.getsizeof(value)
        inner: list[object] = []
        if isinstance(value, dict):
            inner += value.keys()
            inner += value.values()
        elif isinstance(value, list | tuple | set | frozenset | deque):
            inner += value
        elif not isinstance(value, str | bytes | bytearray | int | float):
            inner += getattr(value, "__dict__", {}).values()
            for cls in type(value).__mro__:
                names = cls.__dict__.get("__slots__", ())
                for name in (names,) if isinstance(names, str) else names:
                    if name not in ("__dict__", "__weakref__") and hasattr(value, name):
                        inner.append(getattr(value, name))
        for item in inner:
            if id(item) not in seen and not isinstance(item, SHARED):
                seen.add(id(item))
                waiting.append(item)
    return total
