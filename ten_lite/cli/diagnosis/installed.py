"""The installed addons: which of them are broken."""

from __future__ import annotations

from collections.abc import Iterator

from ten_lite.addons import AddonRegistry, BrokenAddon
from ten_lite.cli.diagnosis.finding import Finding, ok, warn

__all__ = ["look_at_addons"]


def look_at_addons(registry: AddonRegistry) -> Iterator[Finding]:
    """A finding for each broken addon; it is a failure only of graphs that use it."""
    found = registry.all()
    broken = [addon for addon in found if isinstance(addon, BrokenAddon)]
    for addon in broken:
        bringer = f" of {addon.distribution}" if addon.distribution else ""
        text = f"{addon.name}{bringer} is broken: {addon.reason}"
        distribution = "upgrade, reinstall or uninstall its distribution"
        yield warn("addons", text, "mend the file" if addon.is_local else distribution)
    if not broken:
        yield ok("addons", f"{len(found)} installed, none broken")
