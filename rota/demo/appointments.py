"""Appointments and free slots, as the patient administration system would hand them over."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from random import Random

from rota.demo.catalogue import Catalogue, Service
from rota.demo.clinics import ELECTIVE, Booking, Session
from rota.demo.patients import Patients
from rota.demo.roster import duties_of
from rota.demo.staffing import Workforce
from rota.demo.times import days, written

# The weeks hold two more strikes and Easter: their slots are there to be left alone.
_SLOT_DAYS = (date(2016, 1, 14), date(2016, 4, 1))
# Most sessions of the coming weeks are full: one in so many has places left.
_SESSIONS_FOR_EACH_FREE_ONE = 5
_PLACES_LEFT = 2
# Every so many of these sees its patients together: one slot with several places.
_SESSIONS_FOR_EACH_TOGETHER = 6
# What a clinic needs, by who leads it; "own" is the grade that the clinic's rota asks for.
_NEEDS = {
    "consultant": (("CONSULTANT", "CONSULTANT;ST", "ST", ""), (64, 18, 12, 6)),
    "resident_doctor": (("own", ""), (80, 20)),
    "others": (("own", ""), (70, 30)),
}


class ClinicCodes:
    """Numbers each person's clinics at a service."""

    def __init__(self) -> None:
        """Start with no clinics."""
        self._codes: dict[tuple[str, str], str] = {}
        self._last: dict[str, int] = {}

    def code(self, service: Service, staff_id: str) -> str:
        """Give the code of a person's clinic, a new one the first time."""
        key = (service.code, staff_id)
        if key not in self._codes:
            self._last[service.code] = self._last.get(service.code, 0) + 1
            self._codes[key] = f"{service.code}{self._last[service.code]:02d}"
        return self._codes[key]

    def has(self, service: Service, staff_id: str) -> bool:
        """Tell whether patients are booked with this person at this service."""
        return (service.code, staff_id) in self._codes


@dataclass(frozen=True, slots=True)
class _Clocks:
    priority: str
    rtt_start: str
    cancer_day_62: str


def _clocks(booking: Booking, random: Random, *, is_adult: bool) -> _Clocks:
    """Draw a priority, and the clocks that go with it."""
    is_elective = booking.kind in ELECTIVE
    cancer = 5 * booking.session.service.cancer if is_adult else 0
    if is_elective:
        priority = random.choices(("P2", "P3", "P4"), (26, 44, 30))[0]
    elif booking.kind in ("outpatient_new", "diagnostic"):
        weights = (76, 17, cancer * 2)
        priority = random.choices(("routine", "urgent", "suspected_cancer"), weights)[0]
    else:
        priority = random.choices(("routine", "urgent"), (88, 12))[0]
    day = booking.start.date()
    if priority == "suspected_cancer" or (priority == "P2" and random.random() < 0.35):
        waited = random.randint(6, 13) if priority == "suspected_cancer" else random.randint(25, 58)
        start = day - timedelta(days=waited)
        return _Clocks(priority, str(start), str(start + timedelta(days=62)))
    if booking.kind == "follow_up" and random.random() < 0.5:
        return _Clocks(priority, "", "")
    weeks = random.triangular(2, 17, 9) if random.random() < 0.86 else random.triangular(18, 38, 19)
    return _Clocks(priority, str(day - timedelta(days=round(weeks * 7))), "")


def _needs(booking: Booking, random: Random) -> str:
    if booking.is_overnight:
        return ""
    needs, weights = _NEEDS[booking.session.led_by]
    drawn = random.choices(needs, weights)[0]
    return booking.session.duty.team.least_grade if drawn == "own" else drawn


def _mode(booking: Booking, random: Random) -> str:
    if booking.kind == "follow_up":
        return random.choices(("face_to_face", "phone", "video"), (86, 13, 1))[0]
    return "phone" if booking.kind == "pre_op" and random.random() < 0.15 else "face_to_face"


