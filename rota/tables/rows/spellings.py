"""The words people write for our codes, beyond the code itself and its plural."""

from __future__ import annotations

from rota.domain.codes import (
    AbsenceKind,
    Answer,
    AppointmentKind,
    DutyKind,
    LetterFormat,
    Level,
    LossPolicy,
    Mode,
    Priority,
    StaffGroup,
    StaffSource,
    WindowState,
    WindowType,
)
from rota.tables.rows.fields import choices_of

# A bare "PA" has three meanings in a hospital and "on call" two: both are left to be asked about.
STAFF_GROUPS = choices_of(
    StaffGroup,
    {
        "resident": StaffGroup.RESIDENT_DOCTOR,
        "junior doctor": StaffGroup.RESIDENT_DOCTOR,
        "doctor in training": StaffGroup.RESIDENT_DOCTOR,
        "consultant doctor": StaffGroup.CONSULTANT,
        "SAS": StaffGroup.SAS_DOCTOR,
        "SAS grade": StaffGroup.SAS_DOCTOR,
        "staff grade": StaffGroup.SAS_DOCTOR,
        "specialty doctor": StaffGroup.SAS_DOCTOR,
        "advanced clinical practitioner": StaffGroup.ACP,
        "physician associate": StaffGroup.PHYSICIAN_ASSISTANT,
        "nursing": StaffGroup.NURSE,
        "registered nurse": StaffGroup.NURSE,
        "midwifery": StaffGroup.MIDWIFE,
        "allied health professional": StaffGroup.AHP,
    },
)

WINDOW_TYPES = choices_of(
    WindowType,
    {
        "emergency care": WindowType.EMERGENCY_CARE_ONLY,
        "walkout": WindowType.FULL_WALKOUT,
        "full strike": WindowType.FULL_WALKOUT,
        "christmas day": WindowType.CHRISTMAS_DAY_COVER,
        "ASOS": WindowType.ACTION_SHORT_OF_STRIKE,
        "action short of a strike": WindowType.ACTION_SHORT_OF_STRIKE,
    },
)

WINDOW_STATES = choices_of(
    WindowState,
    {
        "announced": WindowState.NOTIFIED,
        "cancelled": WindowState.CALLED_OFF,
        "went ahead": WindowState.COMPLETED,
    },
)

POLICIES = choices_of(LossPolicy)

LEVELS = choices_of(
    (Level.EMERGENCY_ONLY, Level.NORMAL),
    {"emergency": Level.EMERGENCY_ONLY, "emergency cover": Level.EMERGENCY_ONLY},
)

DUTY_KINDS = choices_of(
    DutyKind,
    {
        "outpatient clinic": DutyKind.CLINIC,
        "operating theatre": DutyKind.THEATRE,
        "resident on call": DutyKind.ON_CALL_RESIDENT,
        "non-resident on call": DutyKind.ON_CALL_NON_RESIDENT,
        "NROC": DutyKind.ON_CALL_NON_RESIDENT,
        **dict.fromkeys(
            ("day", "long day", "short day", "standard day", "early", "late", "twilight", "night"),
            DutyKind.WARD,
        ),
    },
)

ANSWERS = choices_of(
    Answer,
    {
        "will work": Answer.WORKING,
        "strike": Answer.STRIKING,
        "on strike": Answer.STRIKING,
        "will strike": Answer.STRIKING,
        "not sure": Answer.UNDECIDED,
        "no answer": Answer.NOT_SAID,
    },
)

REST_WORDS = frozenset(
    {"rest", "restday", "rd", "off", "dayoff", "daysoff", "zeroday", "nonworkingday", "nwd"}
)
"""How rota exports write, without capitals and spaces, that somebody is not down for work."""

ABSENCE_KINDS = choices_of(
    AbsenceKind,
    {
        "annual leave": AbsenceKind.LEAVE,
        "AL": AbsenceKind.LEAVE,
        "A/L": AbsenceKind.LEAVE,
        "study leave": AbsenceKind.LEAVE,
        "SL": AbsenceKind.LEAVE,
        "special leave": AbsenceKind.LEAVE,
        "parental leave": AbsenceKind.LEAVE,
        "maternity leave": AbsenceKind.LEAVE,
        "paternity leave": AbsenceKind.LEAVE,
        "compassionate leave": AbsenceKind.LEAVE,
        "holiday": AbsenceKind.LEAVE,
        "sickness": AbsenceKind.SICK,
        "sick leave": AbsenceKind.SICK,
        "off sick": AbsenceKind.SICK,
        "zero day": AbsenceKind.REST_DAY,
        "rest": AbsenceKind.REST_DAY,
        "RD": AbsenceKind.REST_DAY,
        "day off": AbsenceKind.REST_DAY,
        "days off": AbsenceKind.REST_DAY,
        "off": AbsenceKind.REST_DAY,
    },
)

STAFF_SOURCES = choices_of(
    StaffSource,
    {
        "permanent": StaffSource.SUBSTANTIVE,
        "trust": StaffSource.SUBSTANTIVE,
        "bank staff": StaffSource.BANK,
        "agency staff": StaffSource.AGENCY,
    },
)

APPOINTMENT_KINDS = choices_of(
    AppointmentKind,
    {
        "new": AppointmentKind.OUTPATIENT_NEW,
        "first": AppointmentKind.OUTPATIENT_NEW,
        "new patient": AppointmentKind.OUTPATIENT_NEW,
        "first appointment": AppointmentKind.OUTPATIENT_NEW,
        "FU": AppointmentKind.FOLLOW_UP,
        "F/U": AppointmentKind.FOLLOW_UP,
        "outpatient follow-up": AppointmentKind.FOLLOW_UP,
        "diagnostic test": AppointmentKind.DIAGNOSTIC,
        "pre-operative": AppointmentKind.PRE_OP,
        "pre-op assessment": AppointmentKind.PRE_OP,
        "pre-operative assessment": AppointmentKind.PRE_OP,
        "day surgery": AppointmentKind.DAY_CASE,
        "inpatient": AppointmentKind.INPATIENT_ELECTIVE,
    },
)

MODES = choices_of(
    Mode,
    {
        "F2F": Mode.FACE_TO_FACE,
        "in person": Mode.FACE_TO_FACE,
        "telephone": Mode.PHONE,
        "telephone call": Mode.PHONE,
        "video call": Mode.VIDEO,
        "video consultation": Mode.VIDEO,
    },
)

PRIORITIES = choices_of(
    Priority,
    {
        "2WW": Priority.SUSPECTED_CANCER,
        "two week wait": Priority.SUSPECTED_CANCER,
        "cancer": Priority.SUSPECTED_CANCER,
    },
)

LETTER_FORMATS = choices_of(
    LetterFormat,
    {"normal": LetterFormat.STANDARD, "print": LetterFormat.STANDARD},
)
