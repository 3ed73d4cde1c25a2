"""A language and a voice that a client may change in the middle of its session."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, ClassVar, cast

from pydantic import ValidationError

from ten_lite.addons import PORTABLE
from ten_lite.config.shape.schema_errors import schema_errors
from ten_lite.errors import ProviderError
from ten_lite.messages import SessionConfig
from ten_lite.runtime.extension import ConfigT, Extension

if TYPE_CHECKING:
    from ten_lite.runtime.instance import Instance

__all__ = ["AdjustableExtension"]

CODE = "config_refused"
NOW, BEFORE, REFUSED = "changed config", "config before the change", "language refused"
"""Keys of ``state``."""
LANGUAGE = "language"
"""Key of ``node_state``: what all addons of the node are to speak or hear."""


class AdjustableExtension(Extension[ConfigT]):
    """A node that takes ``config`` messages: ``self.config`` holds what the client changed.

    What is asked for is checked as the node's properties are. What does not pass is told to the
    client in one ``error`` with the code ``config_refused``, and everything stays as it was. A
    change outlives a restart of the node; its language goes along to a fallback that has a
    portable property of that name.

    An addon reads ``self.config`` where an utterance or a piece of text begins, and no earlier, so
    that a change holds from the next one on. What only the provider can judge is proven by use:
    see ``prove`` and ``take_back``.

    Attributes:
        language_property: The property that is the language.
        voice_property: The property that is the voice; "" for a node that has nothing to do with
            voices.
    """

    language_property: ClassVar[str] = "language"
    voice_property: ClassVar[str] = "voice"

    def __init__(self, instance: Instance, config: ConfigT) -> None:
        super().__init__(instance, config)
        self.config = self.state.get(NOW, config)
        self._follow_others()

    def on_config(self, message: SessionConfig) -> None:
        """Change what the client asks for, or say why that cannot be."""
        asked = {self.language_property: message.language, self.voice_property: message.voice}
        wanted = {
            name: value
            for name, value in asked.items()
            if name and value and getattr(self.config, name, None) != value
        }
        if wanted:
            self._change(wanted)

    def adjust(self, config: ConfigT) -> None:
        """Prepare for ``config``, which takes the place of ``self.config`` after this.

        Raises:
            ValueError: It is not possible; the text says what is, for the client.
        """

    def prove(self) -> None:
        """The provider has accepted ``self.config``: what fails from now on has other reasons."""
        self.state.pop(BEFORE, None)

    def take_back(self, error: ProviderError) -> bool:
        """Go back to what was before a change that the provider does not accept.

        Args:
            error: What the provider said; only one that trying again does not cure counts.

        Returns:
            Whether ``self.config`` was put back, and the client told: then try again with it.
        """
        before: ConfigT | None = self.state.get(BEFORE)
        if before is None or error.retryable:
            return False
        wanted = {
            name: value
            for name in (self.language_property, self.voice_property)
            if name and (value := getattr(self.config, name, "")) != getattr(before, name, "")
        }
        self._refuse(wanted, str(error))
        self._hold(before)
        self.prove()
        return True

    def _change(self, wanted: Mapping[str, str]) -> bool:
        before = self.config
        try:
            config = _changed(before, wanted)
            self.adjust(config)
        except ValidationError as error:
            self._refuse(wanted, "; ".join(_reasons(before, wanted, error)))
            return False
        except (ValueError, ProviderError) as error:
            self._refuse(wanted, str(error))
            return False
        self.state.setdefault(BEFORE, before)
        self._hold(config)
        return True

    def _hold(self, config: ConfigT) -> None:
        self.config = self.state[NOW] = config
        if language := getattr(config, self.language_property, None):
            self.node_state[LANGUAGE] = language

    def _follow_others(self) -> None:
        """Take over the language that was set while another of the node's addons ran."""
        name, asked = self.language_property, self.node_state.get(LANGUAGE)
        field = type(self.config).model_fields.get(name)
        if asked is None or field is None or PORTABLE not in field.metadata:
            return
        if asked not in (getattr(self.config, name), self.state.get(REFUSED)):
            try:
                self.config = self.state[NOW] = _changed(self.config, {name: asked})
            except ValidationError as error:
                self.state[REFUSED] = asked
                self._refuse({name: asked}, "; ".join(_reasons(self.config, {name: asked}, error)))

    def _refuse(self, wanted: Mapping[str, str], reason: str) -> None:
        kinds = {self.language_property: "language", self.voice_property: "voice"}
        what = " and ".join(f'{kinds[name]} "{value}"' for name, value in wanted.items())
        self.report(f'"{self.name}" cannot change to {what}: {reason}', code=CODE)


def _changed(config: ConfigT, wanted: Mapping[str, str]) -> ConfigT:
    """``config`` with other values, checked anew.

    Raises:
        ValidationError: They are not possible.
    """
    values = config.model_dump(exclude_unset=True)  # what is not set may depend on what is
    return type(config).model_validate({**values, **wanted})


def _reasons(config: ConfigT, wanted: Mapping[str, Any], error: ValidationError) -> Iterator[str]:
    """What is possible, as far as the addon tells."""
    fields = type(config).model_fields
    for mistake in schema_errors(error, cast(Any, wanted)):
        if mistake.mistake == "unknown":
            yield "it has only one"
        elif mistake.mistake == "refused" or mistake.choices:
            yield mistake.text
        else:
            field = fields.get(str(mistake.loc[0])) if mistake.loc else None
            described = field.description if field is not None else None
            yield _phrase(described) if described else mistake.text


def _phrase(description: str) -> str:
    return description[:1].lower() + description[1:].rstrip(".")
