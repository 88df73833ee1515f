"""Words of a letter that stand in no wording: in its table, its salutation and its signature."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Phrases:
    """These words in one language; what stands in ``{}`` is filled in.

    The first six say what a patient was to come for. ``by_phone`` to ``with_news`` are put round
    it one after another; the last five are what becomes of an appointment.
    """

    outpatient_new: str = "Outpatient appointment"
    follow_up: str = "Follow-up appointment"
    diagnostic: str = "Test or scan"
    pre_op: str = "Pre-operative assessment"
    day_case: str = "Day case admission"
    inpatient_elective: str = "Hospital admission"
    by_phone: str = "{what} by phone"
    by_video: str = "{what} by video"
    at_service: str = "{what}, {service}"
    was: str = "{what} (was {day}, {time})"
    not_on: str = "{what} (not {day}, {time})"
    with_news: str = "{what}. {news}"
    at_home: str = "At home"
    parent: str = "parent or guardian of {name}"
    yours: str = "Yours sincerely"
    postponed: str = "Postponed: this is the old date"
    rescheduled: str = "New date"
    conditional: str = "May not go ahead"
    going_ahead: str = "Going ahead"
    mode_change: str = "We will ring you"
