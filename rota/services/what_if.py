"""What if: the board as it would be were more people away. Read once, computed, never saved."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rota.domain.cover import CoverPerson
from rota.domain.errors import Refused
from rota.domain.turnout import BoardTurnout, Forecast
from rota.domain.what_if import Supposition
from rota.services.board_lanes import who
from rota.services.strike_board import StrikeBoard
from rota.services.turnout_board import at_turnout


@dataclass(frozen=True, slots=True)
class Supposed:
    """A board on which people are supposed to be away, beside the real one.

    ``away`` are those taken at the ``turnout`` supposed; who they are means nothing where it is a
    forecast's. ``worked``: how many duties it has worked that the strike takes by the plan.
    """

    board: StrikeBoard
    away: frozenset[str]
    gaps_before: int
    gaps_after: int
    missing_before: int
    missing_after: int
    turnout: BoardTurnout = BoardTurnout.DECLARED
    worked: int = 0


@dataclass(frozen=True, slots=True)
class There:
    """Somebody who is there during the strike and so can be supposed away."""

    staff_id: str
    name: str
    grade: str
    services: tuple[str, ...]


def suppose(
    board: StrikeBoard,
    supposition: Supposition,
    forecasts: Sequence[Forecast] = (),
    least: int = 1,
) -> Supposed:
    """Return the board as it would be. ``missing`` is in person-minutes.

    ``forecasts`` are of the strike, with no group under ``least`` people. Refuses people and grades
    that are not there during the strike at all, and a turnout of which there is no forecast.
    """
    there = _people(board)
    unknown = supposition.absent - {person.staff_id for person in there}
    if unknown:
        who_not = ", ".join(sorted(unknown))
        raise Refused("not_there", f"Nobody with this id is there during the strike: {who_not}.")
    missing = supposition.shares.keys() - {person.grade for person in there}
    if missing:
        raise Refused("not_there", f"Nobody of this grade is there: {', '.join(sorted(missing))}.")
    turned = at_turnout(board, supposition, forecasts, least)
    away = supposition.away(there if turned is board else _people(turned))
    changed = turned
    if away:
        changed = turned.with_absent({each: [turned.picture.span] for each in away})
    before, after = board.view, changed.view
    return Supposed(
        changed,
        away,
        before.gap_count,
        after.gap_count,
        before.missing_minutes,
        after.missing_minutes,
        supposition.turnout,
        len(turned.picture.facts.worked),
    )


def people_there(board: StrikeBoard) -> tuple[There, ...]:
    """Return everybody who is there at some time of the strike, by name."""
    places: dict[str, set[str]] = {}
    services = board.picture.services
    for service_id, staff_id in _stays(board):
        places.setdefault(staff_id, set()).add(services[service_id].name)
    found = []
    for staff_id, names in places.items():
        name, grade = who(staff_id, board.names)
        found.append(There(staff_id, name, grade, tuple(sorted(names))))
    return tuple(sorted(found, key=lambda each: (each.name.casefold(), each.staff_id)))


def grades_there(board: StrikeBoard) -> dict[str, int]:
    """Return how many people of each grade are there at some time of the strike."""
    return dict(Counter(person.grade for person in _people(board) if person.grade))


def _people(board: StrikeBoard) -> list[CoverPerson]:
    ids = {staff_id for _, staff_id in _stays(board)}
    return [person for staff_id, person in board.picture.reading.people.items() if staff_id in ids]


def _stays(board: StrikeBoard) -> Iterator[tuple[int, str]]:
    start, end = board.picture.span
    for service_id in board.picture.levels:
        for stay in board.picture.present.get(service_id, ()):
            if stay.end > start and stay.start < end:
                yield service_id, stay.staff_id