def _row(booking: Booking, patient: dict[str, str], code: str, random: Random) -> dict[str, str]:
    service, duty = booking.session.service, booking.session.duty
    born = date.fromisoformat(patient["date_of_birth"])
    clocks = _clocks(booking, random, is_adult=born < date(1998, 1, 1))
    mode = _mode(booking, random)
    carried = 0.16 if born < date(1940, 1, 1) else 0.02
    times = random.choices(("0", "1", "2"), (93.5, 6, 0.5))[0]
    is_carried = mode == "face_to_face" and random.random() < carried
    return {
        **patient,
        "department": service.department,
        "service": service.name,
        "site": service.site,
        "clinic_code": code,
        "clinician_staff_id": duty.staff_id,
        "needs": _needs(booking, random),
        "start": written(booking.start),
        "duration_minutes": str(booking.minutes),
        "kind": booking.kind,
        "mode": mode,
        "priority": clocks.priority,
        "rtt_start": clocks.rtt_start,
        "cancer_day_62": clocks.cancer_day_62,
        "times_postponed": times,
        "transport_booked": "Y" if is_carried else "N",
    }


def appointment_rows(
    bookings: list[Booking], patients: Patients, codes: ClinicCodes, random: Random
) -> tuple[dict[str, str], ...]:
    """Write one row for each booking; two of the patients have died since."""
    digits = max(5, len(str(len(bookings))))
    rows = []
    visits: dict[str, int] = {}
    for number, booking in enumerate(bookings, 1):
        service = booking.session.service
        patient = patients.who_comes(service.ages, booking.start)
        code = codes.code(service, booking.session.duty.staff_id)
        row = _row(booking, patient, code, random)
        rows.append({"appointment_id": f"A{number:0{digits}d}", **row})
        visits[row["patient_id"]] = visits.get(row["patient_id"], 0) + 1
    once = [row for row in rows if visits[row["patient_id"]] == 1]
    old = [row for row in once if row["date_of_birth"] < "1956"] or once
    for row in random.sample(old, min(2, len(old))):
        row["deceased"] = "Y"
    return tuple(rows)


def _away(absences: Iterable[dict[str, str]]) -> set[tuple[str, str]]:
    """List the person and day of every day of leave or sickness."""
    return {
        (row["staff_id"], str(day))
        for row in absences
        if row["kind"] != "rest_day"
        for day in days(date.fromisoformat(row["from"]), date.fromisoformat(row["to"]))
    }


def _open_sessions(
    catalogue: Catalogue, workforce: Workforce, codes: ClinicCodes, away: set[tuple[str, str]]
) -> Iterator[Session]:
    for day in days(*_SLOT_DAYS):
        for line in workforce.lines:
            if line.holder is None or (line.holder["staff_id"], str(day)) in away:
                continue
            for duty in duties_of(catalogue, line, day):
                session = Session(catalogue.services[duty.service], duty)
                is_session = duty.kind in ("clinic", "theatre") and bool(session.visits)
                if is_session and codes.has(session.service, duty.staff_id):
                    yield session


def slot_rows(
    catalogue: Catalogue,
    workforce: Workforce,
    absences: Iterable[dict[str, str]],
    codes: ClinicCodes,
) -> tuple[dict[str, str], ...]:
    """Write the free places of the coming weeks in the clinics that have booked patients."""
    rows: list[dict[str, str]] = []
    sessions = _open_sessions(catalogue, workforce, codes, _away(absences))
    for number, session in enumerate(islice(sessions, 0, None, _SESSIONS_FOR_EACH_FREE_ONE), 1):
        kinds, places = list(session.visits), min(_PLACES_LEFT, session.places)
        is_together = number % _SESSIONS_FOR_EACH_TOGETHER == 0
        for place in range(1 if is_together else places):
            start: datetime = session.duty.start + timedelta(minutes=session.minutes) * place
            rows.append(
                {
                    "slot_id": f"F{len(rows) + 1:06d}",
                    "service": session.service.name,
                    "department": session.service.department,
                    "site": session.service.site,
                    "clinic_code": codes.code(session.service, session.duty.staff_id),
                    "clinician_staff_id": session.duty.staff_id,
                    "start": written(start),
                    "duration_minutes": str(session.minutes),
                    "kind": kinds[len(rows) % len(kinds)],
                    "capacity": str(places if is_together else 1),
                }
            )
    return tuple(rows)
