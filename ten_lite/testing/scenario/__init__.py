"""Conversations as tests: a script of what users do and what is expected of the bot."""

from ten_lite.testing.scenario.failure import ConversationFailed
from ten_lite.testing.scenario.run import StepRefused, run_graph
from ten_lite.testing.scenario.script import (
    bot_is_silent,
    bot_says,
    calls,
    error_told,
    fails,
    model_replies,
    session_ends,
    tool_called,
    user_comes_back,
    user_interrupts,
    user_leaves,
    user_says,
    user_types,
    waits,
)
from ten_lite.testing.scenario.steps import Step

__all__ = [
    "ConversationFailed",
    "Step",
    "StepRefused",
    "bot_is_silent",
    "bot_says",
    "calls",
    "error_told",
    "fails",
    "model_replies",
    "run_graph",
    "session_ends",
    "tool_called",
    "user_comes_back",
    "user_interrupts",
    "user_leaves",
    "user_says",
    "user_types",
    "waits",
]
