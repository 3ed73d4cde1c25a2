"""``Conversion``: a message changed on its way to one receiver (TEN's ``msg_conversion``)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields
from functools import lru_cache
from typing import TYPE_CHECKING, Any, get_type_hints

from ten_lite.config.text.path import Path, read_path, write_path
from ten_lite.errors import ConversionError
from ten_lite.messages import Delivery, Message
from ten_lite.messages.base import ENVELOPE
from ten_lite.wire.payload import field_names

if TYPE_CHECKING:
    from pydantic import TypeAdapter

__all__ = ["Conversion", "Rule", "required_fields"]


@dataclass(frozen=True, slots=True)
class Rule:
    """One path that is written.

    Attributes:
        path: Where, in the new message.
        original: What is put there: a path in the old message; empty for ``value``.
        value: What is put there otherwise.
    """

    path: Path
    original: Path = ()
    value: Any = None


@dataclass(frozen=True, slots=True)
class Conversion:
    """Makes a message of class ``target`` from one of class ``source``.

    Attributes:
        source: What comes in.
        target: What goes out; the same class, or another one.
        keep_original: Whether fields of the old message that no rule writes stay; else they get
            their defaults.
        rules: Applied in this order.
        exact: Whether the rules are known to give values of the right types.
    """

    source: type[Message]
    target: type[Message]
    keep_original: bool
    rules: tuple[Rule, ...]
    exact: bool = False

    def __call__(self, message: Message) -> Message:
        """The new message, with the envelope of ``message``, which stays as it is.

        A rule whose original is not there is left out.

        Raises:
            ConversionError: The new message lacks a field or holds one of a wrong type.
        """
        if not isinstance(message, self.source):
            raise ConversionError(f"{message.name} came where {self.source.name} was expected")
        old = _plain({name: getattr(message, name) for name in field_names(self.source)})
        new: dict[str, Any] = {}
        if self.keep_original:
            new = {name: old[name] for name in field_names(self.target) if name in old}
        for rule in self.rules:
            try:
                value = read_path(old, rule.original) if rule.original else rule.value
                new = write_path(new, rule.path, value)
            except LookupError:
                continue
        return _with_envelope(self._build(new), message)

    def _build(self, values: dict[str, Any]) -> Message:
        lacking = [name for name in required_fields(self.target) if name not in values]
        if lacking:
            raise ConversionError(f"{self.target.name} made by conversion lacks {lacking[0]}")
        if not self.exact:
            values = {name: self._checked(name, value) for name, value in values.items()}
        return self.target(**values)

    def _checked(self, name: str, value: Any) -> Any:
        from pydantic import ValidationError

        adapters = _adapters(self.target)  # type: ignore[arg-type]  # see _adapters
        try:
            return adapters[name].validate_python(value, strict=True)
        except ValidationError:
            reason = f"{self.target.name} made by conversion holds a wrong value in {name}"
            raise ConversionError(reason) from None


def required_fields(cls: type[Message]) -> tuple[str, ...]:
    """The names of a message's own fields that have no default."""
    return tuple(
        field.name
        for field in fields(cls)
        if field.name not in ENVELOPE
        and field.default is MISSING
        and field.default_factory is MISSING
    )


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    """Mappings of other classes as dicts, which paths lead through."""
    return {
        key: dict(value) if isinstance(value, Mapping) and type(value) is not dict else value
        for key, value in values.items()
    }


def _with_envelope(made: Message, message: Message) -> Message:
    for name in ENVELOPE:
        setattr(made, name, getattr(message, name))
    if made.delivery is not Delivery.INHERIT:  # its own class decides what an interruption does
        made.fenced = made.delivery is Delivery.ANSWER
    return made


@lru_cache(maxsize=256)
def _adapters(cls: Any) -> dict[str, TypeAdapter[Any]]:  # to mypy, such classes have no hash
    from pydantic import TypeAdapter

    hints = get_type_hints(cls)
    return {name: TypeAdapter(hints[name]) for name in field_names(cls)}
