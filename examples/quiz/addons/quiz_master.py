"""A quizmaster in the place of a model: ``main_control`` asks it, and has its answers spoken.

Turns, interruptions, pauses and lost connections stay the business of ``main_control``.
"""

from collections.abc import AsyncGenerator, Iterable

from pydantic import Field

from ten_lite.addons import AddonConfig, AddonSpec, hookimpl
from ten_lite.kinds import LlmExtension
from ten_lite.messages import ChatCompletion, ChatDelta, Notice, UserJoined

from ._game import Game, Question, ask, play

__all__ = ["QuizConfig", "QuizMaster"]


class QuizConfig(AddonConfig):
    """Properties of ``quiz_master``."""

    welcome: str = Field(default="Welcome to the quiz!", description="Said to who joins.")
    questions: tuple[Question, ...] = Field(min_length=1, description="Asked one after another.")


class QuizMaster(LlmExtension[QuizConfig]):
    """Asks, judges and counts.

    The game is in ``state``: each session has its own, and it outlives a failure of this node.
    """

    def on_user_joined(self, joined: UserJoined) -> None:
        """Ask the first question; who was away goes on where they were."""
        if not joined.is_back:
            first = ask(self._game, self.config.questions)
            self.send(Notice(f"{self.config.welcome} {first}"))

    async def complete(self, request: ChatCompletion) -> AsyncGenerator[str | ChatDelta, None]:
        """Judge what was said, and speak.

        What was said counts at once, so an interruption of the words below takes nothing back.
        A user who goes on speaking before the answer sounds is asked about again, in the same
        turn and with all that was said: then the turn is played again from its beginning.
        """
        if self.state.get("turn_id") != request.turn_id:
            self.state |= {"turn_id": request.turn_id, "before": self._game}
        said = str(request.messages[-1]["content"])
        self.state["game"], reply = play(self.state["before"], said, self.config.questions)
        yield reply

    @property
    def _game(self) -> Game:
        game: Game = self.state.get("game", Game())
        return game


@hookimpl
def ten_lite_addons() -> Iterable[AddonSpec]:
    """The addon of this file."""
    yield AddonSpec(
        name="quiz_master",
        kind="llm",
        description="Asks questions, judges spoken answers and keeps the score.",
        factory=f"{__name__}:QuizMaster",
        inputs=(ChatCompletion, UserJoined),
        outputs=(Notice,),
        config=QuizConfig,
    )
