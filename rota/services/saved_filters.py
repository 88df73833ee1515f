"""Filters of the appointments list that somebody named and kept."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from enum import StrEnum
from typing import Any

from rota.domain.appointments import Risk
from rota.domain.changes import Changes
from rota.domain.codes import AppointmentKind, Decision, Priority
from rota.domain.errors import Refused
from rota.domain.permissions import See, refuse_sight
from rota.domain.visit_filters import Shown, VisitFilter
from rota.services.ports import Storage, Work

SETTING = "appointment_filters"
LONGEST = 40
"""The longest name, in letters: longer ones do not fit a menu."""
_CODES: Mapping[str, type[StrEnum]] = {
    "kinds": AppointmentKind,
    "priorities": Priority,
    "decisions": Decision,
    "proposals": Decision,
    "reasons": Risk,
}


def saved_filters(storage: Storage) -> dict[str, VisitFilter]:
    """Return the filters kept, by name, in order of name."""
    refuse_sight(storage.user, See.VISITS)
    with storage.read() as work:
        return _kept(work)


def keep_filter(storage: Storage, name: str, wanted: VisitFilter) -> Changes:
    """Keep a filter under a name, in the place of any older one of that name."""
    called = " ".join(name.split())
    if not called:
        raise Refused("name_missing", "Give the filter a name.")
    if len(called) > LONGEST:
        raise Refused("name_too_long", f"Take a name of at most {LONGEST} letters.")
    with storage.write("keep_filter") as work:
        _put(work, {**_kept(work), called: wanted})
        work.say(f"Kept the filter {called}.")
    return work.changes


def delete_filter(storage: Storage, name: str) -> Changes:
    """Keep a filter no longer."""
    with storage.write("delete_filter") as work:
        kept = _kept(work)
        if name not in kept:
            raise Refused("unknown_filter", f"There is no filter called {name}.")
        del kept[name]
        _put(work, kept)
        work.say(f"Deleted the filter {name}.")
    return work.changes


def _kept(work: Work) -> dict[str, VisitFilter]:
    saved = json.loads(work.settings.all().get(SETTING, "{}"))
    return {name: _read(parts) for name, parts in sorted(saved.items())}


def _put(work: Work, kept: Mapping[str, VisitFilter]) -> None:
    saved = {name: _written(wanted) for name, wanted in sorted(kept.items())}
    work.settings.put({SETTING: json.dumps(saved, ensure_ascii=False)})


def _written(wanted: VisitFilter) -> dict[str, Any]:
    """Return what a filter asks for, without the parts that are empty."""
    found: dict[str, Any] = {}
    for each in fields(VisitFilter):
        value = getattr(wanted, each.name)
        if isinstance(value, frozenset):
            value = sorted(value)
        elif isinstance(value, date):
            value = value.isoformat()
        if value or each.name == "shown":
            found[each.name] = value
    return found


def _read(parts: Mapping[str, Any]) -> VisitFilter:
    """Return a filter as it was written; a code or part that is no longer known is left out."""
    known = {each.name for each in fields(VisitFilter)}
    found = {name: value for name, value in parts.items() if name in known}
    found["shown"] = Shown(found.get("shown", Shown.AT_RISK))
    if found.get("day"):
        found["day"] = date.fromisoformat(found["day"])
    for name, codes in _CODES.items():
        members = {code.value: code for code in codes}
        found[name] = frozenset(members[value] for value in found.get(name, ()) if value in members)
    return VisitFilter(**found)
