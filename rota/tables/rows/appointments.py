"""Reads a row of an appointments file."""

from __future__ import annotations

from rota.domain.appointments import Appointment, Patient
from rota.domain.codes import LetterFormat, Mode
from rota.domain.grades import GradeLadder
from rota.domain.importing import CancelledVisit, ServicePlace, VisitOver
from rota.tables.rows.fields import Choice, Flag, Identifier, Text, Whole
from rota.tables.rows.grade_fields import Grades
from rota.tables.rows.nhs_number import NhsNumber
from rota.tables.rows.phone import Phone
from rota.tables.rows.places import Place
from rota.tables.rows.record import Columns, Record
from rota.tables.rows.spellings import APPOINTMENT_KINDS, LETTER_FORMATS, MODES, PRIORITIES
from rota.tables.rows.time_fields import Day, LocalTime
from rota.tables.rows.visit_status import Standing

MINUTES_OF_WEEK = 10_080
_ADDRESS_LINES = 6


class PatientCells:
    """The cells of a row that say who comes and how a letter reaches them."""

    def __init__(self, columns: Columns) -> None:
        self._id = Identifier(columns["patient_id"])
        self._nhs_number = NhsNumber(columns["nhs_number"])
        self._title = Text(columns["title"])
        self._forename = Text(columns["forename"])
        self._surname = Text(columns["surname"], required=True)
        self._born = Day(columns["date_of_birth"])
        lines = range(1, _ADDRESS_LINES + 1)
        self._address = tuple(Text(columns[f"address_{line}"]) for line in lines)
        self._postcode = Text(columns["postcode"])
        self._phone = Phone(columns["phone"])
        self._email = Text(columns["email"])
        self._language = Text(columns["language"])
        self._format = Choice(columns["format"], LETTER_FORMATS, LetterFormat.STANDARD)
        self._do_not_post = Flag(columns["do_not_post"])
        self._deceased = Flag(columns["deceased"])

    def __call__(self, record: Record) -> Patient:
        """Return the patient; blank address lines are left out."""
        lines = [line(record) for line in self._address]
        return Patient(
            self._id(record),
            self._nhs_number(record),
            self._title(record),
            self._forename(record),
            self._surname(record),
            self._born(record),
            tuple(filter(None, lines)),
            self._postcode(record).upper(),
            self._phone(record),
            self._email(record),
            self._language(record),
            self._format(record),
            self._do_not_post(record),
            self._deceased(record),
        )


class AppointmentRows:
    """A row becomes an appointment whose service is still only named.

    Of one that is cancelled or over only its id and its status are read.
    """

    def __init__(self, columns: Columns, ladder: GradeLadder) -> None:
        self._standing = Standing(columns)
        self._id = Identifier(columns["appointment_id"])
        self._patient = PatientCells(columns)
        self._place = Place(columns)
        self._clinic_code = Text(columns["clinic_code"])
        self._clinician = Identifier(columns["clinician_staff_id"], required=False)
        self._needs = Grades(columns["needs"], ladder)
        self._start = LocalTime(columns, "start")
        self._duration = Whole(columns["duration_minutes"], 1, MINUTES_OF_WEEK, unit="minutes")
        self._kind = Choice(columns["kind"], APPOINTMENT_KINDS)
        self._mode = Choice(columns["mode"], MODES, Mode.FACE_TO_FACE)
        self._priority = Choice(columns["priority"], PRIORITIES)
        self._rtt_start = Day(columns["rtt_start"])
        self._cancer_day_62 = Day(columns["cancer_day_62"])
        self._postponed = Whole(columns["times_postponed"], 0, 1000, default=0)
        self._transport = Flag(columns["transport_booked"])

    def __call__(
        self, record: Record
    ) -> tuple[Appointment | CancelledVisit | VisitOver, ServicePlace | None]:
        """Return the appointment and the service it is at."""
        if (not_held := self._standing(record)) is not None:
            return not_held, None
        appointment = Appointment(
            self._id(record),
            self._patient(record),
            0,
            self._clinic_code(record),
            self._clinician(record) or None,
            self._needs(record),
            self._start.needed(record),
            self._duration(record),
            self._kind(record),
            self._mode(record),
            self._priority(record),
            self._rtt_start(record),
            self._cancer_day_62(record),
            self._postponed(record),
            self._transport(record),
        )
        return appointment, self._place(record)
