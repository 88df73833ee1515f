"""A made-up hospital as files on disk, and what its people decided."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from rota.domain.codes import Decision
from rota.domain.importing import ImportKind
from rota.domain.trust import TrustDetails


@dataclass(frozen=True, slots=True)
class DemoFiles:
    """One file of each kind, declarations by window, decisions, and the demo's own present."""

    files: Mapping[ImportKind, Path]
    declarations: Sequence[Path]
    decisions: Mapping[tuple[Decision, str], Sequence[str]]
    details: TrustDetails
    present: datetime
