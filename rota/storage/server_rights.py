"""What each role may do to which table on a server: from it come all grants and row rules.

It says for every area of work which tables its actions write; who works in an area, and how far
they reach, is said once, in the permissions of the program.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from rota.domain.permissions import SEEING, TABLE, Area, Reach, See
from rota.domain.users import Role
from rota.storage.erasing import typed_columns
from rota.storage.schema import JOURNALS, metadata


class Verb(StrEnum):
    """What can be done to a row."""

    SELECT = "SELECT"
    INSERT = "INSERT"
    UPDATE = "UPDATE"
    DELETE = "DELETE"


@dataclass(frozen=True, slots=True)
class Write:
    """How an area writes a table. ``columns`` may be changed; ``()``: none, ``("*",)``: all."""

    adds: bool = False
    removes: bool = False
    columns: tuple[str, ...] = ()


KEPT = Write(adds=True)
"""Rows are added, and stay as they are."""
TAKEN_BACK = Write(adds=True, removes=True)
"""Rows are added; undo takes them away again."""
CHANGED = Write(adds=True, removes=True, columns=("*",))
PUT = Write(adds=True, columns=("*",))
"""Rows are added and changed; none goes away."""
REMOVED = Write(removes=True)


def _only(*columns: str) -> Write:
    return Write(columns=columns)


def _kept_and(*columns: str) -> Write:
    return Write(adds=True, columns=columns)


def _taken_back_and(*columns: str) -> Write:
    return Write(adds=True, removes=True, columns=columns)


_LETTER_STATES = (
    *("posted_at", "withdrawn_at", "printed_at", "prints", "post_class", "bag"),
    *("returned_at", "returned_why", "went_wrong"),
)
_PEOPLE = {"staff": CHANGED, "absence": CHANGED, "duty": CHANGED, "service": TAKEN_BACK}
_REQUIREMENTS = {"requirement": CHANGED, "requirement_template": CHANGED}
_VISITS = {
    "appointment": CHANGED,
    "slot": CHANGED,
    "slot_hold": REMOVED,
    "decision": CHANGED,
    "handover": CHANGED,
    "extract_note": _taken_back_and("settled"),
    "extract_says": CHANGED,
    "service": TAKEN_BACK,
    "setting": CHANGED,
}
_DECLARED = {"declaration": CHANGED}
_WINDOW = (
    *("dispute", "strike_window", "window_revision", "window_consequence", "emergency_mark"),
    *("service_level", "assignment", "gap_left", "derogation", "decision", "slot_hold"),
    *("triage_stop", "day_flag"),
)

_ROWS_ERASED = (
    *("letter_line", "letter_fault", "letter_content", "letter", "slot_hold", "handover"),
    *("extract_note", "extract_says", "hold_release", "phone_call", "decision", "appointment"),
    *("declaration", "day_tick", "attendance", "window_consequence", "cover_override"),
    *("assignment", "absence", "staff"),
)
_ERASED_BESIDE: Mapping[str, tuple[str, ...]] = {
    "duty": ("staff_id",),
    "slot": ("clinician_staff_id",),
    "appointment": ("clinician_staff_id",),
    "sign_off": ("seen_sha256",),
    "letter": ("first_page",),
    "print_batch": ("letters", "pages", "sha256", "pdf", "enclosed"),
}


def _erasing() -> dict[str, Write]:
    """Return what erasing a person touches: their rows, and every text that may name them."""
    columns = {table.name: tuple(each.name for each in some)
               for table, some in typed_columns().items()}  # fmt: skip
    names = dict.fromkeys((*columns, *_ERASED_BESIDE, *_ROWS_ERASED))
    return {
        name: Write(
            removes=name in _ROWS_ERASED,
            columns=(*columns.get(name, ()), *_ERASED_BESIDE.get(name, ())),
        )
        for name in names
    }


WRITES: Mapping[Area, Mapping[str, Write]] = {
    Area.STRIKES: {
        **dict.fromkeys(_WINDOW, CHANGED),
        "dispute_event": TAKEN_BACK,
        "column_mapping": CHANGED,
    },
    Area.DISPUTES: {
        "dispute": CHANGED,
        "dispute_event": TAKEN_BACK,
        "law_entry": CHANGED,
        "setting": CHANGED,
    },
    Area.STAFF: {**_PEOPLE, "assignment": _only("stood_down")},
    Area.ROTA_FILES: {**_PEOPLE, **_REQUIREMENTS, **_DECLARED, "column_mapping": CHANGED},
    Area.COVER: {
        "assignment": CHANGED,
        "cover_override": TAKEN_BACK,
        "emergency_mark": CHANGED,
        "service_level": CHANGED,
        "triage_stop": CHANGED,
    },
    Area.GAPS: {"gap_left": TAKEN_BACK},
    Area.TELLING_STAFF: {
        "assignment": _only("reply", "replied_at", "told_at", "told_sha256"),
        "setting": CHANGED,
    },
    Area.REQUIREMENTS: _REQUIREMENTS,
    Area.SIGN_REQUIREMENTS: {"requirement_signature": CHANGED},
    Area.DECLARATIONS: _DECLARED,
    Area.DEROGATIONS: {"derogation": CHANGED},
    Area.REVIEW: {"sign_off": _taken_back_and("withdrawn_at", "withdrawn_why")},
    Area.NOTES: {"review_note": _taken_back_and("settled_at", "settled_by")},
    Area.PATIENTS: _VISITS,
    Area.CLINIC_FILES: {**_VISITS, "column_mapping": CHANGED},
    Area.DECISIONS: {"decision": CHANGED, "slot_hold": CHANGED},
    Area.LIMITS: {"triage_stop": CHANGED, "service": _only("care")},
    Area.LETTERS: {
        "letter": _kept_and(*_LETTER_STATES),
        "letter_content": KEPT,
        "letter_fault": CHANGED,
        "letter_line": KEPT,
        "phone_call": TAKEN_BACK,
        "print_batch": KEPT,
        "print_run": _kept_and("job", "outcome", "ended_at"),
        "printed_picture": KEPT,
    },
    Area.RELEASES: {"hold_release": _taken_back_and("answer", "answered_at", "answered_by")},
    Area.CALLS: {"phone_call": TAKEN_BACK},
    Area.PAS: {"handover": CHANGED},
    Area.DRAFT_WORDINGS: {"letter_wording": CHANGED},
    Area.APPROVE_WORDINGS: {"letter_wording": CHANGED, "hospital_site": TAKEN_BACK},
    Area.DAY: {"day_flag": CHANGED, "day_tick": TAKEN_BACK, "handover_note": TAKEN_BACK},
    Area.ATTENDANCE: {
        "attendance": CHANGED,
        "day_tick": REMOVED,
        "declaration": REMOVED,
        "window_consequence": REMOVED,
        "turnout_total": PUT,
    },
    Area.TURNOUT: {"turnout_total": CHANGED},
    Area.REPORTS: {},
    Area.HISTORY: {},
    Area.STRIKE_PACK: {},
    Area.SETTINGS: {
        **dict.fromkeys(("setting", "hospital_site", "envelope", "picture"), CHANGED),
        "slot": _only("retired"),
    },
    Area.USERS: {"user_account": CHANGED, "user_role": CHANGED},
    Area.BACKUPS: {},
    Area.RIGHTS: {**_erasing(), "record_hold": CHANGED, "setting": CHANGED},
    # Flags that fall due are raised by whatever window is open; the rest happens in the journal.
    Area.OWN: {"day_flag": _taken_back_and("start", "end", "text")},
}
"""Which tables the actions of an area write. Values of settings go to whoever sets any."""

JOURNAL_ERASED = ("row_key", "before", "after")
"""The columns of a change that are emptied when a person's data is erased; never filled again."""
WORDS_ERASED = ("text", "why", "salt")
"""The same of an entry."""

