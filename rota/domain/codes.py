"""The closed lists of codes used in files, tables and rules."""

from __future__ import annotations

from datetime import date
from enum import StrEnum


class StaffGroup(StrEnum):
    """Who a union calls out, and who may fill a post."""

    RESIDENT_DOCTOR = "resident_doctor"
    CONSULTANT = "consultant"
    SAS_DOCTOR = "sas_doctor"
    ACP = "acp"
    PHYSICIAN_ASSISTANT = "physician_assistant"
    NURSE = "nurse"
    MIDWIFE = "midwife"
    AHP = "ahp"
    OTHER = "other"


MEDICAL = frozenset({StaffGroup.RESIDENT_DOCTOR, StaffGroup.CONSULTANT, StaffGroup.SAS_DOCTOR})
"""Doctors. Physician assistants, ACPs and all others never count as one."""


class WindowType(StrEnum):
    """What a stretch of industrial action asks of those called out."""

    EMERGENCY_CARE_ONLY = "emergency_care_only"
    FULL_WALKOUT = "full_walkout"
    CHRISTMAS_DAY_COVER = "christmas_day_cover"
    ACTION_SHORT_OF_STRIKE = "action_short_of_strike"


class WindowState(StrEnum):
    """Where a strike window stands."""

    NOTIFIED = "notified"
    CONFIRMED = "confirmed"
    SUSPENDED = "suspended"
    CALLED_OFF = "called_off"
    COMPLETED = "completed"


class EventKind(StrEnum):
    """What happened in a dispute."""

    BALLOT = "ballot"
    NOTICE = "notice"
    CONFIRMED = "confirmed"
    REVISED = "revised"
    SUSPENDED = "suspended"
    REINSTATED = "reinstated"
    CALLED_OFF = "called_off"
    STRIKE = "strike"
    TALKS = "talks"
    COURT = "court"
    NOTE = "note"


class LossPolicy(StrEnum):
    """How a duty at the edge of a window is lost."""

    START_INSIDE = "start_inside"
    CLIP = "clip"


class Level(StrEnum):
    """How much of itself a service runs during a window."""

    NORMAL = "normal"
    EMERGENCY_ONLY = "emergency_only"
    SUSPENDED = "suspended"


class DutyKind(StrEnum):
    """What a duty is."""

    WARD = "ward"
    CLINIC = "clinic"
    THEATRE = "theatre"
    ON_CALL_RESIDENT = "on_call_resident"
    ON_CALL_NON_RESIDENT = "on_call_non_resident"


class Answer(StrEnum):
    """What a person told the trust, voluntarily. Not said counts as absent."""

    WORKING = "working"
    STRIKING = "striking"
    UNDECIDED = "undecided"
    NOT_SAID = "not_said"


class AbsenceKind(StrEnum):
    """Why a person is away. None of these is ever counted as strike."""

    LEAVE = "leave"
    SICK = "sick"
    REST_DAY = "rest_day"
    OTHER = "other"


class ExtractChange(StrEnum):
    """What the next extract of the hospital's own system changed about an appointment."""

    MOVED = "moved"
    CANCELLED = "cancelled"
    DIED = "died"
    CHANGED = "changed"
    VANISHED = "vanished"
    BACK = "back"


class StaffSource(StrEnum):
    """How the trust engages a person."""

    SUBSTANTIVE = "substantive"
    BANK = "bank"
    AGENCY = "agency"


class CoverKind(StrEnum):
    """In what way a person covers for the strike."""

    ACTING_DOWN = "acting_down"
    STEPPING_ACROSS = "stepping_across"
    BANK = "bank"
    AGENCY = "agency"
    DECLARED_WORKING = "declared_working"


class Reply(StrEnum):
    """What a person answered when told of their cover. Declined cover does not count."""

    NO_ANSWER = "no_answer"
    ACCEPTED = "accepted"
    DECLINED = "declined"


class DerogationAnswer(StrEnum):
    """What NHS England or the union decided on a derogation."""

    NONE = "none"
    SUPPORTED = "supported"
    NOT_SUPPORTED = "not_supported"
    GRANTED = "granted"
    REFUSED = "refused"


