"""What a person gives once for a file that does not say it: a site, a type, a priority."""

from __future__ import annotations

from collections.abc import Mapping

from rota.domain.errors import Refused
from rota.domain.importing import GIVABLE, ColumnMapping, ImportKind, RowProblem
from rota.tables.entries import whole_file
from rota.tables.rows.record import visible


def check_given(kind: ImportKind, mapping: ColumnMapping | None) -> dict[str, str]:
    """Return what a mapping gives, blanks left out.

    Raises Refused for a mapping of another kind of file, and for a column that a row must say
    for itself.
    """
    if mapping is None:
        return {}
    if mapping.kind is not kind:
        raise Refused("wrong_mapping", f"This column mapping is for {mapping.kind} files.")
    given = {column: text.strip() for column, text in mapping.given.items() if text.strip()}
    for column in given:
        if column not in GIVABLE.get(kind, ()):
            raise Refused("cannot_be_given", f"{column} cannot be given once for a whole file.")
    return given


def given_notes(given: Mapping[str, str]) -> tuple[RowProblem, ...]:
    """Say what was filled in, and where."""
    return tuple(
        whole_file(
            column,
            "given",
            f"Where the file does not say the {column.replace('_', ' ')}, “{visible(text)}” is "
            "used, as given for this file.",
        )
        for column, text in given.items()
    )
