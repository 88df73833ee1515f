"""A FHIR file as a source of appointments and slots."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime

from rota.domain.importing import ImportKind, RowProblem
from rota.tables.entries import FHIR, Entry, Said, note_older, superseded, whole_file
from rota.tables.fhir.bundle import Bundle, Resource
from rota.tables.fhir.slots import slot_entry
from rota.tables.fhir.visits import number_of, visit_entry

_TYPE_OF = {ImportKind.APPOINTMENTS: "Appointment", ImportKind.SLOTS: "Slot"}
_ALWAYS = {
    "resourceType", "id", "meta", "implicitRules", "language", "text", "contained", "extension",
    "identifier", "status", "start", "end", "\x00twice",
}  # fmt: skip
_READ = {
    "Appointment": _ALWAYS
    | {
        "cancelationReason", "serviceCategory", "serviceType", "specialty", "appointmentType",
        "priority", "minutesDuration", "slot", "basedOn", "participant", "created",
    },
    "Slot": _ALWAYS
    | {"serviceCategory", "serviceType", "specialty", "appointmentType", "schedule", "overbooked"},
}  # fmt: skip
_LISTS = frozenset({"searchset", "collection"})
"""Bundles that hold what there is; the others hold messages, changes or past versions."""

_MOST_TYPES = 6


class FhirSource:
    """One FHIR file: bundles, single resources, lists of them, or NDJSON."""

    format_name = FHIR

    def __init__(self, data: bytes) -> None:
        self._bundle = Bundle(data)

    @property
    def is_dated(self) -> bool:
        """Say whether the bundle has a time; that of its newest resource is only a guess."""
        return self._bundle.made_at is not None

    @property
    def made_at(self) -> datetime | None:
        """Return the bundle's own time, else the newest of its appointments and slots."""
        if self._bundle.made_at is not None:
            return self._bundle.made_at
        names = _TYPE_OF.values()
        times = (each.updated for each in self._bundle.resources if each.type in names)
        return max((at for at in times if at is not None), default=None)

    @property
    def is_whole(self) -> bool:
        """Say whether it is a list of all there are: an answer to a search, with no next page."""
        types = self._bundle.bundle_types
        return bool(types) and types <= _LISTS and not self._bundle.has_more

    def problems(self, kind: ImportKind) -> tuple[RowProblem, ...]:
        """Return what refuses the file: it holds something else than this kind."""
        name, types = _TYPE_OF[kind], self._bundle.types
        if not types or types[name]:
            return ()
        if types.keys() == {"OperationOutcome"}:
            text = "The file is the answer to a request that failed (OperationOutcome)."
            return (whole_file("OperationOutcome", "not_of_kind", text),)
        counted = [f"{each} {count:,}" for each, count in types.most_common(_MOST_TYPES)]
        text = f"The file holds no {name}; it holds {', '.join(counted)}."
        return (whole_file("Bundle", "not_of_kind", text),)

    def warnings(self, kind: ImportKind) -> tuple[RowProblem, ...]:
        """Return what is odd, and once for each what is not read for want of a counterpart."""
        found = []
        if not self._bundle.types:
            found.append(whole_file("Bundle", "no_entries", "The bundle has no entries."))
        if self._bundle.has_more:
            text = "The bundle is a page of several (it has a link to the next): get them all."
            found.append(whole_file("Bundle.link", "more_pages", text))
        name = _TYPE_OF[kind]
        unread = {
            each
            for resource in self._bundle.of_type(name)
            for each in resource.node.keys() - _READ[name]
        }
        for each in sorted(unread)[:50]:
            text = "The program has no place for this, so it is not read."
            found.append(whole_file(f"{name}.{each[:40]}", "column_not_used", text))
        return tuple(found)

    def count(self, kind: ImportKind) -> int:
        """Return how many resources of this kind there are."""
        return self._bundle.types[_TYPE_OF[kind]]

    def entries(self, kind: ImportKind) -> Iterator[Entry]:
        """Yield the newest version of each."""
        name = _TYPE_OF[kind]
        several = list(self._bundle.of_type(name))
        replaced = superseded(map(_said, several))
        older: dict[int, list[int]] = defaultdict(list)
        for number, newest in replaced.items():
            older[newest].append(number)
        make = visit_entry if kind is ImportKind.APPOINTMENTS else slot_entry
        for each in several:
            if each.number not in replaced:
                entry = make(self._bundle, each.node, each.number)
                note_older(entry, f"{name}.id", older[each.number])
                yield entry


def _said(resource: Resource) -> Said:
    return Said(resource.number, number_of(resource.node), resource.updated)
