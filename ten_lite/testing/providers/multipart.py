"""Reads the bodies of forms with files."""

from __future__ import annotations

import re
from dataclasses import dataclass

__all__ = ["UploadedFile", "parse_form"]

BOUNDARY = re.compile(r'multipart/form-data;.*boundary="?([^";]+)"?', re.IGNORECASE)
PARAMETER = re.compile(rb'(\w+)="([^"]*)"')


@dataclass(frozen=True, slots=True)
class UploadedFile:
    """A file in a form.

    Attributes:
        name: Its name.
        content_type: What it is said to be.
        data: Its bytes.
    """

    name: str
    content_type: str
    data: bytes


def parse_form(content_type: str, body: bytes) -> dict[str, str | list[str] | UploadedFile]:
    """The fields of a form; one whose name ends with ``[]`` has a list of its values.

    Raises:
        ValueError: It is no form.
    """
    found = BOUNDARY.match(content_type)
    if found is None:
        raise ValueError("not multipart/form-data")
    fields: dict[str, str | list[str] | UploadedFile] = {}
    for part in body.split(b"--" + found[1].encode())[1:-1]:
        head, _, data = part.removeprefix(b"\r\n").partition(b"\r\n\r\n")
        headers = {
            name.strip().lower(): value.strip()
            for name, _, value in (line.partition(b":") for line in head.split(b"\r\n"))
        }
        shown = dict(PARAMETER.findall(headers.get(b"content-disposition", b"")))
        name, data = shown[b"name"].decode(), data.removesuffix(b"\r\n")
        if b"filename" in shown:
            kind = headers.get(b"content-type", b"").decode()
            fields[name] = UploadedFile(shown[b"filename"].decode(), kind, data)
        elif name.endswith("[]"):
            values = fields.setdefault(name, [])
            assert isinstance(values, list)
            values.append(data.decode())
        else:
            fields[name] = data.decode()
    return fields
