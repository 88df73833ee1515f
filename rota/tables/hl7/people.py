"""Lays the patient of an HL7 v2 message out as cells of an appointments file."""

from __future__ import annotations

from rota.domain.nhs_numbers import problem_of
from rota.tables.entries import Entry
from rota.tables.hl7.messages import Field, Message, Segment
from rota.tables.hl7.times import day_cell

_NHS_WORDS = ("NHS", "NHSNMBR", "NHSNBR", "2.16.840.1.113883.2.1.4.1")
_NHS_TYPES = frozenset({"NH", "NHS", "NHSNO", "NHSNMBR"})
_OTHERS_TYPES = frozenset({"SS", "DL", "PPN", "MC", "NI", "VN", "AN", "ACSN"})
"""Numbers that are not the hospital's for the patient: of other offices, of a visit or account."""

_NOT_TO_WRITE_BY = frozenset({"A", "M", "N", "S", "NB", "I", "BAD"})
"""Types of names (table 0200) that letters do not use: aliases, maiden and nicknames."""

_NOT_TO_WRITE_TO = frozenset({"BA", "B", "O", "N", "BDL", "BR", "F", "RH", "S", "V", "BI", "BLD"})
"""Types of addresses (table 0190) that no letter goes to: bad ones, offices, places of birth."""

_MAILING = "M"
_LINES = 6


def put_patient(entry: Entry, message: Message) -> None:
    """Lay out who comes."""
    several = message.all("PID")
    if not several:
        sentence = "The message has no PID segment, so it does not say who the patient is."
        entry.fault("PID", "no_patient", sentence)
        return
    if len(several) > 1:
        sentence = "The appointment is for more than one patient; list each one's own."
        entry.fault("PID", "several_patients", sentence)
        return
    pid = several[0]
    _put_numbers(entry, pid)
    _put_name(entry, pid)
    entry.put("date_of_birth", day_cell(pid.get(7)), "PID-7")
    _put_address(entry, pid)
    _put_telecom(entry, pid)
    entry.put("language", pid.get(15, 2) or pid.get(15), "PID-15")
    is_dead = pid.get(30).upper() == "Y" or bool(pid.get(29))
    entry.put("deceased", "Y" if is_dead else "", "PID-30")
    if is_dead and pid.get(30).upper() == "N":
        sentence = "PID-30 says alive, PID-29 has a date of death: taken as deceased until checked."
        entry.note("PID-30", "deaths_differ", sentence)
    if message.get("PD1", 12).upper() == "Y":
        entry.put("do_not_post", "Y", "PD1-12")
        sentence = "The patient's record is marked as protected, so no letter will be posted."
        entry.note("PD1-12", "restricted", sentence)


def _put_numbers(entry: Entry, pid: Segment) -> None:
    numbers = [each for each in pid.repeats(3) if each.get(1)]
    national = [each for each in numbers if _is_nhs(each)]
    own = [each for each in numbers if not _is_nhs(each) and _type_of(each) not in _OTHERS_TYPES]
    entry.put("nhs_number", _nhs_number(national, pid), "PID-3")
    best = next((each for each in own if _type_of(each) in ("MR", "PI", "PT")), None)
    number = best or next(iter(own), None)
    said = number.get(1) if number else pid.get(2)
    if said:
        entry.put("patient_id", said, "PID-3" if number else "PID-2")
    elif national:
        entry.put("patient_id", national[0].get(1), "PID-3")
    else:
        sentence = "The message has no number for the patient, neither in PID-3 nor in PID-2."
        entry.lacks("patient_id", "PID-3", sentence)


def _nhs_number(national: list[Field], pid: Segment) -> str:
    """Return the NHS number; older systems put it in PID-19, where others have another number."""
    if national:
        return national[0].get(1)
    said = pid.get(19).replace(" ", "").replace("-", "")
    return said if said and problem_of(said) is None else ""


def _is_nhs(number: Field) -> bool:
    authority = {part.upper() for part in (*number.parts(4), number.get(6))}
    return _type_of(number) in _NHS_TYPES or any(word in authority for word in _NHS_WORDS)


def _type_of(number: Field) -> str:
    return number.get(5).upper()


def _put_name(entry: Entry, pid: Segment) -> None:
    fit = (each for each in pid.repeats(5) if each.get(7).upper() not in _NOT_TO_WRITE_BY)
    best = next(fit, None)
    surname = best.get(1) if best else ""
    if best is None or not surname:
        sentence = "The message has no surname of the patient (PID-5.1)."
        entry.lacks("surname", "PID-5.1", sentence)
        return
    entry.put("surname", surname, "PID-5.1")
    entry.put("forename", f"{best.get(2)} {best.get(3)}".strip(), "PID-5.2")
    entry.put("title", best.get(5), "PID-5.5")


def _put_address(entry: Entry, pid: Segment) -> None:
    several = pid.repeats(11)
    fit = [each for each in several if each.get(7).upper() not in _NOT_TO_WRITE_TO]
    best = min(fit, key=lambda each: each.get(7).upper() != _MAILING, default=None)
    if best is None:
        if several:
            sentence = "None of the addresses is one to write to (PID-11.7): none is used."
            entry.note("PID-11", "no_home_address", sentence)
        return
    street = " ".join(filter(None, (best.get(1, 3), best.get(1, 1), best.get(1, 2))))
    parts = [street, best.get(2), best.get(8), best.get(3), best.get(4)]
    lines = [part for part in parts if part][:_LINES]
    for at, line in enumerate(lines, start=1):
        entry.put(f"address_{at}", line, "PID-11")
    entry.put("postcode", best.get(5), "PID-11.5")


def _put_telecom(entry: Entry, pid: Segment) -> None:
    several = [*pid.repeats(13), *pid.repeats(14)]
    for each in several:
        if each.get(3).upper() in ("TDD", "FX", "BP", "MD") or "@" in each.get(1):
            continue
        if number := each.get(1) or each.get(12) or f"{each.get(6)}{each.get(7)}":
            entry.put("phone", number, "PID-13")
            break
    for each in several:
        mail = each.get(4) if "@" in each.get(4) else each.get(1)
        if "@" in mail:
            entry.put("email", mail, "PID-13.4")
            return
