"""ten_lite: a voice agent is a JSON graph of addons.

Importing this package loads nothing heavy: no numpy, no provider SDK, no network library.
The public names live in the rooms below it (``ten_lite.messages``, ``ten_lite.runtime``,
``ten_lite.addons``, ``ten_lite.kinds``, ``ten_lite.testing``).
"""

__all__ = ["__version__"]

__version__ = "0.1.0"