OF_DEPARTMENT: Mapping[str, str] = {
    **dict.fromkeys(("service", "staff", "sign_off", "review_note"), "{row}.department"),
    **dict.fromkeys(
        (
            *("duty", "requirement", "requirement_signature", "service_level", "assignment"),
            *("gap_left", "cover_override", "derogation", "day_flag", "day_tick"),
            *("handover_note", "appointment", "slot"),
        ),
        "(SELECT s.department FROM service s WHERE s.id = {row}.service_id)",
    ),
    **dict.fromkeys(
        ("absence", "declaration"),
        "(SELECT p.department FROM staff p WHERE p.staff_id = {row}.staff_id)",
    ),
    **dict.fromkeys(
        ("decision", "slot_hold", "handover", "extract_note", "extract_says"),
        "(SELECT s.department FROM appointment a JOIN service s ON s.id = a.service_id"
        " WHERE a.appointment_id = {row}.appointment_id)",
    ),
    **dict.fromkeys(
        ("emergency_mark", "attendance"),
        "(SELECT s.department FROM duty d JOIN service s ON s.id = d.service_id"
        " WHERE d.duty_id = {row}.duty_id)",
    ),
}
"""How SQL finds the department that a row is about. Rows of other tables are about no single one:
a role for some departments reaches them as one for the whole hospital does."""


