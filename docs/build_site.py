"""Builds the site of the docs into ``ten_lite/_docs``, where ``ten-lite docs`` and wheels find it.

Usage: python docs/build_site.py

Needs the extra ``docs``. A warning is an error, and so is anything that a browser would fetch from
another site.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from offline import fetched_from_elsewhere
from staging import stage

ROOT = Path(__file__).parents[1]
CONFIG = "zensical.toml"
STAGED, BUILT = ROOT / "build/docs", ROOT / "build/site"
"""As the config says, which is put beside them."""
SITE = ROOT / "ten_lite/_docs"
UNUSED = ("assets/stylesheets/classic", "sitemap.xml")
"""What the theme brings for others."""


def main() -> int:
    """Build it; 0 when it is good."""
    stage(ROOT, STAGED)
    shutil.copy(ROOT / CONFIG, STAGED.parent / CONFIG)
    shutil.rmtree(BUILT, ignore_errors=True)
    done = subprocess.run(  # the command is fixed
        [sys.executable, "-m", "zensical", "build", "--strict", "--clean"],
        cwd=STAGED.parent,
        env=os.environ | {"NO_COLOR": "1"},
        check=False,
    )
    if done.returncode:
        print('the site was not built; is the extra there? pip install -e ".[docs]"')
        return 1
    for name in UNUSED:
        unused = BUILT / name
        shutil.rmtree(unused) if unused.is_dir() else unused.unlink(missing_ok=True)
    foreign = fetched_from_elsewhere(BUILT)
    for line in foreign:
        print(line, file=sys.stderr)
    if foreign:
        return 1
    shutil.rmtree(SITE, ignore_errors=True)
    shutil.copytree(BUILT, SITE)
    print(f"built {SITE.relative_to(ROOT)}; read it with: ten-lite docs")
    return 0


if __name__ == "__main__":
    sys.exit(main())