class AppointmentKind(StrEnum):
    """What a patient comes for."""

    OUTPATIENT_NEW = "outpatient_new"
    FOLLOW_UP = "follow_up"
    DIAGNOSTIC = "diagnostic"
    PRE_OP = "pre_op"
    DAY_CASE = "day_case"
    INPATIENT_ELECTIVE = "inpatient_elective"


class Mode(StrEnum):
    """How a patient is seen."""

    FACE_TO_FACE = "face_to_face"
    PHONE = "phone"
    VIDEO = "video"


class Priority(StrEnum):
    """Clinical priority, most pressing first is a rule's business, not the order here."""

    ROUTINE = "routine"
    URGENT = "urgent"
    SUSPECTED_CANCER = "suspected_cancer"
    P1A = "P1a"
    P1B = "P1b"
    P2 = "P2"
    P3 = "P3"
    P4 = "P4"


class LetterFormat(StrEnum):
    """The format a patient can read."""

    STANDARD = "standard"
    LARGE_PRINT = "large_print"
    BRAILLE = "braille"
    EASY_READ = "easy_read"
    AUDIO = "audio"


class Decision(StrEnum):
    """What happens to an appointment."""

    KEEP = "keep"
    CONVERT = "convert"
    REBOOK = "rebook"
    POSTPONE = "postpone"
    STAND_BY = "stand_by"


class LetterKind(StrEnum):
    """What a letter tells."""

    RESCHEDULED = "rescheduled"
    POSTPONED = "postponed"
    CONDITIONAL = "conditional"
    GOING_AHEAD = "going_ahead"
    MODE_CHANGE = "mode_change"
    CORRECTION = "correction"


class Attendance(StrEnum):
    """What happened to a duty on the day. Absent for another reason is never a strike."""

    WORKED = "worked"
    STRIKE = "strike"
    SICK = "sick"
    LEAVE = "leave"
    REST_DAY = "rest_day"
    NOT_ROSTERED = "not_rostered"
    DEROGATED = "derogated"


WORDS: dict[str, str] = {
    "resident_doctor": "resident doctors",
    "consultant": "consultants",
    "sas_doctor": "SAS doctors",
    "acp": "advanced clinical practitioners",
    "physician_assistant": "physician assistants",
    "nurse": "nurses",
    "midwife": "midwives",
    "ahp": "allied health professionals",
    "other": "other staff",
    "emergency_care_only": "emergency care only",
    "full_walkout": "full walkout",
    "christmas_day_cover": "Christmas Day cover",
    "action_short_of_strike": "action short of strike",
    "called_off": "called off",
    "emergency_only": "emergency only",
    "on_call_resident": "on call, resident",
    "on_call_non_resident": "on call, non-resident",
    "outpatient_new": "new outpatient",
    "follow_up": "follow-up",
    "pre_op": "pre-op",
    "day_case": "day case",
    "inpatient_elective": "elective inpatient",
    "face_to_face": "face to face",
    "suspected_cancer": "suspected cancer",
    "large_print": "large print",
    "easy_read": "easy read",
    "stand_by": "stand by",
    "going_ahead": "going ahead",
    "mode_change": "change of mode",
    "clinician_absent": "clinician not available",
    "service_suspended": "service suspended",
    "nobody_of_grade": "nobody of the grade there",
    "clinician_moved": "clinician moved to cover",
    "not_said": "not said",
    "acting_down": "acting down",
    "stepping_across": "stepping across",
    "declared_working": "declared working",
    "no_answer": "no answer",
    "not_supported": "not supported",
    "rest_day": "rest day",
    "SPECIALTY_DOCTOR": "specialty doctor",
    "ASSOCIATE_SPECIALIST": "associate specialist",
    "SPECIALIST": "specialist",
    "CONSULTANT": "consultant",
}


def words(code: str) -> str:
    """Return a code as a person says it."""
    return WORDS.get(code, code.replace("_", " "))


RESIDENT_SINCE = date(2024, 9, 18)
"""From this day junior doctors are called resident doctors; the code stays the same."""


def group_words(group: StaffGroup, on: date) -> str:
    """Return a staff group as it was called on a date."""
    if group is StaffGroup.RESIDENT_DOCTOR and on < RESIDENT_SINCE:
        return "junior doctors"
    return words(group)
