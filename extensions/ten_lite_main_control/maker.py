"""Makes one answer: asks the model, speaks what it says, uses the tools that it calls."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping
from typing import Any

from ten_lite.errors import CommandError, Interrupted
from ten_lite.kinds import SentenceSplitter
from ten_lite.kinds.turns import Think
from ten_lite.messages import ChatCompletion, ChatDelta, SessionConfig
from ten_lite.runtime import Extension
from ten_lite_main_control.agents import handover_target, offered
from ten_lite_main_control.answer import Answer, Part
from ten_lite_main_control.config import MainControlConfig
from ten_lite_main_control.speaker import Speaker
from ten_lite_main_control.talk import Talk
from ten_lite_main_control.tools import ToolRound, use_tools

__all__ = ["AnswerMaker"]


class AnswerMaker:
    """Makes the answers of one node, each in a task of its own.

    Args:
        node: Calls the model and the tools.
        talk: The conversation.
        speaker: Takes the words.
        until_quiet: Waits until it is known what was heard of an answer that was interrupted.
        speak_language: Told what is spoken from now on, BCP-47.
    """

    def __init__(
        self,
        node: Extension[MainControlConfig],
        talk: Talk,
        speaker: Speaker,
        until_quiet: Callable[[], Awaitable[None]],
        speak_language: Callable[[str], None],
    ) -> None:
        self._node = node
        self._config = node.config
        self._talk = talk
        self._speaker = speaker
        self._until_quiet = until_quiet
        self._speak_language = speak_language

    async def make(self, answer: Answer, asked: Think) -> None:
        """Make the answer; what goes wrong is told to the client."""
        splitter = SentenceSplitter(first_words=self._config.first_words)
        try:
            await self._until_quiet()
            for number in range(self._config.max_tool_rounds + 1):
                may_call = number < self._config.max_tool_rounds
                request = self._request(answer, asked, number, may_call=may_call)
                calls = await self._ask(request, answer, splitter)
                await self._confirmed(answer)
                self._speaker.show_thought(answer, is_final=True)
                if not (calls and may_call):
                    break
                await self._use_tools(answer, splitter.flush().rstrip(), calls)
        except Interrupted:
            return
        except CommandError as error:
            await self._confirmed(answer)
            self._node.log.warning("answer %s failed: %s", answer.request_id, error)
            self._node.report("the model did not answer; the log tells why", code="answer_failed")
            self._talk.apologize(self._config.apology)
            self._speaker.end(answer)
            return
        answer.is_complete = True
        if answer.part.text.strip():
            self._speaker.say(answer, splitter.flush(), is_last=True)
            self._speaker.show(answer, answer.shown, is_final=True)
        else:
            self._node.report("the model gave an empty answer", code="empty_answer")
            self._talk.apologize(self._config.apology)
            self._speaker.end(answer)

    async def _confirmed(self, answer: Answer) -> None:
        """Wait until the turn is over; what follows belongs to it."""
        await answer.confirmed.wait()
        self._node.session.fence.join()

    def _request(
        self, answer: Answer, asked: Think, number: int, *, may_call: bool
    ) -> ChatCompletion:
        """The next request; it offers the tools to the end, or some servers refuse their calls."""
        talk, config = self._talk, self._config
        tools = tuple(offered(talk.tools, config.agents, talk.agent))
        request_id = f"{answer.request_id}.{number}" if number else answer.request_id
        history = talk.history
        is_guess = not answer.confirmed.is_set()
        if not is_guess:
            messages = history.messages()
        else:
            messages = history.asked(asked.text, goes_on=asked.goes_on)
        parameters = None if may_call or not tools else {"tool_choice": "none"}
        messages += answer.messages()
        return ChatCompletion(messages, request_id, parameters, tools, is_guess)

    async def _ask(
        self, request: ChatCompletion, answer: Answer, splitter: SentenceSplitter
    ) -> tuple[Mapping[str, str], ...]:
        """Speak what the model says; gives the tools that it calls at the end."""
        calls: tuple[Mapping[str, str], ...] = ()
        shown = f"{answer.shown.rstrip()} " if answer.shown.strip() else ""
        timeout_s = self._config.answer_timeout_s
        async with self._node.call(request, timeout_s=timeout_s) as deltas:
            async for delta in deltas:
                assert isinstance(delta, ChatDelta)
                calls += delta.tool_calls
                if delta.reasoning:
                    await self._think(answer, delta.reasoning)
                if not delta.delta:
                    continue
                if not answer.part.text:
                    await self._confirmed(answer)
                self._speaker.show_thought(answer, is_final=True)
                answer.part.text += delta.delta
                self._speaker.show(answer, shown + answer.part.text, is_final=False)
                for piece in splitter.feed(delta.delta):
                    self._speaker.say(answer, piece)
                    await self._node.room()
        return calls

    async def _think(self, answer: Answer, piece: str) -> None:
        """Take in a piece of a thought; one on a mere guess waits for the guess to be right."""
        answer.part.thought += piece
        answer.part.thought_ended = False
        if answer.confirmed.is_set():
            await self._confirmed(answer)
            self._speaker.show_thought(answer, is_final=False)

    async def _use_tools(
        self, answer: Answer, rest: str, calls: tuple[Mapping[str, str], ...]
    ) -> None:
        """Say the ``rest`` of what the model said, and carry out its calls."""
        if rest:
            self._speaker.say(answer, f"{rest} ")
        answer.part.tools = ToolRound(calls)
        timeout_s = self._config.tool_timeout_s
        agents, agent = self._config.agents, self._talk.agent  # another may go on in this round
        known = [str(tool["name"]) for tool in offered(self._talk.tools, agents, agent)]
        work = self._node.spawn(
            use_tools(
                answer.part.tools,
                self._talk.tools,
                lambda call, node: self._node.call(call, to=node, timeout_s=timeout_s + 1),
                lambda tool: self._own(tool, known),
                timeout_s=timeout_s,
                log=self._node.log,
            ),
            name="tools",
            until_flush=True,
        )
        try:
            if filler := self._config.tool_filler:
                await asyncio.wait({work}, timeout=self._config.tool_filler_after_s)
                if not work.done():
                    self._speaker.fill(answer, f"{filler} ")
            await work
        finally:
            work.cancel()
        answer.parts.append(Part())

    def _own(self, tool: str, known: Collection[str]) -> str | None:
        """Carry out what no node does; models call tools that are not offered, too."""
        if tool not in known:
            return f"error: there is no tool {tool}; known: {', '.join(known) or 'none'}"
        name = handover_target(tool, self._config.agents)
        return self._hand_over(name) if name else None

    def _hand_over(self, name: str) -> str:
        """Let another agent go on."""
        agent: Any = self._config.agents[name]
        talk = self._talk
        talk.agent, talk.history.prompt = name, agent.prompt
        talk.take_prompt()
        if agent.language:
            self._speak_language(agent.language)
        if agent.voice or agent.language:
            self._node.send(SessionConfig(agent.language, agent.voice))
        return f"You are {name} now. Go on with the conversation."
