"""The sentences of a letter that tells one thing of one or several appointments.

What happened first, then what to do. Never blame, never a diagnosis.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from rota.domain.addresses import phone_to_ring
from rota.domain.appointments import Appointment
from rota.domain.codes import AppointmentKind, LetterKind, Mode
from rota.domain.letter_blocks import bullet, heading, paragraph
from rota.domain.letter_content import AppointmentLine, Block
from rota.domain.times import clock_words, day_words, to_local

_KIND_WORDS = {
    AppointmentKind.OUTPATIENT_NEW: "Outpatient appointment",
    AppointmentKind.FOLLOW_UP: "Follow-up appointment",
    AppointmentKind.DIAGNOSTIC: "Test or scan",
    AppointmentKind.PRE_OP: "Pre-operative assessment",
    AppointmentKind.DAY_CASE: "Day case admission",
    AppointmentKind.INPATIENT_ELECTIVE: "Hospital admission",
}
_MODE_WORDS = {Mode.PHONE: " by phone", Mode.VIDEO: " by video"}
_PREPARED_FOR = frozenset(
    {
        AppointmentKind.DIAGNOSTIC,
        AppointmentKind.PRE_OP,
        AppointmentKind.DAY_CASE,
        AppointmentKind.INPATIENT_ELECTIVE,
    }
)


@dataclass(frozen=True, slots=True)
class VisitTold:
    """One appointment as a letter speaks of it: what it is, where, its new time if it has one.

    ``news`` is what becomes of it; None is what the whole letter tells. ``replaces``: an earlier
    letter told something else of it.
    """

    visit: Appointment
    service: str
    site: str
    new_start: datetime | None = None
    strike: bool = True
    news: LetterKind | None = None
    replaces: bool = False

    @property
    def when(self) -> str:
        """Return the date and time it was booked for."""
        return moment_words(self.visit.start)

    @property
    def is_here(self) -> bool:
        """Say whether the patient was to come to the hospital."""
        return self.visit.mode is Mode.FACE_TO_FACE

    def line(self, kind: LetterKind, what: str = "") -> AppointmentLine:
        """Return its row in the table: the new time where there is one, else the old."""
        old = to_local(self.visit.start)
        mode = Mode.PHONE if kind is LetterKind.MODE_CHANGE else self.visit.mode
        said = f"{_KIND_WORDS[self.visit.kind]}{_MODE_WORDS.get(mode, '')}, {self.service}"
        when = old
        if self.new_start is not None:
            when = to_local(self.new_start)
            said += f" (was {old:%A} {old.day} {old:%B}, {clock_words(old.time())})"
        where = self.site if mode is Mode.FACE_TO_FACE else "At home"
        day, time = day_words(when.date()), clock_words(when.time())
        return AppointmentLine(f"{said}{what}", where, day, time)


def moment_words(instant: datetime) -> str:
    """Return a date and time as a patient reads it: "Tuesday 12 January 2016 at 10:20am"."""
    when = to_local(instant)
    return f"{day_words(when.date())} at {clock_words(when.time())}"


def because(visits: tuple[VisitTold, ...]) -> str:
    """Name the reason only where a strike is the reason."""
    struck = all(each.strike for each in visits)
    return ", because of industrial action planned at the hospital" if struck else ""


@dataclass(frozen=True, slots=True)
class Sentences:
    """The sentences of one letter; ``whose`` is "your" or "your child's"."""

    kind: LetterKind
    visits: tuple[VisitTold, ...]
    whose: str

    @property
    def _several(self) -> bool:
        return len(self.visits) > 1

    @property
    def _modes(self) -> set[Mode]:
        return {each.visit.mode for each in self.visits}

    def heading(self) -> str:
        """Say what happened in one line that may be seen by anyone in the house."""
        one, many = _HEADINGS[self.kind]
        return f"{self.whose.capitalize()} {many if self._several else one}"

    def opening(self) -> tuple[Block, ...]:
        """Say first what happened to which appointment, then what not to do."""
        first, then = _OPENINGS[self.kind]
        which = f"{self.whose} appointments listed below"
        if not self._several:
            which = f"{self.whose} appointment on {self.visits[0].when}"
        said = first.format(
            which=which,
            because=because(self.visits),
            going="they are going" if self._several else "it is going",
        )
        if self.visits[0].replaces and self.kind is not LetterKind.GOING_AHEAD:
            said += " This letter replaces the one we sent you before about it."
        return (paragraph(said), paragraph(then(self), bold=True))

    def stay_away(self) -> str:
        """Tell the patient not to set out, in the words of how they would be seen."""
        them = "these appointments" if self._several else "it"
        if Mode.FACE_TO_FACE not in self._modes:
            times = "these times" if self._several else "this time"
            by = "phone" if self._modes == {Mode.PHONE} else "call"
            return f"We will not {by} you at {times}."
        if len(self._modes) > 1:
            return f"Please do not come to the hospital, and do not expect our call, for {them}."
        return f"Please do not come to the hospital for {them}."

    def new_time(self) -> str:
        """Give the new time, and say that the old one is no more."""
        if self._several:
            return f"The new dates and times are below. {self.stay_away_then()}"
        new = self.visits[0].new_start
        assert new is not None
        return f"The new time is {moment_words(new)}. {self.stay_away_then()}"

    def stay_away_then(self) -> str:
        """Say that the old time is no more."""
        old = "the old dates" if self._several else "the old date"
        if Mode.FACE_TO_FACE in self._modes:
            return f"Please do not come on {old}."
        return f"We will not call you on {old}."

    def by_phone(self) -> str:
        """Say that we ring, on which number, and that nobody need come."""
        times = "these times" if self._several else "this time"
        them = "them" if self._several else "it"
        number = phone_to_ring(self.visits[0].visit.patient.phone)
        away = f"Please do not come to the hospital for {them}."
        if Mode.FACE_TO_FACE not in self._modes:
            away = f"Please do not join a video call for {them}."
        return f"We will ring you at {times} on {number}. {away}"

    def if_called_off(self) -> str:
        """Say what to do in either case."""
        away, there = "please do not come", "please come"
        if Mode.FACE_TO_FACE not in self._modes:
            away, there = "we will not call you", "we will call you"
        return (
            f"If the industrial action goes ahead, {away}, and we will write to you with a new "
            f"date. If it is called off, {there} as planned."
        )

    def as_planned(self) -> str:
        """Say that what was first planned holds."""
        if Mode.FACE_TO_FACE not in self._modes:
            return "We will call you as first planned."
        return "Please come as first planned."

    def lines(self) -> tuple[AppointmentLine, ...]:
        """Return the rows of the table."""
        return tuple(each.line(self.kind) for each in self.visits)

    def closing(self, reach_us: str) -> tuple[Block, ...]:
        """Say what happens next, what to do if it gets worse, and how to reach us."""
        return closing({self.kind}, self.visits, reach_us)


def closing(
    kinds: set[LetterKind], visits: tuple[VisitTold, ...], reach_us: str
) -> tuple[Block, ...]:
    """Say what happens next, what to do if it gets worse, and how to reach us.

    Of several things told in one letter each says for itself what happens next, but for a call.
    """
    alone = next(iter(kinds)) if len(kinds) == 1 else None
    following = [_NEXT[kind] for kind in _NEXT if kind in kinds and (alone or kind in _ALWAYS)]
    blocks: list[Block] = []
    if following:
        blocks.append(heading("What happens next"))
        blocks += [paragraph(many if len(visits) > 1 else one) for one, many in following]
    blocks += [
        heading("If your condition gets worse"),
        paragraph(
            "Contact your GP practice, or call NHS 111 at any time. In an emergency call 999 "
            "or go to the nearest emergency department: it stays open."
        ),
        heading("Other things to know"),
        bullet(_ARRANGED[alone] if alone else _ARRANGED_SEVERAL),
        bullet("Any other appointment you have with us stands, unless we write about it too."),
    ]
    if any(
        each.visit.kind in _PREPARED_FOR and (each.news or alone) in _OLD_DATE_GONE
        for each in visits
    ):
        blocks.append(
            bullet(
                "If you were told to fast or to stop a medicine before the old date, that no "
                "longer applies to it. Ask us if you are not sure."
            )
        )
    blocks.append(bullet(reach_us))
    blocks.append(
        bullet(
            "You can have this letter in large print, easy read, braille, audio or another "
            "language. Please ask us."
        )
    )
    return tuple(blocks)


_OLD_DATE_GONE = frozenset({LetterKind.POSTPONED, LetterKind.RESCHEDULED})

_HEADINGS = {
    LetterKind.POSTPONED: ("appointment is postponed", "appointments are postponed"),
    LetterKind.RESCHEDULED: ("appointment has a new date", "appointments have new dates"),
    LetterKind.CONDITIONAL: (
        "appointment may not go ahead",
        "appointments may not go ahead",
    ),
    LetterKind.GOING_AHEAD: ("appointment is going ahead", "appointments are going ahead"),
    LetterKind.MODE_CHANGE: ("appointment will be by phone", "appointments will be by phone"),
}

_OPENINGS: dict[LetterKind, tuple[str, Callable[[Sentences], str]]] = {
    LetterKind.POSTPONED: (
        "We are sorry that we have to postpone {which}{because}.",
        Sentences.stay_away,
    ),
    LetterKind.RESCHEDULED: (
        "We are sorry that we have to move {which}{because}.",
        Sentences.new_time,
    ),
    LetterKind.CONDITIONAL: (
        "Industrial action is planned at the hospital at the time of {which}.",
        Sentences.if_called_off,
    ),
    LetterKind.GOING_AHEAD: (
        "We wrote to you before about {which}. That letter no longer holds: {going} ahead.",
        Sentences.as_planned,
    ),
    LetterKind.MODE_CHANGE: (
        "We are sorry that we have to change {which}{because}. The date and time stay the same, "
        "but we will speak with you by phone.",
        Sentences.by_phone,
    ),
}

_ALWAYS = frozenset({LetterKind.MODE_CHANGE})
"""What must be said of a call even where the letter tells of other things too."""

_NEXT: dict[LetterKind, tuple[str, str]] = {
    LetterKind.POSTPONED: (
        "We will write to you with a new date as soon as we can. You do not need to phone us "
        "about it.",
        "We will write to you with new dates as soon as we can. You do not need to phone us "
        "about them.",
    ),
    LetterKind.RESCHEDULED: (
        "If you cannot make the new time, please tell us and we will find another.",
        "If you cannot make a new time, please tell us and we will find another.",
    ),
    LetterKind.CONDITIONAL: (
        "Local news will say whether the industrial action goes ahead. You can also ask us the "
        "day before.",
        "Local news will say whether the industrial action goes ahead. You can also ask us the "
        "day before.",
    ),
    LetterKind.MODE_CHANGE: (
        "Please keep your phone near you: our call may come a little later, and may show as an "
        "unknown number. If the number above is wrong, or you cannot talk by phone, please tell "
        "us before that day and we will find another way.",
        "Please keep your phone near you: our calls may come a little later, and may show as an "
        "unknown number. If the number above is wrong, or you cannot talk by phone, please tell "
        "us before the first day and we will find another way.",
    ),
}

_ARRANGED = {
    LetterKind.POSTPONED: "If you booked transport, an interpreter or a carer, please tell them.",
    LetterKind.RESCHEDULED: (
        "If you booked transport, an interpreter or a carer, please book them for the new date."
    ),
    LetterKind.CONDITIONAL: (
        "If you booked transport, an interpreter or a carer, please tell them too."
    ),
    LetterKind.GOING_AHEAD: (
        "If you cancelled transport, an interpreter or a carer, please book them again."
    ),
    LetterKind.MODE_CHANGE: (
        "You no longer need transport to the hospital: if you booked any, please cancel it. If you "
        "need an interpreter or a carer with you on the phone, please tell us and them."
    ),
}
_ARRANGED_SEVERAL = (
    "If you booked transport, an interpreter or a carer, please tell them of each change."
)
