"""Verbs that other distributions add: found by entry point, imported when they are used."""

from __future__ import annotations

import importlib.metadata
from collections.abc import Collection
from dataclasses import dataclass

import click

from ten_lite.entry_points import (
    COMMAND_GROUP,
    ENTRY_POINT_GROUP,
    InstalledAddon,
    allowed,
    failure,
)
from ten_lite.errors import AddonError

__all__ = ["PluginVerb", "plugin_verbs"]


@dataclass(frozen=True, slots=True)
class PluginVerb:
    """A verb that is installed and not imported yet.

    Attributes:
        name: What the user types.
        suppliers: Who brings it; more than one is a mistake.
    """

    name: str
    suppliers: tuple[InstalledAddon, ...]

    @property
    def origin(self) -> str:
        """Distribution and version."""
        return " and ".join(f"{one.distribution} {one.version}" for one in self.suppliers)

    def load(self) -> click.Command:
        """Import the plugin.

        Raises:
            AddonError: It is broken, or supplied twice; says by whom, and the cause.
        """
        if len(self.suppliers) > 1:
            raise self._broken("supplied twice; uninstall one of them")
        try:
            commands = self._commands()
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # an import may fail in any way, sys.exit() among them
            raise self._broken(failure(error)) from error
        for command in commands:
            if isinstance(command, click.Command) and command.name == self.name:
                return command
        offered = ", ".join(str(getattr(command, "name", "?")) for command in commands) or "none"
        raise self._broken(f"its entry point is called so, and the verbs it supplies: {offered}")

    def _commands(self) -> list[object]:
        import pluggy  # with the hooks comes pydantic, which help should not wait for

        from ten_lite.addons import hookspecs as hooks

        manager = pluggy.PluginManager(ENTRY_POINT_GROUP)
        manager.add_hookspecs(hooks)
        manager.register(self.suppliers[0].entry_point.load())
        manager.check_pending()
        return [command for group in manager.hook.ten_lite_commands() for command in group]

    def _broken(self, reason: str) -> AddonError:
        return AddonError(
            f'the verb "{self.name}" of {self.origin} is broken: {reason}; '
            "upgrade or uninstall that distribution, the other verbs work without it"
        )


def plugin_verbs(own: Collection[str]) -> dict[str, PluginVerb]:
    """The verbs that are installed besides, by name, sorted; nothing is imported.

    Args:
        own: Names that plugins cannot take.
    """
    points = importlib.metadata.entry_points(group=COMMAND_GROUP)
    found: dict[str, list[InstalledAddon]] = {}
    for supplier in allowed(points):
        if supplier.name not in own:
            found.setdefault(supplier.name, []).append(supplier)
    return {name: PluginVerb(name, tuple(found[name])) for name in sorted(found)}
