"""Where ten_lite keeps what can be fetched again."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from ten_lite.weights.errors import trouble

__all__ = ["cache_dir"]


def cache_dir() -> Path:
    r"""The cache folder of this user, by the convention of the system.

    ``TEN_LITE_CACHE_DIR`` comes first; then ``$XDG_CACHE_HOME/ten_lite`` or
    ``~/.cache/ten_lite``, ``~/Library/Caches/ten_lite`` on macOS, ``%LOCALAPPDATA%\ten_lite``
    on Windows. The folder need not exist yet.

    Raises:
        WeightsError: The user has no home folder.
    """
    if chosen := os.environ.get("TEN_LITE_CACHE_DIR"):
        return Path(chosen).expanduser().absolute()
    system: str = sys.platform
    variable = {"win32": "LOCALAPPDATA", "darwin": ""}.get(system, "XDG_CACHE_HOME")
    base = os.environ.get(variable, "")
    if os.path.isabs(base):  # the XDG rule: a relative value is to be ignored
        return Path(base, "ten_lite")
    folder = {"win32": "AppData/Local", "darwin": "Library/Caches"}.get(system, ".cache")
    try:
        return Path.home() / folder / "ten_lite"
    except RuntimeError:
        raise trouble(
            "there is no place for model files: this user has no home folder",
            cure="set TEN_LITE_CACHE_DIR to a folder that may be written to",
        ) from None
