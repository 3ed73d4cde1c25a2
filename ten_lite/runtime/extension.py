"""``Extension``: the code of a node, and everything it can do.

    configure -> start -> (messages) -> drain -> stop

An extension receives the inputs its spec declares through handlers named ``on_<message>``
(``on_pcm_frame``, ``on_asr_result``). A plain handler must not take long; an ``async`` one holds
up only its own node; long work goes into ``spawn``. A handler of a ``cmd`` gives its result by
returning it, or a stream of results by being an async generator.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Coroutine, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar

from ten_lite.addons.spec import AddonConfig
from ten_lite.messages import Message, NodeMetrics
from ten_lite.runtime.cause import current_cause
from ten_lite.runtime.command import CommandResults
from ten_lite.runtime.resources import Resource

if TYPE_CHECKING:
    from ten_lite.runtime.instance import Instance
    from ten_lite.runtime.session import Session

__all__ = ["ConfigT", "Extension"]

ConfigT = TypeVar("ConfigT", bound=AddonConfig)


class Extension(Generic[ConfigT]):
    """Base of every node's code.

    The runtime creates one instance for each node of each session, and a new one when the node
    is restarted after a failure. Subclasses need no ``__init__``; set state up in
    ``configure``.

    Attributes:
        config: The node's properties, checked.
        name: The node's name in the graph.
        session: The conversation this instance serves.
        state: Survives a restart of the node, within the session. What stands in for a node that
            failed for good has one of its own.
        node_state: Survives that, too: what stands in for a node finds what the node left, and the
            other way round. Only for what any addon can make sense of, such as a language.
        log: The node's logger; the session and node are on each record.
    """

    configure_timeout_s: ClassVar[float] = 10.0
    start_timeout_s: ClassVar[float] = 10.0
    stop_timeout_s: ClassVar[float] = 1.0

    def __init__(self, instance: Instance, config: ConfigT) -> None:
        self._node = node = instance.node
        self._instance = instance
        self.config = config
        self.name: str = node.name
        self.session: Session = node.session
        self.state: dict[str, Any] = instance.state
        self.node_state: dict[str, Any] = node.node_state
        self.log: logging.LoggerAdapter[logging.Logger] = node.log

    @property
    def has_stand_in(self) -> bool:
        """Whether another addon takes this one's place when it fails for good."""
        return self._node.supervisor.candidates.has_next

    def leave(self, messages: Iterable[Message]) -> None:
        """Have ``messages`` delivered to the addon that takes this one's place, before all others.

        For what was received and not dealt with; call it before the failure. What does not fail
        for good, or has no stand-in, keeps such things in ``state``.
        """
        self._instance.left.extend(messages)

    @classmethod
    def resources(cls, config: ConfigT) -> Mapping[str, Resource[Any]]:
        """What is loaded once per process and shared by sessions, by a name of your choice.

        The app loads them before the port opens; ``self.resource(name)`` gives the loaded object.
        """
        return {}

    async def configure(self) -> None:
        """Set up state; nothing is sent yet."""

    async def start(self) -> None:
        """Begin to work: messages arrive after this."""

    async def drain(self) -> None:
        """Finish what is under way; the app is shutting down and waits for this."""

    async def stop(self) -> None:
        """Give everything back. Called once, also after a failed start; spawned tasks are gone."""

    def is_idle(self) -> bool:
        """Whether another instance may take this one's place without cutting anything off.

        Asked between turns, with no handler and no command at work, when the node's own addon is
        healthy again and a fallback still stands in. Override it if something may be under way
        even then.
        """
        return True

    def send(self, message: Message) -> None:
        """Send ``message`` on every connection of its output.

        Raises:
            AddonError: The addon's spec does not declare this output.
            EdgeFullError: A connection that blocks is far over its size; see ``room``.
        """
        self._node.send(message)

    def is_connected(self, output: type[Message]) -> bool:
        """Whether some node receives what this one sends of the class ``output``."""
        return bool(self._node.routes.get(output))

    async def room(self) -> None:
        """Wait until no outgoing connection is full; a loop that sends awaits this each time."""
        await self._node.mailbox.room()

    def call(self, command: Message, *, timeout_s: float = 30.0, to: str = "") -> CommandResults:
        """Send a command and get its results as they come.

        Args:
            command: A message of kind ``cmd`` whose output has one connection.
            timeout_s: How long to wait for each result.
            to: Which of the output's connections to use, when it has several: the one that
                leads to this node, the ``source`` of an earlier message say.

        Returns:
            An async iterator; closing it cancels the work at the other end. It raises
            ``CommandError`` when the command fails or a result is late, and ``Interrupted`` when
            the answer it belongs to was interrupted.

        Raises:
            AddonError: The addon's spec does not declare this output.
            CommandError: The output has no connection, or more than one; with ``to``: none that
                leads there.
        """
        return self._node.call(command, timeout_s, to)

    def spawn(
        self, work: Coroutine[Any, Any, Any], *, name: str, until_flush: bool = False
    ) -> asyncio.Task[Any]:
        """Run ``work`` as a task of this node; it ends with the node at the latest.

        Args:
            work: The coroutine. An exception that leaves it is a failure of the node; see
                ``ProviderError`` for one that a restart does not cure.
            name: What it does, for reports.
            until_flush: Cancel it when the answer it works for is interrupted.
        """
        return self._instance.spawn(work, name=name, until_flush=until_flush)

    @contextlib.contextmanager
    def caused_by(self, message: Message) -> Iterator[None]:
        """What is sent or spawned inside belongs to the turn and epoch of ``message``.

        Handlers have this already; a task that works off a queue of messages needs it.
        """
        token = current_cause.set(self.session.fence.cause_of(message))
        try:
            yield
        finally:
            current_cause.reset(token)

    def resource(self, name: str) -> Any:
        """The loaded object of ``resources()[name]``."""
        return self._instance.held[name]

    def report(self, text: str, *, code: str, fatal: bool = False) -> None:
        """Tell the client and the log that something failed.

        Args:
            text: For the client; cut at 300 characters; no paths, keys or transcripts.
            code: A short stable word, such as ``provider_down``.
            fatal: End the session.
        """
        self._node.session.report(text, node=self.name, code=code, fatal=fatal)

    def measure(self, figures: Mapping[str, int], *, request_id: str = "") -> None:
        """Tell the log and the clients what a piece of this node's work took, as ``node_metrics``.

        The bases of recognisers, models and voices measure their work by themselves.

        Args:
            figures: Whole numbers by name, with the unit in it: ``first_sound_ms``.
            request_id: What was worked on.
        """
        addon = self._instance.candidate.plan.addon.name
        self.session.measured(NodeMetrics(self.name, addon, request_id, figures))

    def now_ms(self) -> int:
        """Milliseconds on the session's clock."""
        return self.session.clock.now_ns() // 1_000_000
