"""Google's names of voices: which language they speak, and the same voice in another one."""

from __future__ import annotations

from ten_lite_google.tts_config import GoogleTtsConfig

__all__ = ["spoken_by"]


def spoken_by(config: GoogleTtsConfig) -> tuple[str, str]:
    """Name and language of the voice that speaks as ``config`` says.

    A Chirp 3 HD voice has the same name in all languages, behind the language.

    Raises:
        ValueError: The voice does not speak the language; the text is for the client.
    """
    if config.model is not None:
        return config.voice, config.language or "en-US"
    home = "-".join(config.voice.split("-")[:2])
    if config.language is None or config.language.lower() == home.lower():
        return config.voice, home
    if "Chirp3-HD" in config.voice and "-" in config.language:
        return f"{config.language}{config.voice.removeprefix(home)}", config.language
    if config.language.partition("-")[0].lower() == home.partition("-")[0].lower():
        return config.voice, home
    if "Chirp3-HD" in config.voice:
        raise ValueError(
            f'the voice needs a country as well, such as "de-DE", not "{config.language}"'
        )
    raise ValueError(f"the voice {config.voice} speaks {home} only; ask for another voice as well")
