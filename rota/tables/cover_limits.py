"""Reads how far a suggested cover plan goes with anybody."""

from __future__ import annotations

from datetime import timedelta

from rota.domain.cover_limits import CoverLimit, Figure
from rota.tables.rulebook import entries


def cover_limit() -> CoverLimit:
    """Return the latest limit in ``cover_limits.toml``."""
    latest = entries("cover_limits", "limits")[-1]
    on_site, rest, night_rest = (
        _figure(latest[f"{name}_hours"], latest[f"{name}_source"])
        for name in ("on_site", "rest", "night_rest")
    )
    weight = latest["short_rest_minutes"]
    if not isinstance(weight, int) or weight < 0:
        raise TypeError("cover_limits.toml: short_rest_minutes is a whole number, not below 0")
    return CoverLimit(on_site, rest, night_rest, timedelta(minutes=weight))


def _figure(hours: object, source: object) -> Figure:
    if not isinstance(hours, int) or hours < 1:
        raise TypeError("cover_limits.toml: hours are whole numbers")
    return Figure(timedelta(hours=hours), str(source))
