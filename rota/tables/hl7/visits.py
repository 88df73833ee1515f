"""Lays HL7 v2 scheduling messages out as rows of an appointments file."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rota.domain.grades import plain
from rota.domain.times import minutes_between
from rota.tables.entries import Entry
from rota.tables.hl7.messages import Message
from rota.tables.hl7.people import put_patient
from rota.tables.hl7.times import moment, time_cell
from rota.tables.rows.spellings import APPOINTMENT_KINDS, MODES, PRIORITIES
from rota.tables.rows.visit_status import VISIT_STATUSES, VisitStatus, is_held

BOOKS = frozenset({"S12", "S13", "S14"})
"""New, at another time, changed otherwise."""

CANCELS = frozenset({"S15", "S16", "S17"})
"""Cancelled, discontinued, deleted."""

_NOT_CAME = "S26"
_EVENT = re.compile(r"(?:SIU_)?(S\d{2})", re.IGNORECASE)
_MINUTES = {"": 1, "min": 1, "m": 1, "mins": 1, "minutes": 1, "h": 60, "hr": 60, "hour": 60}
_SECONDS = frozenset({"s", "sec", "seconds"})
# HL7 v2 tables 0276, 0485 and 0217.
_KIND_OF_REASON = {"followup": "follow_up"}
_PRIORITY_OF_REASON = {"emergency": "urgent"}
_PRIORITY_OF_TIMING = {"s": "urgent", "a": "urgent", "t": "urgent", "ts": "urgent", "r": "routine"}
_PRIORITY_OF_VISIT = {"1": "urgent", "2": "urgent", "3": "routine"}


def number_of(message: Message) -> str:
    """Return by what the appointment is known: the placer's number, then the filler's."""
    return message.get("SCH", 1) or message.get("SCH", 2) or message.get("SCH", 26)


def event_of(message: Message) -> str:
    """Return the scheduling event, S12 and so on, wherever the message says it."""
    for said in (message.get("MSH", 9, 2), message.get("MSH", 9, 3), message.get("EVN", 1)):
        if match := _EVENT.match(said):
            return match.group(1).upper()
    return ""


def visit_entry(message: Message) -> Entry:
    """Return one message as a row."""
    entry = Entry(message.number)
    if message.stray_lines:
        sentence = "A line of the message is no segment; it was joined to the one before it."
        entry.note("whole message", "stray_line", sentence)
    if message.is_misread:
        sentence = "Letters are not in the charset that MSH-18 says; accents may be wrong."
        entry.note("MSH-18", "mixed_encoding", sentence)
    if message.first("SCH") is None:
        _refuse_without_sch(entry, message)
        return entry
    event = event_of(message)
    kind = message.get("MSH", 9).upper()
    if kind != "SIU":
        said = f"{_word(kind) or 'nothing'}"
        sentence = (
            f"The header says {said}, not SIU, but the message holds an appointment (SCH); it was "
            "read as one."
        )
        entry.note("MSH-9", "header_differs", sentence)
    if number := number_of(message):
        entry.put("appointment_id", number, "SCH-1")
    else:
        sentence = "The appointment has no number, neither in SCH-1 nor in SCH-2."
        entry.lacks("appointment_id", "SCH-1", sentence)
    _put_status(entry, message, event)
    if entry.faults or not is_held(entry.cells.get("status", "")):
        return entry
    put_patient(entry, message)
    _put_time(entry, message)
    _put_place(entry, message)
    _put_clinician(entry, message)
    _put_kind_and_mode(entry, message)
    _put_priority(entry, message)
    return entry


def _refuse_without_sch(entry: Entry, message: Message) -> None:
    said = "^".join(filter(None, (_word(message.get("MSH", 9, at)) for at in (1, 2))))
    if message.get("MSH", 9).upper() == "SIU":
        sentence = f"The header says {said}, but the message has no SCH: it holds no appointment."
        entry.fault("SCH", "no_appointment", sentence)
    else:
        sentence = f"This is a message of type {said or 'not said'}; it holds no appointment (SCH)."
        entry.fault("MSH-9", "no_appointment", sentence)


def _word(text: str) -> str:
    """Return a code of the header if it is one, and can be quoted."""
    return text if re.fullmatch(r"[A-Za-z0-9_]{1,12}", text) else ""


def _put_status(entry: Entry, message: Message, event: str) -> None:
    """Say whether it is booked: the event says so, or the status where there is no such event."""
    words = [word for word in (message.get("SCH", 25), message.get("SCH", 25, 2)) if word]
    known = [found for word in words if (found := VISIT_STATUSES.get(plain(word)))]
    status = known[0] if known else None
    if event in CANCELS:
        entry.put("status", VisitStatus.CANCELLED, "MSH-9")
    elif event == _NOT_CAME:
        entry.put("status", VisitStatus.DID_NOT_ATTEND, "MSH-9")
    elif event and event not in BOOKS:
        sentence = f"{event} is no booking, change or cancellation (S12 to S17 are read)."
        entry.fault("MSH-9", "event_not_read", sentence)
    elif status is not None and not (status is VisitStatus.NOT_BOOKED and event in BOOKS):
        entry.put("status", status, "SCH-25")
    elif not event:
        sentence = (
            "The message says neither by its event (MSH-9) nor by its status (SCH-25) whether "
            "the appointment is booked or cancelled."
        )
        entry.fault("MSH-9", "event_not_said", sentence)
    elif words and status is None:
        sentence = "The status is not one that is known here; the event was taken at its word."
        entry.note("SCH-25", "status_not_known", sentence)


def _put_time(entry: Entry, message: Message) -> None:
    """Lay out start and length: of TQ1, of SCH-11, then of the resources."""
    place, start, end = _timing(message)
    if not start:
        sentence = "No start is said, neither in TQ1-7, SCH-11.4 nor in AIS, AIG, AIL or AIP."
        entry.lacks("start", "SCH-11.4", sentence)
    else:
        entry.put("start", time_cell(start), place)
    first, last = moment(start), moment(end)
    if first is not None and last is not None:
        if last <= first:
            entry.fault(place, "end_before_start", "The end must lie after the start.")
        entry.put("duration_minutes", str(minutes_between(first, last)), place)
        return
    for name, at in (("AIS", 7), ("AIG", 11), ("AIL", 9), ("AIP", 9), ("SCH", 9)):
        if minutes := _minutes(message.get(name, at), message.get(name, at + 1)):
            entry.put("duration_minutes", minutes, f"{name}-{at}")
            return
    sentence = "No length is said, neither by an end (TQ1-8, SCH-11.5) nor by a duration (AIS-7)."
    entry.lacks("duration_minutes", "SCH-11.5", sentence)


def _timing(message: Message) -> tuple[str, str, str]:
    """Return where the time stands, the start and the end; blank where it is not said."""
    if start := message.get("TQ1", 7):
        return "TQ1-7", start, message.get("TQ1", 8)
    if start := message.get("SCH", 11, 4):
        return "SCH-11.4", start, message.get("SCH", 11, 5)
    for name, at in (("AIS", 4), ("AIG", 8), ("AIL", 6), ("AIP", 6)):
        if start := message.get(name, at):
            return f"{name}-{at}", start, ""
    return "SCH-11.4", "", ""


def _minutes(number: str, unit: str) -> str:
    """Return a duration in minutes; as written where the number or the unit is not known."""
    factor = _MINUTES.get(unit.casefold())
    if not number.isascii() or not number.isdigit() or len(number) > 6:
        return number
    if unit.casefold() in _SECONDS:
        return str(-(-int(number) // 60))
    return str(int(number) * factor) if factor else f"{number} {unit}"


def _put_place(entry: Entry, message: Message) -> None:
    for name, at in (("AIS", 3), ("AIG", 3), ("AIL", 3), ("PV1", 3)):
        said = message.get(name, at)
        if name in ("AIS", "AIG"):
            said = message.get(name, at, 2) or message.get(name, at, 5) or said
        if said:
            entry.put("service", said, f"{name}-{at}")
            break
    else:
        sentence = "No service is named, neither in AIS-3, AIG-3, AIL-3 nor in PV1-3."
        entry.lacks("service", "AIS-3", sentence)
    entry.put("clinic_code", message.get("AIS", 3), "AIS-3.1")
    department = message.get("PV1", 10, 2) or message.get("PV1", 10)
    entry.put("department", department, "PV1-10")
    for name, at, component in (("AIL", 3, 4), ("PV1", 3, 4), ("SCH", 19, 4), ("MSH", 4, 1)):
        if said := message.get(name, at, component):
            entry.put("site", said, f"{name}-{at}")
            return
    sentence = "No site is named, neither in AIL-3.4, PV1-3.4 nor in MSH-4."
    entry.lacks("site", "AIL-3.4", sentence)


def _put_clinician(entry: Entry, message: Message) -> None:
    place = "AIP-3"
    numbers = [said for each in message.all("AIP") if (said := each.get(3))]
    if not numbers and message.get("PV1", 7):
        place, numbers = "PV1-7", [message.get("PV1", 7)]
    different = list(dict.fromkeys(numbers))
    if different:
        entry.put("clinician_staff_id", different[0], place)
    if len(different) > 1:
        sentence = "More than one clinician takes part; the first is used."
        entry.note(place, "several_clinicians", sentence)
    elif not different and message.get("AIP", 3, 2):
        sentence = (
            "The clinician has no number here, so the appointment is read without one: it will "
            "not count as at risk when they strike."
        )
        entry.note(place, "clinician_not_known", sentence)


def _put_kind_and_mode(entry: Entry, message: Message) -> None:
    for place, word in _words_of_type(message):
        if "mode" not in entry.cells and word in MODES:
            entry.put("mode", MODES[word], place)
        if "kind" not in entry.cells:
            found = APPOINTMENT_KINDS.get(word) or _KIND_OF_REASON.get(word)
            if found:
                entry.put("kind", found, place)
    if "kind" not in entry.cells:
        sentence = (
            "Neither SCH-7 nor SCH-8 says whether it is new, a follow-up, a test, pre-op, day case "
            "or inpatient."
        )
        entry.lacks("kind", "SCH-8", sentence)


def _put_priority(entry: Entry, message: Message) -> None:
    said = (
        ("PV2-25", _PRIORITY_OF_VISIT, message.get("PV2", 25)),
        ("TQ1-9", _PRIORITY_OF_TIMING, message.get("TQ1", 9)),
        ("SCH-11.6", _PRIORITY_OF_TIMING, message.get("SCH", 11, 6)),
    )
    for place, meanings, code in said:
        if found := meanings.get(code.casefold()) or PRIORITIES.get(plain(code)):
            entry.put("priority", found, place)
            return
    for place, word in _words_of_type(message):
        if found := PRIORITIES.get(word) or _PRIORITY_OF_REASON.get(word):
            entry.put("priority", found, place)
            return
    sentence = "No priority is said, neither in PV2-25, TQ1-9, SCH-11.6 nor in SCH-7."
    entry.lacks("priority", "TQ1-9", sentence)


def _words_of_type(message: Message) -> Iterator[tuple[str, str]]:
    for number in (8, 7):
        for component in (1, 2, 4, 5):
            if said := plain(message.get("SCH", number, component)):
                yield f"SCH-{number}", said
