"""The properties ``dump`` and ``dump_path`` of recognisers and voices: their sound, in files."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from ten_lite.addons.spec import PORTABLE, AddonConfig

__all__ = ["DumpConfig"]


class DumpConfig(AddonConfig):
    """Base of the properties of recognisers and voices."""

    dump: Annotated[bool, PORTABLE] = Field(
        default=False,
        description="Write the sound that is recognised, or made, into a file for each session.",
    )
    dump_path: Annotated[str, PORTABLE] = Field(
        default=".",
        min_length=1,
        description="The folder of these files; made if it is not there.",
    )
