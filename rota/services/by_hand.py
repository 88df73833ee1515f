"""What a person enters by hand: its texts, reason, grade and place, and an id of our own."""

from __future__ import annotations

import unicodedata
from typing import Any

from rota.domain.duties import Service, ServiceKey
from rota.domain.errors import Refused
from rota.domain.grades import GradeLadder
from rota.services.ports import Keyed, Work

PREFIX = "H-"
BLOCK = 500


def one_spaced(text: str) -> str:
    """Return a text on one line, with single spaces and nothing that cannot be seen or printed."""
    plain = (" " if unicodedata.category(sign) == "Cc" else sign for sign in text)
    return " ".join("".join(plain).split())


def need_reason(why: str) -> None:
    """Refuse a change without a reason."""
    if not why.strip():
        raise Refused("reason_missing", "Say why: it is kept with the change.")


def doctors_grade(grade: str, ladder: GradeLadder) -> str:
    """Return the code of a doctor's grade. Refuses one that the ladder does not know."""
    said = grade.strip()
    code = ladder.read(said)
    if code is None:
        known = ", ".join(ladder.ranks)
        raise Refused("unknown_grade", f"{said} is not a doctor's grade. Use one of: {known}.")
    return code


def checked_grade(medical: bool, grade: str, ladder: GradeLadder) -> str:
    """Return a grade's code, or none. Refuses a doctor's grade that the ladder does not know."""
    said = grade.strip()
    return doctors_grade(said, ladder) if medical and said else said


def known_place(work: Work, site: str, service: str) -> Service | None:
    """Return a service by its site and name, however they are spaced and in capitals or not."""
    wanted = one_spaced(site).casefold(), one_spaced(service).casefold()
    for each in work.duties.services():
        if (each.site.casefold(), each.name.casefold()) == wanted:
            return each
    return None


def new_place(work: Work, site: str, service: str, department: str) -> Service:
    """Add a service and return it."""
    key = ServiceKey(one_spaced(site), one_spaced(service))
    work.duties.add_services([(key, one_spaced(department))])
    found = known_place(work, site, service)
    assert found is not None
    return found


def free_id(store: Keyed[str, Any]) -> str:
    """Return the next id of our own; one that was ever used is not used again."""
    first = 1
    while True:
        ids = [f"{PREFIX}{number}" for number in range(first, first + BLOCK)]
        used = {*store.known(ids), *store.retired(ids)}
        free = [each for each in ids if each not in used]
        if free:
            return free[0]
        first += BLOCK
