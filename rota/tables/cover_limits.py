"""Reads how far a suggested cover plan goes with anybody."""

from __future__ import annotations

from datetime import timedelta

from rota.domain.cover_limits import CoverLimit
from rota.tables.rulebook import entries


def cover_limit() -> CoverLimit:
    """Return the latest limit in ``cover_limits.toml``."""
    latest = entries("cover_limits", "limits")[-1]
    on_site, rest = latest["on_site_hours"], latest["rest_hours"]
    if not isinstance(on_site, int) or not isinstance(rest, int) or on_site < 1 or rest < 0:
        raise TypeError("cover_limits.toml: hours are whole numbers")
    return CoverLimit(timedelta(hours=on_site), timedelta(hours=rest), str(latest["source"]))
