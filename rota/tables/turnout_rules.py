"""Reads by what figures turnout is forecast."""

from __future__ import annotations

from rota.domain.beta_binomial import Prior
from rota.domain.turnout import LEAST_GROUP, TurnoutRules
from rota.tables.rulebook import entries


def turnout_rules() -> TurnoutRules:
    """Return the latest figures in ``turnout.toml``."""
    latest = entries("turnout", "turnout")[-1]
    level, least = latest["level_per_cent"], latest["least_group"]
    if not isinstance(level, int) or not 0 < level < 100:
        raise TypeError("turnout.toml: level_per_cent is a whole number between 0 and 100")
    if not isinstance(least, int) or least < LEAST_GROUP:
        raise TypeError(f"turnout.toml: least_group is a whole number, {LEAST_GROUP} or more")
    prior = Prior(_pair(latest["share_prior"]), _pair(latest["spread_prior"]))
    return TurnoutRules(level / 100, least, prior, str(latest["source"]))


def _pair(said: object) -> tuple[float, float]:
    if not isinstance(said, list) or len(said) != 2 or not all(each > 0 for each in said):
        raise TypeError("turnout.toml: a prior is two figures above 0")
    return float(said[0]), float(said[1])
