"""The adapters as one bundle, joined by ``main.py`` and given to the commands and the window."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from rota.domain.backups import Restored
from rota.domain.demo import DemoFiles
from rota.domain.rules import Rulebook
from rota.domain.times import Clock
from rota.services.ports import (
    Access,
    Braille,
    Exporter,
    Pages,
    Papers,
    Printers,
    Rebooker,
    Servers,
    Solver,
    Storage,
    TableReader,
    Typesetter,
)


@dataclass(frozen=True, slots=True)
class Tools:
    """What the outside of the program is made of."""

    open_storage: Callable[[str, Clock], Storage]
    access: Access
    servers: Servers
    restore: Callable[[str, Path], Restored]
    reader: TableReader
    typesetter: Callable[[], Typesetter]
    pages: Callable[[], Pages]
    papers: Papers
    braille: Braille
    printers: Printers
    exporter: Exporter
    solver: Solver
    rebooker: Rebooker
    rules: Rulebook
    make_demo: Callable[[Path, int, int, int], DemoFiles]
    default_address: str
    clock: Clock
