"""What ``ten-lite addons`` tells of addons, as rows of JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ten_lite.addons import AddonRegistry, AddonSpec
from ten_lite.cli.addon_facts import addon_details, addon_row
from ten_lite.cli.known_addons import KnownAddon, known_addons, matches
from ten_lite.config.text.wording import did_you_mean, hint
from ten_lite.errors import TenLiteError

__all__ = ["detailed_row", "rows_of_installed", "rows_that_fit"]


def rows_of_installed() -> list[dict[str, Any]]:
    """All installed addons; of a broken one ``broken`` is the reason."""
    registry = AddonRegistry.here()
    return [addon_row(registry, addon) for addon in registry.all()]


def detailed_row(name: str) -> dict[str, Any]:
    """One addon with its pins and properties, unless it is broken.

    Raises:
        TenLiteError: There is no addon of that name; tells those that there are.
    """
    registry = AddonRegistry.here()
    addon = registry.find(name)
    if addon is None:
        names = registry.names()
        near = did_you_mean(name, [*names, *registry.aliases()])
        raise TenLiteError(hint(f'no addon "{name}".', near, f"installed: {', '.join(names)}"))
    row = addon_row(registry, addon)
    return row | addon_details(addon) if isinstance(addon, AddonSpec) else row


def rows_that_fit(words: Sequence[str]) -> list[dict[str, Any]]:
    """Installed addons that all ``words`` fit, then ones that others have published."""
    installed = rows_of_installed()
    names = {row["name"] for row in installed}
    rows = [row | {"installed": True} for row in installed if matches(words, _texts(row))]
    rows += [_known_row(one) for one in known_addons() if one.name not in names and one.fits(words)]
    return rows


def _known_row(addon: KnownAddon) -> dict[str, Any]:
    return addon.model_dump() | {
        "requirement": "",
        "missing": [],
        "broken": None,
        "installed": False,
    }


def _texts(row: dict[str, Any]) -> list[str]:
    keys = ("name", "kind", "description", "distribution", "extra")
    return [*(str(row[key] or "") for key in keys), *row["aliases"]]
