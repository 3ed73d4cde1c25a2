"""What a turn took, in words."""

from __future__ import annotations

from ten_lite.messages import NodeMetrics, TurnMetrics

__all__ = ["metrics_line", "node_line"]


def metrics_line(metrics: TurnMetrics) -> str:
    """The server's record of a turn in one line; what did not happen is left out."""
    moments = {
        "transcript": metrics.transcript_ms,
        "token": metrics.first_token_ms,
        "text": metrics.first_text_ms,
        "sound": metrics.first_audio_ms,
        "interrupted": metrics.interrupted_ms,
    }
    told = ", ".join(f"{name} {ms}" for name, ms in moments.items() if ms is not None)
    tokens = (metrics.prompt_tokens, metrics.completion_tokens)
    parts = [
        f"{told} ms after {metrics.since.replace('_', ' ')}" if told else "",
        f"heard {metrics.heard_ms / 1000:.1f} s",
        f"requests {metrics.requests}",
        f"characters {metrics.characters}",
        "tokens {} + {}".format(*("?" if n is None else n for n in tokens)) if any(tokens) else "",
        ", ".join(f"tool {tool.get('name')} {tool.get('ms')} ms" for tool in metrics.tools),
        f"errors {metrics.errors}" if metrics.errors else "",
    ]
    return "; ".join(part for part in parts if part)


def node_line(metrics: NodeMetrics) -> str:
    """What one node took for one piece of its work, in one line."""
    figures = ", ".join(f"{name} {value}" for name, value in metrics.figures.items())
    return f"{metrics.node}: {metrics.addon}: {figures}"
