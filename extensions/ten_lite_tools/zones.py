"""Time zones by the names that models and people give them."""

from __future__ import annotations

import difflib
import functools
import zoneinfo

__all__ = ["UnknownZone", "find_zone", "known_zones"]


class UnknownZone(LookupError):
    """There is no such time zone; the text says which come near, for people."""


@functools.cache
def known_zones() -> dict[str, str]:
    """IANA names by what they may be called, in lower case: in full, and by their place alone.

    Reads some hundred files the first time.
    """
    found: dict[str, str] = {}
    names = sorted(zoneinfo.available_timezones())
    for name in names:
        # "America/Argentina/Buenos_Aires" before "America/Buenos_Aires", the older spelling
        place = name.rpartition("/")[2].replace("_", " ").lower()
        if not name.startswith(("Etc/", "SystemV/")):
            found.setdefault(place, name)
    for name in names:
        found[name.lower()] = name
    return found


def find_zone(name: str) -> zoneinfo.ZoneInfo:
    """The zone ``name``: ``Asia/Tokyo``, ``asia/tokyo`` or ``Tokyo``.

    Raises:
        UnknownZone: There is none.
    """
    known = known_zones()
    asked = name.strip().lower()
    key = (
        known.get(asked) or known.get(asked.replace("_", " ")) or known.get(asked.replace(" ", "_"))
    )
    if key is not None:
        return zoneinfo.ZoneInfo(key)
    if not known:
        raise UnknownZone(
            'this machine has no time zones; install them with pip install "ten-lite[tools]"'
        )
    near = dict.fromkeys(known[one] for one in difflib.get_close_matches(asked, known, n=3))
    hint = f"did you mean {' or '.join(near)}?" if near else "use a name such as Europe/Paris"
    raise UnknownZone(f"there is no time zone {name[:60]}; {hint}")
