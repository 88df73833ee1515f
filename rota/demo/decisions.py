"""What people have declared, and what has been decided, by the morning of 8 January 2016."""

from dataclasses import dataclass
from random import Random

from rota.demo.catalogue import Window
from rota.demo.times import written

_DECLARED = {"working": 10, "striking": 15, "undecided": 5, "": 70}
_PROTECTED = frozenset({"Renal Dialysis", "Antenatal Clinic", "Oncology Day Unit"})
"""Services whose patients nobody would move first: dialysis, maternity, cancer treatment."""

_URGENT = frozenset({"urgent", "suspected_cancer", "P2"})
_POSTPONED = 36
_WHY = {
    "postpone": (
        "Clinician not available; no other list that day can take it",
        "Routine, and can wait for a date after the strike",
        "Clinic reduced to urgent patients for the day",
    ),
    "keep": (
        "Urgent: the consultant will see this patient",
        "Too near the cancer target to move; added to the consultant's list",
    ),
    "convert": ("Follow-up that can be done by telephone by the nurse specialist",),
    "stand_by": ("Long waiter: held in case the strike is called off",),
}


@dataclass(frozen=True, slots=True)
class DemoDecision:
    """What somebody decided about an appointment, and why."""

    appointment_id: str
    decision: str
    why: str


def declaration_rows(
    staff: tuple[dict[str, str], ...], random: Random
) -> tuple[dict[str, str], ...]:
    """Write what the few who said anything told the trust about one window."""
    rows = []
    for person in staff:
        if person["staff_group"] == "resident_doctor":
            said = random.choices(list(_DECLARED), list(_DECLARED.values()))[0]
            if said:
                rows.append({"staff_id": person["staff_id"], "declaration": said})
    return tuple(rows)


def decide(
    window: Window,
    staff: tuple[dict[str, str], ...],
    declarations: tuple[dict[str, str], ...],
    appointments: tuple[dict[str, str], ...],
    random: Random,
) -> tuple[DemoDecision, ...]:
    """Decide some of the appointments whose clinician is not expected, the least urgent first."""
    working = {row["staff_id"] for row in declarations if row["declaration"] == "working"}
    absent = {
        person["staff_id"] for person in staff if person["staff_group"] == "resident_doctor"
    } - working
    first, last = written(window.start), written(window.end)
    at_risk = [
        row
        for row in appointments
        if first <= row["start"] < last and row["clinician_staff_id"] in absent
    ]
    urgent = [row for row in at_risk if row["priority"] in _URGENT]
    rest = [
        row
        for row in at_risk
        if row["priority"] not in _URGENT and row["service"] not in _PROTECTED
    ]
    by_phone = [row for row in rest if row["kind"] == "follow_up" and row["mode"] == "face_to_face"]
    convert = by_phone[-3:]
    waiters = sorted((r for r in rest if r["rtt_start"]), key=lambda row: row["rtt_start"])
    stand_by = [row for row in waiters if row not in convert][:3]
    others = [row for row in rest if row not in convert and row not in stand_by]
    postponed = random.sample(others, min(_POSTPONED, len(others) * 2 // 3))
    chosen = (("keep", urgent[:6]), ("convert", convert), ("stand_by", stand_by))
    decisions = [
        DemoDecision(row["appointment_id"], decision, random.choice(_WHY[decision]))
        for decision, rows in (*chosen, ("postpone", postponed))
        for row in rows
    ]
    return tuple(sorted(decisions, key=lambda decided: decided.appointment_id))
