"""Reads what a suggested cover plan weighs, for each aim."""

from __future__ import annotations

from dataclasses import fields

from rota.domain.suggestions import Aim, WeightBook, Weights
from rota.tables.rulebook import Entry, entries


def cover_weights() -> WeightBook:
    """Return the latest weights of each aim in ``cover_weights.toml``. Every aim has some."""
    found = {Aim(str(each["aim"])): _weights(each) for each in entries("cover_weights", "weights")}
    return {aim: found[aim] for aim in Aim}


def _weights(entry: Entry) -> Weights:
    names = [field.name for field in fields(Weights) if field.name not in ("name", "text")]
    prices = {name: entry[name] for name in names}
    if any(not isinstance(price, int) or price < 0 for price in prices.values()):
        raise TypeError("cover_weights.toml: every price is a whole number, not below 0")
    return Weights(str(entry["name"]), str(entry["text"]), **prices)  # type: ignore[arg-type]
