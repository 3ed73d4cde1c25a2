"""How code gets in: addon specs, the plugin hooks, and discovery by name."""

from ten_lite.addons.hookspecs import ENTRY_POINT_GROUP, hookimpl
from ten_lite.addons.registry import AddonRegistry, BrokenAddon
from ten_lite.addons.spec import AddonConfig, AddonKind, AddonSpec

__all__ = [
    "ENTRY_POINT_GROUP",
    "AddonConfig",
    "AddonKind",
    "AddonRegistry",
    "AddonSpec",
    "BrokenAddon",
    "hookimpl",
]
