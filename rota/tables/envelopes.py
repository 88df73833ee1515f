"""The window envelopes that come with the program."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from rota.domain.envelopes import EnvelopeProfile, Rect, ServiceZones
from rota.domain.errors import Refused


@cache
def _every() -> Mapping[str, EnvelopeProfile]:
    with (Path(str(files("resources"))) / "letters" / "envelopes.toml").open("rb") as file:
        entries = tomllib.load(file)["envelope"]
    return {entry["name"]: _profile(entry) for entry in entries}


@cache
def profiles() -> Mapping[str, EnvelopeProfile]:
    """Return the window envelopes of ``resources/letters/envelopes.toml`` by name.

    The page of a posting service is not among them: no letter that a hospital posts itself fits it.
    """
    return {name: each for name, each in _every().items() if each.service is None}


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
        entry.get("window_left", 0),
        entry.get("window_from_bottom", 0),
        entry.get("window_width", 0),
        entry.get("window_height", 0),
        entry["fold"],
        entry["source"],
        entry["verified"],
        _service(entry["service"]) if "service" in entry else None,
    )


def _service(entry: Mapping[str, Any]) -> ServiceZones:
    return ServiceZones(Rect(*entry["address"]), Rect(*entry["blank"]))


C5, DL = profile_of("C5"), profile_of("DL")
NOTIFY = _every()["NOTIFY"]
