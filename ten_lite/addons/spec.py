"""``AddonSpec``: what an addon tells about itself before any of its code is loaded."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from pydantic import BaseModel, ConfigDict

from ten_lite.addons.pcm_format import PcmFormat, any_pcm
from ten_lite.deprecation import Deprecation
from ten_lite.errors import AddonError
from ten_lite.messages import Message

if TYPE_CHECKING:
    from ten_lite.weights import WeightSet

__all__ = ["PORTABLE", "AddonConfig", "AddonKind", "AddonSpec", "load_object", "package_of"]

AddonKind = Literal[
    "transport", "vad", "stt", "turn_detector", "control", "llm", "tts", "tool", "generic"
]
"""What an addon is for; ``generic`` is anything without a base class of its own."""


PORTABLE = "portable"
"""Marks a property that means the same for every provider, such as a language or a prompt:
``language: Annotated[str, PORTABLE] = "en-US"``. A node's portable properties go along to its
fallback, where that has a portable property of the same name."""


class AddonConfig(BaseModel):
    """Base of every addon's properties: unknown keys are mistakes, values do not change."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def no_weights(config: Any) -> Sequence[WeightSet]:
    """The default of ``AddonSpec.weights``: the addon needs no model files."""
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AddonSpec:
    """One addon: its name, its pins, its properties, and where its code lies.

    A spec is cheap: the module that holds it must import no SDK. The code is named by strings
    and imported when a graph that uses the addon is started.

    Attributes:
        name: The addon's name in a graph; equal to its entry point's name.
        kind: What it is for.
        description: One sentence for ``ten-lite addons list``.
        factory: ``module:Class`` of the ``Extension``.
        inputs: Message classes it receives; the extension has a handler ``on_<name>`` for each.
        outputs: Message classes it sends.
        optional_inputs: Those of ``inputs`` that may stay unconnected; messages that are
            ``optional`` everywhere need not be named.
        optional_outputs: Those of ``outputs`` that what stands in for it need not send, and that
            need no connection where several nodes take them.
        config: The pydantic model of its properties. A field that has ``examples`` is in the node
            to paste of ``ten-lite addons inspect`` with the first of them.
        renamed: Other names for properties, TEN's mostly, so that its graphs run unchanged: path
            -> path in ``config``, e.g. ``{"params.key": "api_key"}``; "" for one that has no
            effect here and is told as such.
        deprecated: Properties that are going to be removed, by their path, which may be one of
            ``renamed``. A graph that has one still runs, and its user is told where it stands and
            what to write instead: ``{"speed": Deprecation(since="0.3", removed_in="0.5",
            instead='"rate"', of="ten-lite-acme")}``.
        server: ``module:Class`` of the ``TransportServer`` (kind ``transport`` only).
        extra: The extra of its distribution that brings what it imports, e.g. ``local``.
        requires: Top-level modules that must be importable, checked without importing them.
        pcm_in: Says which sound it takes in a given configuration; the extension refuses other
            sound in words (see ``ten_lite.kinds.PcmGuard``).
        pcm_out: Says which sound it sends in a given configuration; ``as_it_came`` for sound that
            is sent on in the format in which it arrived.
        weights: Says which model files a given configuration needs.
        known_weights: All the model files any configuration may need, for listings.
        fake_provider: ``module:factory`` of a ``ten_lite.testing.FakeProvider``, a server on
            127.0.0.1 in the provider's place, for ``ten-lite run --fake-providers``; "": none. The
            factory takes no arguments.
        conformance_provider: ``module:factory`` of a ``ten_lite.testing.conformance.Provider``, a
            fake that fails as it is told, for ``ten-lite conform``; loaded only there.
    """

    name: str
    kind: AddonKind
    description: str
    factory: str
    inputs: tuple[type[Message], ...] = ()
    outputs: tuple[type[Message], ...] = ()
    optional_inputs: tuple[type[Message], ...] = ()
    optional_outputs: tuple[type[Message], ...] = ()
    config: type[AddonConfig] = AddonConfig
    renamed: Mapping[str, str] = field(default_factory=dict, hash=False)
    deprecated: Mapping[str, Deprecation] = field(default_factory=dict, hash=False)
    server: str = ""
    extra: str = ""
    requires: tuple[str, ...] = ()
    pcm_in: Callable[[Any], PcmFormat] = any_pcm
    pcm_out: Callable[[Any], PcmFormat | None] = any_pcm
    weights: Callable[[Any], Sequence[WeightSet]] = no_weights
    known_weights: tuple[WeightSet, ...] = ()
    fake_provider: str = ""
    conformance_provider: str = ""

    def takes(self, kind: str, name: str) -> type[Message] | None:
        """The input class for a message of ``kind`` and ``name``, or None."""
        return _find(self.inputs, kind, name)

    def gives(self, kind: str, name: str) -> type[Message] | None:
        """The output class for a message of ``kind`` and ``name``, or None."""
        return _find(self.outputs, kind, name)


def _find(classes: tuple[type[Message], ...], kind: str, name: str) -> type[Message] | None:
    return next((cls for cls in classes if cls.kind == kind and cls.name == name), None)


def package_of(spec: AddonSpec) -> str:
    """The topmost package that holds the code of ``spec``, below those that many share.

    Such as ``ten_lite_echo``, or ``acme.voices`` where ``acme`` is a namespace package.
    """
    parts = spec.factory.partition(":")[0].split(".")
    for end in range(1, len(parts)):
        name = ".".join(parts[:end])
        if getattr(sys.modules.get(name), "__file__", None) is not None:
            return name
    return ".".join(parts)


def load_object(spec: AddonSpec, path: str) -> Any:
    """Import ``module:Class`` for ``spec``.

    Raises:
        AddonError: The module cannot be imported or does not hold the name; says why, and which
            extra to install when a module is missing.
    """
    module_name, _, attribute = path.partition(":")
    try:
        return getattr(importlib.import_module(module_name), attribute)
    except ModuleNotFoundError as error:
        cure = f'; pip install "ten-lite[{spec.extra}]"' if spec.extra else ""
        raise AddonError(f'addon "{spec.name}" needs the module {error.name}{cure}') from error
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # an import may fail in any way, sys.exit() among them
        raise AddonError(
            f'addon "{spec.name}" cannot be loaded from {path}: {type(error).__name__}: {error}'
        ) from error
