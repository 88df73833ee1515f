"""A filter of appointments in words, and the filters that are always at hand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from PySide6.QtCore import QCoreApplication

from rota.domain.codes import Decision, Priority, words
from rota.domain.visit_filters import PRESSING, Shown, VisitFilter
from rota.services.appointment_list import VisitPicture
from ui import formats
from ui.wording import capital, code_words, decision_words

CANCER_AND_URGENT = frozenset(
    {Priority.SUSPECTED_CANCER, Priority.URGENT, Priority.P1A, Priority.P1B, Priority.P2}
)


def _tr(text: str) -> str:
    return QCoreApplication.translate("visit_words", text)


def ready_made() -> dict[str, VisitFilter]:
    """The filters that every clerk needs, by name."""
    return {
        _tr("Cancer and urgent"): VisitFilter(priorities=CANCER_AND_URGENT),
        _tr("Postponed before"): VisitFilter(postponed_before=True),
        _tr("Past the day's limit"): VisitFilter(shown=Shown.UNDECIDED, over_stop=True),
        _tr("Changed by the extract"): VisitFilter(shown=Shown.ALL, everywhere=True, noted=True),
        _tr("Decided, but no longer at risk"): VisitFilter(
            shown=Shown.ALL, everywhere=True, past_risk=True
        ),
    }


def shown_words(shown: Shown, everywhere: bool) -> str:
    """The choice on the bar in words."""
    match shown:
        case Shown.AT_RISK:
            return _tr("At risk")
        case Shown.UNDECIDED:
            return _tr("Not decided")
        case Shown.DECIDED:
            return _tr("Decided")
        case Shown.LETTER:
            return _tr("Letter needed")
        case Shown.ALL:
            return _tr("All on every day") if everywhere else _tr("All on these days")


def is_narrow(wanted: VisitFilter) -> bool:
    """Whether a filter asks for more than one of the choices on the bar and a text."""
    return replace(wanted, text="", shown=Shown.AT_RISK) != VisitFilter()


def filter_words(wanted: VisitFilter) -> str:
    """Every part of a filter but the choice on the bar: ``cancer or urgent · Urology``."""
    parts = [
        wanted.service, wanted.department, wanted.site,
        _either(code_words(each) for each in PRESSING if each in wanted.priorities),
        _either(code_words(each) for each in sorted(wanted.kinds)),
        _either(decision_words(each) for each in sorted(wanted.decisions)),
        _proposals(wanted.proposals),
        _either(capital(words(each)) for each in sorted(wanted.reasons)),
        _tr("clinician {id}").format(id=wanted.clinician) if wanted.clinician else "",
        formats.day(wanted.day, year=True) if wanted.day is not None else "",
        _tr("letter needed") if wanted.letter_needed else "",
        _tr("changed by the extract") if wanted.noted else "",
        _tr("decided, but no longer at risk") if wanted.past_risk else "",
        _tr("past the day's limit") if wanted.over_stop else "",
        _tr("postponed before") if wanted.postponed_before else "",
        _tr("every day, not only the strike's") if wanted.everywhere else "",
    ]  # fmt: skip
    return capital(" · ".join(part for part in parts if part))


def standing_words(picture: VisitPicture, departments: Sequence[str] = ()) -> str:
    """How a strike's appointments stand: ``53 of 101 at risk are not decided yet``.

    ``departments``: of these alone.
    """
    said = _standing(picture)
    return f"{', '.join(departments)}: {said}" if departments else said


def _standing(picture: VisitPicture) -> str:
    at_risk, waiting = picture.counts[Shown.AT_RISK], picture.counts[Shown.UNDECIDED]
    if not picture.window.removes_duties:
        return _tr("{state}: none is at risk").format(state=words(picture.window.state))
    if not at_risk:
        return _tr("none at risk")
    if not waiting:
        return _tr("every appointment at risk is decided")
    return _tr("{waiting} of {all} at risk are not decided yet").format(
        waiting=formats.number(waiting), all=formats.number(at_risk)
    )


def _proposals(proposals: frozenset[Decision]) -> str:
    said = _either(decision_words(each) for each in sorted(proposals))
    return _tr("proposed: {decision}").format(decision=said) if said else ""


def _either(parts: Iterable[str]) -> str:
    """``Cancer, urgent or P2``: the first keeps its capital, codes such as P2 keep theirs."""
    said = list(parts)
    if len(said) < 2:
        return "".join(said)
    rest = [each if each[1:2].isdigit() else each[:1].lower() + each[1:] for each in said[1:]]
    said = [said[0], *rest]
    return _tr("{first} or {last}").format(first=", ".join(said[:-1]), last=said[-1])
