"""Templates: folders of files below ``ten_lite/templates``, filled in and written.

A file ends with ``.tmpl``; ``$name`` in its text and in its path is put in, ``$$`` is a dollar.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from string import Template

from ten_lite.errors import TenLiteError

__all__ = ["TEMPLATES", "filled", "write"]

TEMPLATES = Path(__file__).parents[2] / "templates"
SUFFIX = ".tmpl"


def filled(folders: Iterable[str], values: Mapping[str, str]) -> dict[str, str]:
    """The files of the template ``folders`` by their path; a later folder's win.

    Args:
        folders: Names below ``TEMPLATES``.
        values: What to put in.

    Raises:
        KeyError: A file asks for what is not in ``values``.
    """
    found: dict[str, str] = {}
    for folder in folders:
        root = TEMPLATES / folder
        for file in sorted(root.rglob(f"*{SUFFIX}")):
            path = Template(file.relative_to(root).as_posix().removesuffix(SUFFIX))
            text = Template(file.read_text("utf-8"))
            found[path.substitute(values)] = text.substitute(values)
    return found


def write(files: Mapping[str, str], target: Path) -> None:
    """Write ``files`` into the new folder ``target``.

    Raises:
        TenLiteError: There is something already, which stays as it is, or it cannot be written.
    """
    try:
        if target.is_symlink() or (target.exists() and not _is_empty(target)):
            raise TenLiteError(
                f"{target} is there already, and nothing is overwritten: take it away, or name "
                "another folder with --to"
            )
        for path, text in files.items():
            file = target / path
            file.parent.mkdir(parents=True, exist_ok=True)
            with file.open("x", encoding="utf-8", newline="\n") as out:
                out.write(text)
    except OSError as error:
        raise TenLiteError(f"{target} cannot be written: {error.strerror}") from None


def _is_empty(folder: Path) -> bool:
    return folder.is_dir() and not any(folder.iterdir())
