"""The sentences of a letter that tells several things, or puts an earlier letter right.

Each appointment has a bullet of its own, that no date is taken for another.
"""

from __future__ import annotations

from dataclasses import dataclass

from rota.domain.addresses import phone_to_ring
from rota.domain.codes import LetterKind
from rota.domain.letter_blocks import bullet, paragraph
from rota.domain.letter_content import AppointmentLine, Block
from rota.domain.letter_sentences import VisitTold, because, closing, moment_words

_STATUS = {
    LetterKind.POSTPONED: ". Postponed: this is the old date",
    LetterKind.RESCHEDULED: ". New date",
    LetterKind.CONDITIONAL: ". May not go ahead",
    LetterKind.GOING_AHEAD: ". Going ahead",
    LetterKind.MODE_CHANGE: ". We will ring you",
}


@dataclass(frozen=True, slots=True)
class Changes:
    """The sentences of one letter; ``whose`` is "your" or "your child's"."""

    kind: LetterKind
    visits: tuple[VisitTold, ...]
    whose: str

    def heading(self) -> str:
        """Say what happened in one line that may be seen by anyone in the house."""
        what = "appointments" if len(self.visits) > 1 else "appointment"
        first = "A correction about" if self.kind is LetterKind.CORRECTION else "Changes to"
        return f"{first} {self.whose} {what}"

    def opening(self) -> tuple[Block, ...]:
        """Say of each appointment what becomes of it."""
        several = len(self.visits) > 1
        if self.kind is LetterKind.CORRECTION:
            which = f"{self.whose} appointment{'s' if several else ''} below"
            first = (
                f"We wrote to you before about {which}. We are sorry: some of what that letter "
                "said is not right. This letter replaces it."
            )
        else:
            first = (
                f"We are sorry that we have to change {self.whose} appointments"
                f"{because(self.visits)}."
            )
        then = "Please read what happens to each of them." if several else "This is what holds now."
        return (paragraph(first), paragraph(then, bold=True), *map(self._bullet, self.visits))

    def lines(self) -> tuple[AppointmentLine, ...]:
        """Return the rows of the table, each with what becomes of it."""
        return tuple(each.line(_news(each), _STATUS[_news(each)]) for each in self.visits)

    def closing(self, reach_us: str) -> tuple[Block, ...]:
        """Say what happens next, what to do if it gets worse, and how to reach us."""
        return closing({_news(each) for each in self.visits}, self.visits, reach_us)

    def _bullet(self, each: VisitTold) -> Block:
        said = _told(each)
        if each.replaces and self.kind is not LetterKind.CORRECTION:
            said += " This replaces our earlier letter about it."
        return bullet(f"{each.when}: {said}")


def _news(each: VisitTold) -> LetterKind:
    assert each.news is not None
    return each.news


def _told(each: VisitTold) -> str:
    here = each.is_here
    match each.news:
        case LetterKind.POSTPONED:
            away = "Please do not come to the hospital for it" if here else "We will not call you"
            return f"postponed. {away}. We will write to you with a new date."
        case LetterKind.RESCHEDULED:
            assert each.new_start is not None
            old = "Please do not come" if here else "We will not call you"
            return f"moved to {moment_words(each.new_start)}. {old} on the old date."
        case LetterKind.MODE_CHANGE:
            number = phone_to_ring(each.visit.patient.phone)
            away = "come to the hospital" if here else "join a video call"
            return (
                "the date and time stay the same, but it will be by phone. We will ring you on "
                f"{number}. Please do not {away} for it."
            )
        case LetterKind.CONDITIONAL:
            away = "please do not come" if here else "we will not call you"
            there = "please come" if here else "we will call you"
            return (
                f"it may not go ahead. If the industrial action goes ahead, {away}, and we will "
                f"write to you with a new date. If it is called off, {there} as planned."
            )
        case _:
            there = f"Please come to {each.site}" if here else "We will call you"
            return f"going ahead. {there}."
