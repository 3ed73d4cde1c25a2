"""A live node: where messages come in and go out, whatever instance runs in it."""

from __future__ import annotations

import logging
from copy import copy
from typing import TYPE_CHECKING, Any

from ten_lite.errors import AddonError, CommandError, EdgeFullError
from ten_lite.messages import Message, TtsFlush, TtsPause
from ten_lite.observe.turn_recorder import WATCHED
from ten_lite.runtime.candidates import Candidates
from ten_lite.runtime.channel import Channel
from ten_lite.runtime.command import CommandResults, CommandRun
from ten_lite.runtime.extension import Extension
from ten_lite.runtime.handlers import Handler
from ten_lite.runtime.mailbox import Mailbox
from ten_lite.runtime.plan import NodePlan
from ten_lite.runtime.supervisor import Supervisor
from ten_lite.runtime.tasks import bounded

if TYPE_CHECKING:
    from ten_lite.runtime.session import Session

__all__ = ["LiveNode"]


class LiveNode:
    """Runs one node of one session.

    Attributes:
        name: The node's name.
        inputs: What any of its candidates takes.
        routes: The outgoing channels of each output that any of its candidates declares.
        mailbox: Where its messages arrive.
        node_state: What all its candidates know of each other.
        supervisor: Says which instance runs, and keeps one running.
    """

    def __init__(self, session: Session, plan: NodePlan, *, direct: bool) -> None:
        self.session = session
        self.plan = plan
        self.name = plan.definition.name
        self.log = logging.LoggerAdapter(
            logging.getLogger(f"ten_lite.node.{self.name}"),
            {"session": session.id, "node": self.name},
        )
        addons = [candidate.addon for candidate in plan.candidates]
        self.routes: dict[type[Message], list[Channel]] = {
            output: [] for addon in addons for output in addon.outputs
        }
        self.node_state: dict[str, Any] = {}
        self.inputs = {message for addon in addons for message in addon.inputs}
        self.mailbox = Mailbox(
            session.fence,
            direct=direct,
            run_command=self._carry_out,
            failed=self.failed,
            blocked_too_long=self._blocked_too_long,
        )
        self.supervisor = Supervisor(
            self, Candidates(plan.candidates, plan.definition.restart, session.return_policy)
        )

    @property
    def extension(self) -> Extension[Any]:
        """The running instance's object."""
        extension = self.supervisor.current.extension
        assert extension is not None, f"{self.name} is not configured"
        return extension

    @property
    def state(self) -> dict[str, Any]:
        """What the running candidate keeps over restarts."""
        return self.supervisor.current.state

    @property
    def restart_count(self) -> int:
        """How often the node was started again."""
        return self.supervisor.restart_count

    async def configure(self) -> None:
        """See ``Supervisor.configure``."""
        await self.supervisor.configure()

    async def start(self) -> None:
        """See ``Supervisor.start``."""
        await self.supervisor.start()

    async def drain(self) -> None:
        """Let the instance finish what it has begun, if there is one just now."""
        extension = self.supervisor.current.extension
        if extension is None:
            return
        try:
            await bounded(extension.drain(), None)
        except Exception:
            self.log.exception("drain failed")

    async def stop(self) -> None:
        """End everything in bounded time, whatever state it is in."""
        self.mailbox.close()
        await self.supervisor.stop()
        self.mailbox.cancel_timers()

    def failed(self, error: BaseException) -> None:
        """An exception left the code of the running instance."""
        self.supervisor.current.failed(error)

    def _carry_out(self, handler: Handler, message: Message) -> None:
        self.supervisor.current.commands.take(handler, message)

    def send(self, message: Message) -> None:
        """See ``Extension.send``."""
        channels = self.routes.get(type(message))
        if channels is None:
            raise self._undeclared(message)
        if not message.sequence:
            if type(message) is TtsFlush:
                self.session.interrupt()
            elif type(message) is TtsPause:
                self.session.pause_sound()
            self.session.fence.stamp(message, self.name)
            if type(message) in WATCHED:
                self.session.turns.see(message)
        if len(channels) == 1:
            channel = channels[0]
            given = message if channel.edge.converter is None else channel.converted(message)
            if given is not None:
                channel.push(given)
        else:
            self._fan_out(channels, message)

    def _fan_out(self, channels: list[Channel], message: Message) -> None:
        """Deliver to every receiver, before anything that one of them sends because of it."""
        held: list[tuple[Channel, Message]] = []
        full: EdgeFullError | None = None
        for channel in channels:
            given = channel.converted(message)
            if given is None:
                continue
            if channel.receiver.hold(given):
                held.append((channel, given))
                continue
            try:
                channel.push(given)
            except EdgeFullError as error:  # the other receivers do not suffer for it
                full = error
        for channel, given in held:
            channel.push_held(given)
        if full is not None:
            raise full

    def call(self, command: Message, timeout_s: float, to: str = "") -> CommandResults:
        """See ``Extension.call``."""
        channels = self.routes.get(type(command))
        if channels is None:
            raise self._undeclared(command)
        if to:
            channels = [channel for channel in channels if channel.edge.target == to]
        if len(channels) != 1:
            connected = self.routes[type(command)]
            where = ", ".join(channel.edge.target for channel in connected) or "nowhere"
            needed = f"it cannot go to {to}" if to else "a call needs exactly one receiver"
            raise CommandError(f"{command.name} of {self.name} is connected to {where}; {needed}")
        if command.sequence:  # passed on: a new request, so it gets an envelope of its own
            command = copy(command)
            command.sequence = 0
        self.session.fence.stamp(command, self.name)
        run = CommandRun(command, self.session.turns.follow(command))
        self.session.runs[command.sequence] = run
        given = channels[0].converted(command)
        if given is not None:
            channels[0].push(given)
        return CommandResults(run, timeout_s, channels[0].edge.result_converter)

    def _undeclared(self, message: Message) -> AddonError:
        spec = self.supervisor.current.candidate.plan.addon
        declared = ", ".join(output.name for output in self.routes) or "none"
        return AddonError(
            f'{self.name} (addon "{spec.name}") sent {message.name}, which its spec does not '
            f"declare; declared outputs: {declared}"
        )

    def interrupt(self) -> None:
        """The epoch rose: cancel the work of older answers."""
        self.supervisor.interrupt()
        self.mailbox.interrupt()

    def _blocked_too_long(self, channel: Channel) -> None:
        edge = channel.edge
        self.session.report(
            f"{edge.target} does not take {edge.message.name} from {edge.source}",
            node=edge.target,
            code="edge_full",
        )
