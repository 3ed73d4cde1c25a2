"""The parameters of ``response.create``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from ten_lite.wire.realtime.refusal import Refusal, wrong
from ten_lite.wire.realtime.settings import Modality, Settings, read_modality

__all__ = ["Asked", "read_asked"]

NO_WISH: Final[Mapping[str, tuple[Any, ...]]] = {
    "audio": (None, {}),
    "conversation": (None, "auto"),
    "input": (None,),
    "instructions": (None, ""),
    "max_output_tokens": (None, "inf"),
    "parallel_tool_calls": (None, True),
    "prompt": (None,),
    "reasoning": (None,),
    "tool_choice": (None, "auto"),
    "tools": (None, []),
}
"""What only the graph decides, with the values that ask for nothing else."""
OLD_NAMES: Final = {
    "modalities": "output_modalities",
    "max_response_output_tokens": "max_output_tokens",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """How a response is to be.

    Attributes:
        modality: Whether it is sound or text.
        metadata: What the client attaches to it.
        by_client: Whether it asked for this response.
    """

    modality: Modality
    metadata: Mapping[str, Any] | None = None
    by_client: bool = True


def read_asked(response: Mapping[str, Any], settings: Settings) -> Asked:
    """What the client wants of the response that it asks for.

    Raises:
        Refusal: It wants what a graph cannot do; then it gets no response.
    """
    modality, metadata = settings.modality, None
    for key, value in response.items():
        name = OLD_NAMES.get(key, key)
        param = f"response.{key}"
        if name == "output_modalities":
            modality = read_modality(value, param) if value is not None else modality
        elif name == "metadata":
            if value is not None and not isinstance(value, dict):
                raise wrong(value, param, "an object")
            metadata = value
            if value and not all(isinstance(one, str) for one in value.values()):
                raise Refusal(f"'{param}' must hold strings only.", param=param)
        elif name == "tools" and value == list(settings.tools.values()):
            continue
        elif value not in NO_WISH.get(name, (None,)):
            raise Refusal(
                f"'{param}' cannot be set for one response: the graph decides it.",
                code="unsupported_parameter",
                param=param,
            )
    return Asked(modality, metadata)
