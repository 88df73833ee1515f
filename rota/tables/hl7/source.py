"""A file of HL7 v2 messages as a source of appointments."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime

from rota.domain.importing import ImportKind, RowProblem
from rota.tables.entries import HL7, Entry, Said, note_older, superseded, whole_file
from rota.tables.hl7.messages import Message, MessageFile
from rota.tables.hl7.times import moment
from rota.tables.hl7.visits import number_of, visit_entry

_READ = frozenset(
    {"MSH", "EVN", "SCH", "TQ1", "PID", "PD1", "PV1", "PV2", "RGS", "AIS", "AIG", "AIL", "AIP"}
)


class Hl7Source:
    """One file of messages, with or without batch headers and framing bytes."""

    format_name = HL7
    is_whole = False
    is_dated = True

    def __init__(self, data: bytes) -> None:
        self._file = MessageFile(data)
        self._said: list[Said] = []
        self._names: set[str] = set()
        for message in self._file.messages():
            self._said.append(_said(message))
            self._names |= message.segments.keys()

    @property
    def made_at(self) -> datetime | None:
        """Return when the newest message was sent (MSH-7)."""
        return max((each.at for each in self._said if each.at is not None), default=None)

    def problems(self, _kind: ImportKind) -> tuple[RowProblem, ...]:
        """Return nothing: each message answers for itself."""
        return ()

    def warnings(self, _kind: ImportKind) -> tuple[RowProblem, ...]:
        """Return once for each segment that is not read for want of a counterpart."""
        found = []
        if not self._said:
            found.append(whole_file("MSH", "no_entries", "The file holds no message."))
        text = "The program has no place for this segment, so it is not read."
        for name in sorted(self._names - _READ)[:50]:
            found.append(whole_file(name, "column_not_used", text))
        return tuple(found)

    def count(self, _kind: ImportKind) -> int:
        """Return how many messages there are."""
        return len(self._said)

    def entries(self, _kind: ImportKind) -> Iterator[Entry]:
        """Yield the newest message about each appointment."""
        replaced = superseded(self._said)
        older: dict[int, list[int]] = defaultdict(list)
        for number, newest in replaced.items():
            older[newest].append(number)
        for message in self._file.messages():
            if message.number not in replaced:
                entry = visit_entry(message)
                note_older(entry, "SCH-1", older[message.number])
                yield entry


def _said(message: Message) -> Said:
    return Said(message.number, number_of(message), moment(message.get("MSH", 7)))
