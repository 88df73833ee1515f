"""XLSX."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from rota.tables.sheets import Fault, SheetRow


class XlsxSheet:
    """."""

    def __init__(self, path: Path, recognises: Callable[[tuple[str, ...]], bool]) -> None:
        raise NotImplementedError

    @property
    def warnings(self) -> tuple[Fault, ...]:
        """."""
        return ()

    @property
    def fraction_read(self) -> float:
        """."""
        return 0

    def rows(self) -> Iterator[SheetRow]:
        """."""
        yield SheetRow(1, ())

    def close(self) -> None:
        """."""
