"""Puts the page to talk in and the docs into the wheel and the source distribution.

The page is built where there is npm. Without npm, or when it fails, the page that is there already
is taken; without one the server has its plain page. ``TEN_LITE_REQUIRE_PAGE=1`` makes that an
error. The docs are taken as ``make docs`` has built them; ``TEN_LITE_REQUIRE_DOCS=1`` makes it an
error when there are none. An editable install needs neither.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

CLIENTS = "clients"
PAGE = "ten_lite_websocket_server/static"
DOCS = "ten_lite/_docs"
STEPS = (
    ("install", "--no-audit", "--no-fund", "--loglevel=error"),
    ("run", "build", "--silent"),
)
STEP_S = 600.0
TOLD_LINES = 15


class PageBuildHook(BuildHookInterface[Any]):
    """Runs before the files are collected."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Have the page and the docs in their place, or say plainly that they are not.

        Raises:
            RuntimeError: There is no page and ``TEN_LITE_REQUIRE_PAGE`` asks for it, or no docs and
                ``TEN_LITE_REQUIRE_DOCS`` does.
        """
        if version == "editable":
            return
        root = Path(self.root)
        page = root / "extensions" / PAGE
        is_source_distribution = (root / "PKG-INFO").is_file()
        if not (is_source_distribution and _is_there(page)):
            self._make(root / CLIENTS, page)
        if _is_there(page):  # git ignores it, and so does the collecting of files
            place = PAGE if self.target_name == "wheel" else f"extensions/{PAGE}"
            build_data["force_include"][str(page)] = place
        docs = root / DOCS
        if _is_there(docs):
            build_data["force_include"][str(docs)] = DOCS
        elif os.environ.get("TEN_LITE_REQUIRE_DOCS") == "1":
            raise RuntimeError("there are no docs to put in; build them with: make docs")
        else:
            self.app.display_warning("without docs for ten-lite docs; make docs builds them")

    def _make(self, clients: Path, page: Path) -> None:
        problem = _build(clients)
        if not (problem or _is_there(page)):
            problem = f"the build has made no {PAGE}"
        if not problem:
            return
        if os.environ.get("TEN_LITE_REQUIRE_PAGE") == "1":
            raise RuntimeError(f"the page was not built: {problem}")
        taken = "the one that was built before" if _is_there(page) else "the plain page"
        self.app.display_warning(f"the page was not built, {taken} is taken: {problem}")


def _is_there(page: Path) -> bool:
    return (page / "index.html").is_file()


def _build(clients: Path) -> str:
    """Build the page; gives why that was not possible, or ""."""
    npm = shutil.which("npm")
    if npm is None:
        return "there is no npm; install Node 20.19 or later"
    for step in STEPS:
        command = " ".join(("npm", *step))
        try:
            done = subprocess.run(  # the command is fixed
                [npm, *step], cwd=clients, capture_output=True, text=True, timeout=STEP_S
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            return f"{command}: {error}"
        if done.returncode:
            said = (done.stderr + done.stdout).strip().splitlines()[-TOLD_LINES:]
            return "\n".join((f"{command} failed", *said))
    return ""