@dataclass(frozen=True, slots=True)
class Right:
    """How far a role reaches in doing one thing to a table, and which columns it may change."""

    reach: Reach
    columns: frozenset[str] = frozenset()


_WIDER = (Reach.WHOLE, Reach.OWN, Reach.SHARED)
Rights = Mapping[tuple[Role, str, Verb], Right]


def private_tables() -> frozenset[str]:
    """Return the tables that give away who struck."""
    return frozenset(name for name, each in metadata.tables.items() if each.info.get("private"))


def rights() -> Rights:
    """Return what every role may do to every table. What is not in it is refused.

    Private tables are read by those who may look at declarations, every other one by all roles:
    what is shown to whom is the program's, as letters and gaps are worked out of the whole.
    The journal is added to by all, and read by all but for the changes of private tables.
    """
    found = _reading()
    for area, tables in WRITES.items():
        for role, reach in TABLE[area].roles.items():
            for name, write in tables.items():
                _widen(found, role, name, reach, write)
    for role in Role:
        for table in JOURNALS:
            found[role, table.name, Verb.INSERT] = Right(Reach.SHARED)
    see_to_rights = TABLE[Area.RIGHTS].roles
    erasers = dict.fromkeys(SEEING[See.DECLARATIONS], Reach.SHARED) | dict(see_to_rights)
    for role, reach in erasers.items():
        found[role, "journal_change", Verb.UPDATE] = Right(reach, frozenset(JOURNAL_ERASED))
    for role, reach in see_to_rights.items():
        found[role, "journal_entry", Verb.UPDATE] = Right(reach, frozenset(WORDS_ERASED))
    return found


def _reading() -> dict[tuple[Role, str, Verb], Right]:
    private = private_tables()
    found = {
        (role, name, Verb.SELECT): Right(Reach.SHARED)
        for role in Role
        for name in metadata.tables
        if name not in private
    }
    for role, reach in SEEING[See.DECLARATIONS].items():
        found.update({(role, name, Verb.SELECT): Right(reach) for name in private})
    return found


def _widen(
    found: dict[tuple[Role, str, Verb], Right], role: Role, name: str, reach: Reach, write: Write
) -> None:
    verbs = {Verb.INSERT: write.adds, Verb.DELETE: write.removes, Verb.UPDATE: bool(write.columns)}
    columns = frozenset(write.columns)
    if "*" in columns:
        columns = frozenset(metadata.tables[name].c.keys())
    for verb in (verb for verb, is_done in verbs.items() if is_done):
        old = found.get((role, name, verb))
        more = columns if verb is Verb.UPDATE else frozenset()
        if old is None:
            found[role, name, verb] = Right(reach, more)
        else:
            wider = max(old.reach, reach, key=_WIDER.index)
            found[role, name, verb] = Right(wider, old.columns | more)


def reaches_by_role(given: Rights, table: str, verb: Verb) -> dict[Reach, list[Role]]:
    """Return the roles that may do something to a table, by how far they reach."""
    found: dict[Reach, list[Role]] = defaultdict(list)
    for role in Role:
        if (right := given.get((role, table, verb))) is not None:
            found[right.reach].append(role)
    return found
