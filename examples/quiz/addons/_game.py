"""The rules of the quiz: what was said leads from one state of the game to the next."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pydantic import BaseModel, ConfigDict, Field

from ._judge import is_right, words

__all__ = ["Game", "Question", "ask", "play"]

WISHES = {
    "hint": {"hint", "clue", "help"},
    "repeat": {"repeat", "again", "pardon"},
    "score": {"score", "points"},
    "pass": {"pass", "skip", "next", "idea", "know"},  # no idea, I do not know
}
TRIES = 2


class Question(BaseModel):
    """One question of the quiz."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    question: str = Field(description="What is asked.")
    answers: tuple[str, ...] = Field(min_length=1, description="Right ones; the first is told.")
    hint: str = Field(description="What helps.")


@dataclass(frozen=True, slots=True)
class Game:
    """Where a game stands.

    Attributes:
        number: The question that is asked, from 0; their count when all were.
        points: Right answers so far.
        tries: Wrong answers to this question.
    """

    number: int = 0
    points: int = 0
    tries: int = 0


def ask(game: Game, questions: Sequence[Question]) -> str:
    """The question, or the score when there is none left."""
    if game.number < len(questions):
        question = questions[game.number].question
        return f"Question {game.number + 1} of {len(questions)}: {question}"
    result = f"You have {_points(game)} of {len(questions)}."
    return f'That was the last question. {result} Say "again" to play once more.'


def play(game: Game, said: str, questions: Sequence[Question]) -> tuple[Game, str]:
    """What comes of ``said``: the game from then on, and what the quizmaster says."""
    wish = next((name for name, marks in WISHES.items() if marks & set(words(said))), "")
    if game.number >= len(questions):
        game = Game() if wish == "repeat" else game
        return game, ask(game, questions)
    question = questions[game.number]
    after = replace(game, number=game.number + 1, tries=0)
    if is_right(said, question.answers):
        after = replace(after, points=game.points + 1)
        return after, f"Right! {ask(after, questions)}"
    if wish == "hint":
        return game, f"Here is a hint. {question.hint}"
    if wish == "repeat":
        return game, ask(game, questions)
    if wish == "score":
        return game, f"You have {_points(game)} so far. {ask(game, questions)}"
    if wish == "pass":
        return after, f"It is {question.answers[0]}. {ask(after, questions)}"
    if game.tries + 1 < TRIES:
        return replace(game, tries=game.tries + 1), "No. Try again, or say hint, repeat or pass."
    return after, f"No, it is {question.answers[0]}. {ask(after, questions)}"


def _points(game: Game) -> str:
    return f"{game.points} point{'s' * (game.points != 1)}"
