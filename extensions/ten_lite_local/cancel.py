"""The one way in which work of the embedded models is stopped."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

__all__ = ["CancelToken", "Cancelled"]


class Cancelled(Exception):
    """Not an error: the work was stopped through its `CancelToken` and has no result."""


class CancelToken:
    """Stops one piece of blocking work from another thread.

    Who starts the work makes the token, hands it in and keeps it; whoever calls `cancel` makes
    the work raise `Cancelled`. A token is used up once it is cancelled: every later piece of work
    that is given it ends at once. All methods may be called from any thread.

    Work that can look between two steps asks `raise_if_cancelled`; work that sits in native code
    has `on_cancel` reach into it::

        with cancel.on_cancel(stop_the_native_call):
            native_call()
        cancel.raise_if_cancelled()
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._cancelled = False
        self._callbacks: dict[object, Callable[[], object]] = {}

    @property
    def cancelled(self) -> bool:
        """Whether `cancel` was called."""
        return self._cancelled

    def cancel(self) -> None:
        """Stop the work; the callbacks have run when this returns. Later calls do nothing.

        Raises:
            Exception: The first error of a callback, once all of them have run.
        """
        with self._lock:
            if self._cancelled:
                return
            self._cancelled = True
            callbacks = list(self._callbacks.values())
            self._callbacks.clear()
        errors: list[Exception] = []
        for callback in callbacks:
            try:
                callback()
            except Exception as error:
                errors.append(error)
        if errors:
            raise errors[0]

    def raise_if_cancelled(self) -> None:
        """Return, or leave the work.

        Raises:
            Cancelled: `cancel` was called.
        """
        if self._cancelled:
            raise Cancelled

    @contextmanager
    def on_cancel(self, callback: Callable[[], object]) -> Iterator[None]:
        """Within the block, `cancel` calls ``callback``, once, in the cancelling thread.

        On a token that is cancelled already it is called at once, in this thread. It must be short
        and must not block. A `cancel` on its way while the block ends may still call it a moment
        later, so it may only touch what outlives the block.

        Args:
            callback: Makes the work in the block end soon.
        """
        key = object()
        with self._lock:
            is_late = self._cancelled
            if not is_late:
                self._callbacks[key] = callback
        if is_late:
            callback()
        try:
            yield
        finally:
            with self._lock:
                self._callbacks.pop(key, None)
