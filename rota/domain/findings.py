"""A rule's answer: what was measured against what limit. A value, never an exception."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Severity = Literal["note", "warn", "stop"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule's answer. ``stop`` wants a recorded reason before the action goes on."""

    rule: str
    version: str
    text: str
    measured: str = ""
    limit: str = ""
    severity: Severity = "warn"
    source: str = ""
    duties: tuple[str, ...] = field(default_factory=tuple)
