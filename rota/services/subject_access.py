"""Everything kept about one person, to be given to them: on paper, as data, and their letters.

Other people stand in it as a member of staff. What somebody typed may name others all the same, so
whoever hands it out reads it through first.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from rota.domain.changes import Changes
from rota.domain.codes import words
from rota.domain.errors import Refused
from rota.domain.letter_content import LetterContent
from rota.domain.record_words import RecordWords, TableWords
from rota.domain.reports import Column, Fact, Report, Table
from rota.domain.times import iso_utc, short_words
from rota.domain.users import Role, RoleGiven, User
from rota.services.ports import Papers, Storage, Typesetter, Work
from rota.services.rights import Who, find
from rota.services.windows import count_of
from rota.services.zip_files import zipped

EXPORT = "rights export"
SOMEBODY = "a member of staff"
NARROW = 6
"""Up to so many columns stand side by side; else each record is a list."""
_READ_THROUGH = (
    "Read it through before you hand it out: what somebody typed may name other people.",
    "Who is meant by “a member of staff” is known to the hospital.",
)
LEFT_OUT = (
    "Left out: what was said about strikes, who came, and cover. These are handed out by an "
    "administrator who is a rota manager for the whole hospital too."
)
OF_STRIKES = frozenset({"declaration", "attendance", "day_tick", "assignment", "cover_override"})
"""The tables of records from which it shows what a person said about a strike."""


@dataclass(frozen=True, slots=True)
class KeptAbout:
    """What is kept about one person: records by table, history, letters, and those not kept.

    ``left_out`` says what whoever asked for it may not hand out, and who may.
    """

    who: Who
    ref: str
    rows: Mapping[str, Sequence[Mapping[str, Any]]]
    history: Sequence[Mapping[str, Any]]
    contents: Mapping[str, LetterContent]
    pages: Mapping[str, tuple[bytes, int, int]]
    left_out: str = ""

    @property
    def notes(self) -> tuple[str, ...]:
        """Return what whoever hands it out is told."""
        return (*_READ_THROUGH, self.left_out) if self.left_out else _READ_THROUGH

    @property
    def records(self) -> int:
        """Return how many records there are."""
        return sum(len(rows) for rows in self.rows.values())


def kept_about(storage: Storage, who: Who, ref: str) -> tuple[KeptAbout, Changes]:
    """Read everything kept about one person; that it was handed out is kept in the history."""
    with storage.write(EXPORT, undoable=False) as work:
        find(work, who, ref)
        is_patient = who is Who.PATIENT
        rows = work.records.of_patient(ref) if is_patient else work.records.of_staff(ref)
        left_out = () if is_patient or _is_told(work.user) else OF_STRIKES
        rows = _named(work, {name: some for name, some in rows.items() if name not in left_out})
        column, ids = ("appointment_id", work.records.visits_ever([ref]))
        if not is_patient:
            column, ids = "staff_id", {ref}
        contents, pages = _letters(work, [each["reference"] for each in rows.get("letter", ())])
        history = work.records.history_of(column, ids, left_out)
        why_less = LEFT_OUT if left_out else ""
        found = KeptAbout(who, ref, rows, history, contents, pages, why_less)
        whom = "patient" if is_patient else "member of staff"
        letters = count_of(len(contents) + len(pages), "letter", "letters")
        said = count_of(found.records, "record", "records")
        less = " What they said about strikes was left out." if left_out else ""
        work.record(f"Handed out all that is kept about one {whom}: {said}, {letters}.{less}")
    return found, work.changes


def _is_told(user: User) -> bool:
    """Whether somebody may read of everybody what they said about strikes."""
    return user.is_open or RoleGiven(Role.ROTA_MANAGER) in user.roles


def _named(
    work: Work, rows: Mapping[str, Sequence[Mapping[str, Any]]]
) -> dict[str, list[dict[str, Any]]]:
    """Return rows with services and strikes by their names."""
    names: dict[str, dict[int, str]] = {
        "service_id": {each.service_id: each.name for each in work.duties.services()},
        "window_id": {each.window_id: each.title for each in work.windows.all()},
    }
    return {
        table: [
            {**row, **{c: known.get(row[c], "") for c, known in names.items() if row.get(c)}}
            for row in some
        ]
        for table, some in rows.items()
    }


def _letters(
    work: Work, references: Sequence[str]
) -> tuple[dict[str, LetterContent], dict[str, tuple[bytes, int, int]]]:
    contents, pages = {}, {}
    for each in references:
        try:
            contents[each] = work.letters.content(each)
        except Refused:
            state, span = work.letters.one(each), work.letters.pages_of(each)
            if state is not None and span is not None:
                pages[each] = (work.letters.pdf(state.batch), *span)
    return contents, pages


def archive(
    found: KeptAbout, words_of: RecordWords, papers: Papers, typesetter: Typesetter, now: datetime
) -> bytes:
    """Return it as a zip archive: ``about.pdf``, ``about.json`` and the letters by reference."""
    files = {
        "about.pdf": papers.report(as_report(found, words_of, now)),
        "about.json": (json.dumps(as_document(found, words_of, now), ensure_ascii=False, indent=1)
                       + "\n").encode(),
    }  # fmt: skip
    for reference, content in found.contents.items():
        files[f"{reference}.pdf"] = typesetter.copy(content)
    for reference, (pdf, first, number) in found.pages.items():
        files[f"{reference}.pdf"] = typesetter.cut(pdf, [(first, number)])
    return zipped(files)


def as_document(found: KeptAbout, words_of: RecordWords, now: datetime) -> dict[str, Any]:
    """Return it as plain values, each column with what it means."""
    return {
        "about": found.who.value,
        "id": found.ref,
        "made_at_utc": iso_utc(now),
        "records": [
            {
                "table": name,
                "title": words_of[name].title,
                "meaning": dict(words_of[name].columns),
                "rows": [
                    {each: _plain(words_of[name], each, row[each]) for each in said.columns}
                    for row in rows
                ],
            }
            for name, rows, said in _tables(found, words_of)
        ],
        "history": [
            {"at_utc": iso_utc(each["at"]), "action": each["action"], "step": each["step"]}
            for each in found.history
        ],
        "letters": sorted([*found.contents, *found.pages]),
        "notes": list(found.notes),
    }


def as_report(found: KeptAbout, words_of: RecordWords, now: datetime) -> Report:
    """Return it as a report on paper."""
    parts: list[Table] = []
    for name, rows, said in _tables(found, words_of):
        parts += (
            _wide(name, rows, said) if len(said.columns) <= NARROW else _lists(name, rows, said)
        )
    history = Table(
        "history",
        "What was done with your records, and when",
        (Column("at", "When", width=2), Column("action", "What was done", width=5)),
        tuple((short_words(each["at"]), _done(each)) for each in found.history),
        empty="Nothing.",
    )
    letters = len(found.contents) + len(found.pages)
    facts = (
        Fact("Records", f"{found.records:,}"),
        Fact("Letters", f"{letters:,}", meaning="each is in this archive as a file of its own"),
    )
    title = "Everything kept about you in Strike Rota"
    whose = "Hospital number" if found.who is Who.PATIENT else "Staff number"
    return Report(
        "about", title, f"{whose} {found.ref}", now, 0, 0, facts, (*parts, history),
        found.notes, has_names=True,
    )  # fmt: skip


def _tables(
    found: KeptAbout, words_of: RecordWords
) -> list[tuple[str, Sequence[Mapping[str, Any]], TableWords]]:
    """Return what there is, without the patients whom a clinician sees."""
    return [
        (name, rows, words_of[name])
        for name, rows in found.rows.items()
        if rows and (found.who is Who.PATIENT or name != "appointment")
    ]


def _wide(name: str, rows: Sequence[Mapping[str, Any]], said: TableWords) -> list[Table]:
    columns = tuple(Column(c, _heading(c), meaning=said.columns[c]) for c in said.columns)
    cells = tuple(tuple(_plain(said, c, row[c]) for c in said.columns) for row in rows)
    meanings = "; ".join(f"{_heading(c)}: {text}" for c, text in said.columns.items())
    return [Table(name, said.title, columns, cells, note=f"{meanings}.")]


def _lists(name: str, rows: Sequence[Mapping[str, Any]], said: TableWords) -> list[Table]:
    columns = (
        Column("what", "What", width=2),
        Column("value", "What is kept", width=3),
        Column("meaning", "What it means", width=4),
    )
    return [
        Table(
            f"{name}_{number}",
            f"{said.title}: {number} of {len(rows)}",
            columns,
            tuple((_heading(c), _plain(said, c, row[c]), said.columns[c]) for c in said.columns),
        )
        for number, row in enumerate(rows, start=1)
    ]


def _heading(column: str) -> str:
    return column.removesuffix("_id").replace("_", " ").capitalize()


def _done(entry: Mapping[str, Any]) -> str:
    taken = {"undo": " (taken back)", "redo": " (done again)"}
    return f"{entry['action']}{taken.get(entry['step'], '')}".capitalize()


def _plain(said: TableWords, column: str, value: Any) -> str:
    if value is None or value == "":
        return ""
    if column in said.staff:
        return SOMEBODY
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, StrEnum):
        return words(value)
    if isinstance(value, datetime):
        return short_words(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (tuple, frozenset)):
        parts = value if isinstance(value, tuple) else sorted(value)
        return ", ".join(str(each) for each in parts)
    return str(value)
