"""Discovery: which addons are installed, and the spec of one of them by name."""

from __future__ import annotations

import copy
import importlib.metadata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pluggy

from ten_lite.addons import hookspecs
from ten_lite.addons.local import LocalAddon, local_addons
from ten_lite.addons.spec import AddonSpec
from ten_lite.entry_points import (
    ALIAS_GROUP,
    ENTRY_POINT_GROUP,
    InstalledAddon,
    allowed,
    failure,
)
from ten_lite.errors import AddonError

__all__ = ["AddonRegistry", "BrokenAddon"]


@dataclass(frozen=True, slots=True)
class BrokenAddon:
    """An addon that is there and cannot be used.

    Attributes:
        name: The addon's name.
        distribution: What brings it: a distribution, or a file of the project.
        reason: Why it cannot be used, in one line.
        is_local: Whether it is a file of the project.
    """

    name: str
    distribution: str
    reason: str
    is_local: bool = False


class AddonRegistry:
    """The installed addons, each loaded when it is asked for and not before.

    Args:
        specs: Addons to know besides the installed ones; they win over an entry point of the
            same name. Tests and embedding programs use this.
        entry_points: What to discover from, addons and aliases; default: what is installed.
            Setting the environment variable ``TEN_LITE_LOAD_ADDONS`` to a comma-separated list
            of distributions leaves all others out.
    """

    def __init__(
        self,
        specs: Iterable[AddonSpec] = (),
        *,
        entry_points: Iterable[importlib.metadata.EntryPoint] | None = None,
    ) -> None:
        self._plugins = pluggy.PluginManager(ENTRY_POINT_GROUP)
        self._plugins.add_hookspecs(hookspecs)
        self._given = {spec.name: spec for spec in specs}
        self._loaded: dict[str, AddonSpec | BrokenAddon] = {}
        self._entry_points = None if entry_points is None else list(entry_points)
        self._by_name: dict[str, list[InstalledAddon | LocalAddon]] | None = None
        self._aliases: dict[str, str] | None = None

    @classmethod
    def here(cls) -> AddonRegistry:
        """The installed addons, and those of the working directory's folder ``addons``."""
        return cls().beside(Path.cwd())

    def beside(self, *folders: Path) -> AddonRegistry:
        """The addons of this registry, and those of projects; see ``ten_lite.addons.local``.

        Args:
            folders: Where there may be a folder ``addons``.
        """
        local = list(local_addons(folders))
        found = [addon for addon in local if addon not in self._installed().get(addon.name, ())]
        if not found:
            return self
        registry = copy.copy(self)
        registry._by_name = {name: [*same] for name, same in self._installed().items()}
        for addon in found:
            registry._by_name.setdefault(addon.name, []).append(addon)
        names = {addon.name for addon in found}
        registry._loaded = {n: spec for n, spec in self._loaded.items() if n not in names}
        return registry

    def is_local(self, name: str) -> bool:
        """Whether a file of a project brings ``name``, and no distribution."""
        return any(isinstance(addon, LocalAddon) for addon in self._installed().get(name, ()))

    def names(self) -> list[str]:
        """Every known name, sorted, broken addons included, aliases not."""
        return sorted(set(self._installed()) | set(self._given))

    def aliases(self) -> dict[str, str]:
        """Other names of addons, those of TEN mostly: alias -> name of the addon, by alias."""
        if self._aliases is None:
            points = (addon.entry_point for addon in allowed(self._points(ALIAS_GROUP)))
            self._aliases = {point.name: point.value for point in points}
        return dict(sorted(self._aliases.items()))

    def distribution(self, name: str) -> tuple[str, str]:
        """Distribution and version that bring ``name``; empty when it was given in code.

        Of a file of the project the file, and no version.
        """
        found = self._installed().get(name)
        return (found[0].distribution, found[0].version) if found else ("", "")

    def find(self, name: str) -> AddonSpec | BrokenAddon | None:
        """The spec of ``name``, or of what it is an alias of; why it is broken; None if unknown."""
        if name not in self._given and name not in self._installed():
            name = self.aliases().get(name, name)
        if name in self._given:
            return self._given[name]
        if name not in self._loaded:
            installed = self._installed().get(name)
            if installed is None:
                return None
            self._loaded[name] = self._load(name, installed)
        return self._loaded[name]

    def get(self, name: str) -> AddonSpec:
        """The spec of ``name``.

        Raises:
            AddonError: It is not installed, or broken.
        """
        found = self.find(name)
        if isinstance(found, AddonSpec):
            return found
        if found is None:
            raise AddonError(f'no installed addon is called "{name}"')
        raise AddonError(f'addon "{name}" of {found.distribution} is broken: {found.reason}')

    def all(self) -> list[AddonSpec | BrokenAddon]:
        """Every addon, loaded; for listings, never for running a graph."""
        found = (self.find(name) for name in self.names())
        return [addon for addon in found if addon is not None]

    def _installed(self) -> dict[str, list[InstalledAddon | LocalAddon]]:
        if self._by_name is None:
            self._by_name = {}
            for addon in allowed(self._points(ENTRY_POINT_GROUP)):
                self._by_name.setdefault(addon.name, []).append(addon)
        return self._by_name

    def _points(self, group: str) -> Iterable[importlib.metadata.EntryPoint]:
        if self._entry_points is None:
            return importlib.metadata.entry_points(group=group)
        return [point for point in self._entry_points if point.group == group]

    def _load(
        self, name: str, installed: Sequence[InstalledAddon | LocalAddon]
    ) -> AddonSpec | BrokenAddon:
        first = installed[0]
        is_local = self.is_local(name)
        if len(installed) > 1:
            both = " and ".join(sorted(f"{a.distribution} {a.version}".strip() for a in installed))
            cure = "rename the file" if is_local else "uninstall one of them"
            return BrokenAddon(name, both, f"supplied twice, by {both}; {cure}", is_local)
        try:
            plugin = first.load()
            self._register(plugin)
            caller = self._plugins.subset_hook_caller(
                "ten_lite_addons",
                [other for other in self._plugins.get_plugins() if other is not plugin],
            )
            specs = [spec for group in caller() for spec in group]
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # an import may fail in any way, sys.exit() among them
            return BrokenAddon(name, first.distribution, failure(error), is_local)
        found = next((s for s in specs if isinstance(s, AddonSpec) and s.name == name), None)
        if found is None:
            offered = ", ".join(getattr(spec, "name", "?") for spec in specs) or "none"
            called = "the file" if is_local else "its entry point"
            reason = f'{called} is called "{name}" but the addons it supplies are: {offered}'
            return BrokenAddon(name, first.distribution, reason, is_local)
        if is_local and found.factory.partition(":")[0].split(".")[0] == name:
            own = found.factory.partition(name)[2]
            reason = f'its factory is "{found.factory}", which is not installed: write '
            reason += 'factory=f"{__name__}' + own + '"'
            return BrokenAddon(name, first.distribution, reason, is_local)
        return found

    def _register(self, plugin: object) -> None:
        if self._plugins.is_registered(plugin):
            return
        try:
            self._plugins.register(plugin)
            self._plugins.check_pending()
        except Exception:
            if self._plugins.is_registered(plugin):  # or the next addon would be blamed for it
                self._plugins.unregister(plugin)
            raise
