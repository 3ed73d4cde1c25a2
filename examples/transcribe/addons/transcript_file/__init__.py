"""``transcript_file``: writes what was said into files, as plain text and as subtitles."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from pydantic import Field

from ten_lite.addons import AddonConfig, AddonSpec, hookimpl
from ten_lite.messages import AsrResult

__all__ = ["TranscriptFileConfig"]


class TranscriptFileConfig(AddonConfig):
    """Properties of ``transcript_file``."""

    folder: Path = Field(
        default=Path("transcripts"), description="Where the files are written; it is made."
    )
    speaker: str = Field(default="user", min_length=1, description="Who is written to say it.")


@hookimpl
def ten_lite_addons() -> Iterable[AddonSpec]:
    """The addon of this folder."""
    return [
        AddonSpec(
            name="transcript_file",
            kind="generic",
            description="Writes what was said into files, as plain text and as subtitles (SRT).",
            factory=f"{__name__}.extension:TranscriptFile",
            inputs=(AsrResult,),
            config=TranscriptFileConfig,
        )
    ]
