"""The hooks a ten_lite plugin may implement.

A plugin is a module named by an entry point in the group ``ten_lite``; the entry point's name
is the name of the addon it supplies, and the module is imported only when a graph names it::

    [project.entry-points.ten_lite]
    my_tts = "ten_lite_my_tts"

The file ``addons/my_tts.py`` beside a graph is such a module, without an entry point; see
``ten_lite.addons.local``.

An entry point in the group ``ten_lite.aliases`` gives an addon one more name, so that graphs
which were written for TEN find it; its value is the addon's name and nothing is imported for it::

    [project.entry-points."ten_lite.aliases"]
    their_tts_python = "my_tts"

An entry point in the group ``ten_lite.commands`` adds a verb to ``ten-lite``: its name is the verb,
its value a module that implements ``ten_lite_commands``, imported only when the verb is used::

    [project.entry-points."ten_lite.commands"]
    voices = "ten_lite_my_tts.voices"
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import pluggy

from ten_lite.addons.spec import AddonSpec
from ten_lite.entry_points import ENTRY_POINT_GROUP

if TYPE_CHECKING:
    import click

__all__ = ["hookimpl", "hookspec"]

hookspec = pluggy.HookspecMarker(ENTRY_POINT_GROUP)
hookimpl = pluggy.HookimplMarker(ENTRY_POINT_GROUP)


@hookspec
def ten_lite_addons() -> Iterable[AddonSpec]:
    """Return the specs of the addons this plugin supplies.

    One module may supply several addons; each needs an entry point of its own name.
    """
    raise NotImplementedError


@hookspec
def ten_lite_commands() -> Iterable[click.Command]:
    """Return the verbs this plugin adds to ``ten-lite``, each called as its entry point is.

    A verb may return an exit code; what it raises as a ``TenLiteError`` is told as one line.
    """
    raise NotImplementedError
