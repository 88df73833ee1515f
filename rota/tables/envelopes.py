"""The window envelopes that come with the program."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from rota.domain.envelopes import EnvelopeProfile
from rota.domain.errors import Refused


@cache
def profiles() -> Mapping[str, EnvelopeProfile]:
    """Return the envelopes of ``resources/letters/envelopes.toml`` by name."""
    with (Path(str(files("resources"))) / "letters" / "envelopes.toml").open("rb") as file:
        entries = tomllib.load(file)["envelope"]
    return {entry["name"]: _profile(entry) for entry in entries}


def profile_of(name: str) -> EnvelopeProfile:
    """Return an envelope by its name. Refuses one that nobody has measured."""
    found = profiles().get(name)
    if found is None:
        raise Refused("unknown_envelope", f"An envelope is one of: {', '.join(profiles())}.")
    return found


def _profile(entry: Mapping[str, Any]) -> EnvelopeProfile:
    return EnvelopeProfile(
        entry["name"],
        entry["width"],
        entry["height"],
        entry["window_left"],
        entry["window_from_bottom"],
        entry["window_width"],
        entry["window_height"],
        entry["fold"],
        entry["source"],
        entry["verified"],
    )


C5, DL = profile_of("C5"), profile_of("DL")
