"""The hooks a ten_lite plugin may implement.

A plugin is a module named by an entry point in the group ``ten_lite``; the entry point's name
is the name of the addon it supplies, and the module is imported only when a graph names it::

    [project.entry-points.ten_lite]
    my_tts = "ten_lite_my_tts"

An entry point in the group ``ten_lite.aliases`` gives an addon one more name, so that graphs
which were written for TEN find it; its value is the addon's name and nothing is imported for it::

    [project.entry-points."ten_lite.aliases"]
    their_tts_python = "my_tts"
"""

from __future__ import annotations

from collections.abc import Iterable

import pluggy

from ten_lite.addons.spec import AddonSpec

__all__ = ["ALIAS_GROUP", "ENTRY_POINT_GROUP", "hookimpl", "hookspec"]

ENTRY_POINT_GROUP = "ten_lite"
ALIAS_GROUP = "ten_lite.aliases"

hookspec = pluggy.HookspecMarker("ten_lite")
hookimpl = pluggy.HookimplMarker("ten_lite")


@hookspec
def ten_lite_addons() -> Iterable[AddonSpec]:
    """Return the specs of the addons this plugin supplies.

    One module may supply several addons; each needs an entry point of its own name.
    """
    raise NotImplementedError
