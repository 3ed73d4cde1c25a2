"""``import_uri``: a graph in another file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote

from ten_lite.config.text.document import Document, open_document
from ten_lite.config.text.wording import show
from ten_lite.errors import Problem

__all__ = ["open_import"]

APP_FOLDER = "${app_base_dir}/"
FILE = "file://"


def open_import(
    uri: str, *, folder: Path, app_folder: Path, fault: Callable[[str, str], Problem]
) -> tuple[Document | None, list[Problem]]:
    """Open the file that ``uri`` names; without a document there is at least one problem.

    Args:
        uri: A relative path, ``${app_base_dir}/path`` or ``file:///path``.
        folder: What a relative path starts from: the folder of the file that imports.
        app_folder: What ``${app_base_dir}`` stands for.
        fault: Makes the problem of a URI that cannot be followed: message and cure.
    """
    if uri.startswith(("http://", "https://")):
        cure = "download the file and name it by a relative path"
        return None, [fault("graphs are not fetched from the web", cure)]
    if uri.startswith(APP_FOLDER):
        folder, uri = app_folder, uri.removeprefix(APP_FOLDER)
    by_uri = uri.startswith(FILE)
    path = Path(unquote(uri.removeprefix(FILE)) if by_uri else uri)
    if path.is_absolute() is not by_uri:
        message = f"import_uri must be a relative path or file:///..., not {show(uri)}"
        cure = f"write file://{path}" if path.is_absolute() else "name a file, relative to this one"
        return None, [fault(message, cure)]
    document, problems = open_document(folder / path)  # an absolute path stays as it is
    if document is None and problems[0].code == "TL101":
        return None, [fault(f"import_uri: {problems[0].message}", problems[0].hint)]
    return document, problems
