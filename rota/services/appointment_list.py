"""The hospital's appointments as a list to work through, and the facts of one."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property

from rota.domain.appointments import Appointment, DecisionMade, DecisionStep, Risk, risks_told
from rota.domain.codes import AppointmentKind, Decision, Mode, Priority
from rota.domain.duties import Service
from rota.domain.grades import GradeLadder
from rota.domain.permissions import See, may_see, refuse_sight
from rota.domain.searching import search_words, whole_numbers
from rota.domain.telling import kind_needed
from rota.domain.times import end_of_day, start_of_day
from rota.domain.triage import TRIAGE_WHY
from rota.domain.visit_filters import (
    RISKS,
    ListedVisit,
    Mark,
    Shown,
    VisitFact,
    VisitFilter,
    VisitOrder,
    VisitQuery,
)
from rota.domain.windows import StrikeWindow
from rota.services.own_departments import seen_services
from rota.services.patients import PatientRecord, patient_record
from rota.services.ports import Storage, Work
from rota.services.strike_picture import StrikePicture

PAGE = 200
"""How many rows are read at once."""
PART = "\x1f"
"""Stands between the ids of a page; no file that is read may hold it."""

NO_FACT = VisitFact()


@dataclass(frozen=True, slots=True)
class VisitRow:
    """One appointment in the list.

    ``strike_changed``: it still stands as decided for a strike that is called off or suspended.
    """

    appointment_id: str
    start: datetime
    patient: str
    service: str
    department: str
    site: str
    kind: AppointmentKind
    mode: Mode
    priority: Priority
    times_postponed: int
    clinic_code: str
    fact: VisitFact
    decision: Decision | None
    new_start: datetime | None
    strike_changed: bool = False
    deceased: bool = False

    @property
    def reasons(self) -> tuple[Risk, ...]:
        """Return why it is at risk; nothing where it is not."""
        return self.fact.reasons

    @property
    def is_undecided(self) -> bool:
        """Say whether somebody must still decide."""
        return bool(self.reasons) and self.decision is None


@dataclass(frozen=True)  # no slots: cached properties
class VisitPicture:
    """What one strike means to the appointments: worked out once, then asked questions.

    ``imported`` counts every appointment that the user may look at: 0 means that there is none
    yet. ``counts`` are those of the strike's days; ``fallen`` the strikes called off or suspended;
    ``stuck`` what still stands as decided for one of those.
    """

    window: StrikeWindow
    facts: Mapping[str, VisitFact]
    services: Mapping[int, Service]
    imported: int
    fallen: frozenset[int] = frozenset()
    counts: Mapping[Shown, int] = field(default_factory=dict)
    stuck: Mapping[str, Decision] = field(default_factory=dict)

    @cached_property
    def packed(self) -> str:
        """The facts as a store reads them: [id, reasons, marks, proposed, place] for each."""
        rows = [[key, *_packed(fact)] for key, fact in self.facts.items() if fact != NO_FACT]
        return json.dumps(rows, separators=(",", ":"))


@dataclass(frozen=True, slots=True)
class Asked:
    """Which appointments are wanted and in what order."""

    filter: VisitFilter = field(default_factory=VisitFilter)
    order: VisitOrder = VisitOrder.WHEN
    is_descending: bool = False


@dataclass(frozen=True, slots=True)
class VisitPages:
    """Every id that a question finds, in its order: pages of ``PAGE`` ids, joined by ``PART``.

    ``places`` says where the ids stand that were to be kept in sight, ``rows`` what is on screen.
    """

    pages: tuple[str, ...]
    count: int
    places: Mapping[str, int] = field(default_factory=dict)
    rows: tuple[VisitRow, ...] = ()


@dataclass(frozen=True, slots=True)
class VisitSum:
    """Several appointments summed up; ``first`` and ``last`` only where they are not many.

    ``proposals`` counts those that triage may decide: undecided and within the stop lines.
    """

    number: int
    reasons: Mapping[Risk, int]
    decisions: Mapping[Decision | None, int]
    proposals: int = 0
    first: datetime | None = None
    last: datetime | None = None


@dataclass(frozen=True, slots=True)
class VisitDetail:
    """Everything a clerk asks of one appointment, and what else is kept about the patient."""

    visit: Appointment
    record: PatientRecord
    history: tuple[DecisionStep, ...]

    @property
    def service(self) -> Service:
        """Return where it is."""
        return self.record.services[self.visit.service_id]

    @property
    def made(self) -> DecisionMade | None:
        """Return what is decided."""
        return self.record.decisions.get(self.visit.appointment_id)

    @property
    def is_gone(self) -> bool:
        """Say whether the hospital's own system has it no longer."""
        return self.visit.appointment_id in self.record.retired


def read_picture(storage: Storage, ladder: GradeLadder, window_id: int) -> VisitPicture:
    """Work out what a strike puts at risk, and what is decided and told."""
    refuse_sight(storage.user, See.VISITS)
    with storage.read() as work:
        picture = StrikePicture(work, window_id, ladder)
        told = tuple if may_see(work.user, See.DECLARATIONS) else risks_told
        own = seen_services(work)
        facts = {
            each.visit.appointment_id: VisitFact(told(each.reasons))
            for each in picture.at_risk
            if own is None or each.visit.service_id in own
        }
        number = work.appointments.count() if own is None else work.listing.count(VisitQuery())
        bare = VisitPicture(picture.window, facts, picture.services, number)
        return _with_decisions(work, bare)


def with_decisions(storage: Storage, picture: VisitPicture) -> VisitPicture:
    """Return a picture with what is decided and told now; no decision changes what is at risk."""
    refuse_sight(storage.user, See.VISITS)
    with storage.read() as work:
        return _with_decisions(work, picture)


def _with_decisions(work: Work, picture: VisitPicture) -> VisitPicture:
    decided, told = work.appointments.decided(), work.letters.told()
    fallen = frozenset(each.window_id for each in work.windows.all() if not each.removes_duties)
    heard = work.gate.heard()
    rows = work.listing.rows([each for each in told.keys() | heard.keys() if each not in decided])
    starts = {each.appointment_id: each.start for each in rows}
    starts |= {each: made.decided_start for each, made in decided.items()}
    letters = {
        each
        for each, start in starts.items()
        if kind_needed(start, decided.get(each), told.get(each), heard=heard.get(each, ()))
    }
    noted = {each.appointment_id for each in work.slots.notes()}
    facts = {}
    for key in picture.facts.keys() | letters | noted:
        was = picture.facts.get(key, NO_FACT)
        facts[key] = replace(was, letter_needed=key in letters, noted=key in noted)
    now = replace(picture, facts=facts, fallen=fallen, counts={}, stuck={})
    stuck = {
        each: decided[each].decision
        for each in _ids(work, now, VisitFilter(shown=Shown.DECIDED))
        if decided[each].decision is not Decision.KEEP and decided[each].window_id in fallen
    }
    counts = {
        shown: work.listing.count(query_of(now, Asked(VisitFilter(shown=shown)))) for shown in Shown
    }
    return replace(now, counts=counts, stuck=stuck)


def _ids(work: Work, picture: VisitPicture, wanted: VisitFilter) -> Iterable[str]:
    for page in work.listing.pages(query_of(picture, Asked(wanted))):
        yield from page


def _packed(fact: VisitFact) -> tuple[int, int, str | None, int]:
    reasons = sum(1 << RISKS.index(each) for each in fact.reasons)
    held = {Mark.LETTER: fact.letter_needed, Mark.NOTED: fact.noted, Mark.OVER_STOP: fact.over_stop}
    marks = sum(1 << at for at, mark in enumerate(Mark) if held[mark])
    return reasons, marks, None if fact.proposed is None else fact.proposed.value, fact.place


def query_of(picture: VisitPicture, asked: Asked) -> VisitQuery:
    """Return a question as the store reads it."""
    wanted, terms = asked.filter, picture.window.terms
    marks = {
        Mark.LETTER: wanted.letter_needed or wanted.shown is Shown.LETTER,
        Mark.NOTED: wanted.noted,
        Mark.OVER_STOP: wanted.over_stop,
    }
    is_at_risk = wanted.shown in (Shown.AT_RISK, Shown.UNDECIDED)
    decided = {Shown.UNDECIDED: False, Shown.DECIDED: True}.get(wanted.shown)
    day = None if wanted.day is None else (start_of_day(wanted.day), end_of_day(wanted.day))
    return VisitQuery(
        facts=picture.packed,
        span=None if wanted.everywhere else (terms.start, terms.end),
        day=day,
        service_ids=_services_of(picture, wanted),
        words=search_words(wanted.text),
        numbers=whole_numbers(wanted.text),
        kinds=wanted.kinds,
        priorities=wanted.priorities,
        decisions=wanted.decisions,
        proposals=wanted.proposals,
        reasons=wanted.reasons,
        marks=frozenset(mark for mark, is_wanted in marks.items() if is_wanted),
        clinician=wanted.clinician,
        postponed_before=wanted.postponed_before,
        at_risk=False if wanted.past_risk else True if is_at_risk else None,
        decided=True if wanted.past_risk else decided,
        decided_for=picture.window.window_id if wanted.past_risk else None,
        order=asked.order,
        is_descending=asked.is_descending,
    )


def _services_of(picture: VisitPicture, wanted: VisitFilter) -> frozenset[int] | None:
    """Return the services that a filter and the strike's sites leave; None: all of them."""
    terms = picture.window.terms
    left = frozenset(
        each.service_id
        for each in picture.services.values()
        if wanted.service in ("", each.name)
        and wanted.department in ("", each.department)
        and wanted.site in ("", each.site)
        and (wanted.everywhere or terms.affects_site(each.site))
    )
    return None if len(left) == len(picture.services) else left


def first_rows(storage: Storage, picture: VisitPicture, asked: Asked) -> tuple[VisitRow, ...]:
    """Return the first page of what a question finds: quick however much it finds."""
    refuse_sight(storage.user, See.VISITS)
    with storage.read() as work:
        return _rows(work, picture, work.listing.first(query_of(picture, asked)))


def every_page(
    storage: Storage,
    picture: VisitPicture,
    asked: Asked,
    kept: Collection[str] = frozenset(),
    seen: int = 0,
    is_stale: Callable[[], bool] = bool,
) -> VisitPages:
    """Return every id that a question finds, with the rows about the place that is ``seen``.

    The first of the ``kept`` that is found is seen instead. Stops early once ``is_stale`` says so.
    """
    refuse_sight(storage.user, See.VISITS)
    pages: list[str] = []
    places: dict[str, int] = {}
    wanted, count = frozenset(kept), 0
    with storage.read() as work:
        for page in work.listing.pages(query_of(picture, asked), is_stale):
            if not wanted.isdisjoint(page):
                places.update((key, count + at) for at, key in enumerate(page) if key in wanted)
            pages.append(PART.join(page))
            count += len(page)
        at = min(places.values(), default=min(seen, max(count - 1, 0))) // PAGE
        near = PART.join(pages[max(at - 1, 0) : at + 2])
        rows = _rows(work, picture, near.split(PART) if near else ())
    return VisitPages(tuple(pages), count, places, rows)


def found_elsewhere(
    storage: Storage, picture: VisitPicture, wanted: VisitFilter
) -> tuple[int, VisitFilter]:
    """Return how many hold the same words elsewhere, and where: on these days, else on any."""
    refuse_sight(storage.user, See.VISITS)
    with storage.read() as work:
        for everywhere in (False, True):
            wider = VisitFilter(shown=Shown.ALL, everywhere=everywhere, text=wanted.text)
            if wider != wanted and (found := work.listing.count(query_of(picture, Asked(wider)))):
                return found, wider
    return 0, wanted


def rows_of(storage: Storage, picture: VisitPicture, ids: Collection[str]) -> tuple[VisitRow, ...]:
    """Return the rows of some appointments, in the order of their ids."""
    refuse_sight(storage.user, See.VISITS)
    with storage.read() as work:
        return _rows(work, picture, ids)


def _rows(work: Work, picture: VisitPicture, ids: Collection[str]) -> tuple[VisitRow, ...]:
    return tuple(_row(picture, each) for each in work.listing.rows(ids))


def _row(picture: VisitPicture, listed: ListedVisit) -> VisitRow:
    service = picture.services[listed.service_id]
    decision = listed.decision
    changed = decision not in (None, Decision.KEEP) and listed.decided_for in picture.fallen
    return VisitRow(
        listed.appointment_id,
        listed.start,
        name_in_list(listed.title, listed.forename, listed.surname),
        service.name,
        service.department,
        service.site,
        listed.kind,
        listed.mode,
        listed.priority,
        listed.times_postponed,
        listed.clinic_code,
        picture.facts.get(listed.appointment_id, NO_FACT),
        decision,
        listed.new_start,
        changed,
        listed.deceased,
    )


def names_of(storage: Storage, ids: Collection[str]) -> dict[str, str]:
    """Return whose appointments these are, as lists write it; those not kept here are left out."""
    refuse_sight(storage.user, See.VISITS)
    with storage.read() as work:
        rows = work.listing.rows(ids)
    return {
        each.appointment_id: name_in_list(each.title, each.forename, each.surname) for each in rows
    }


def name_in_list(title: str, forename: str, surname: str) -> str:
    """Return ``O'Neill, Ms Siobhan``, as lists are written."""
    given = " ".join(part for part in (title, forename) if part)
    return f"{surname}, {given}" if given else surname


def keys_in(pages: Sequence[str], stretches: Sequence[tuple[int, int]]) -> tuple[str, ...]:
    """Return the ids at some stretches of places, the last of each included."""
    found: list[str] = []
    for first, last in stretches:
        for number in range(first // PAGE, last // PAGE + 1):
            keys, start = pages[number].split(PART), number * PAGE
            found += keys[max(first - start, 0) : last - start + 1]
    return tuple(found)


def sum_up(storage: Storage, picture: VisitPicture, ids: Collection[str]) -> VisitSum:
    """Sum up several appointments, however many they are."""
    refuse_sight(storage.user, See.VISITS)
    with storage.read() as work:
        made = Counter(work.listing.decided_among(ids).values())
        starts = [row.start for row in work.listing.rows(ids)] if len(ids) <= PAGE else []
    facts = [fact for each in ids if (fact := picture.facts.get(each)) is not None]
    reasons = Counter(risk for fact in facts for risk in fact.reasons)
    decisions: dict[Decision | None, int] = dict(made.most_common())
    if len(ids) > made.total():
        decisions[None] = len(ids) - made.total()
    return VisitSum(
        len(ids),
        dict(reasons.most_common()),
        decisions,
        sum(fact.may_be_accepted for fact in facts),
        min(starts, default=None),
        max(starts, default=None),
    )


def decided_among(storage: Storage, ids: Collection[str]) -> tuple[str, ...]:
    """Return which of some appointments are decided, in their order."""
    refuse_sight(storage.user, See.VISITS)
    with storage.read() as work:
        made = work.listing.decided_among(ids)
    return tuple(each for each in ids if each in made)


def visit_detail(storage: Storage, appointment_id: str) -> VisitDetail:
    """Return one appointment, its patient's record, and how the decision on it came about."""
    refuse_sight(storage.user, See.VISITS)
    record = patient_record(storage, appointment_id)
    visit = next(each for each in record.visits if each.appointment_id == appointment_id)
    with storage.read() as work:
        return VisitDetail(visit, record, tuple(work.journal.decision_steps(appointment_id)))


def reasons_given(storage: Storage) -> Mapping[Decision, tuple[str, ...]]:
    """Return the reasons given before for each decision, the most used first.

    Those of triage are each patient's own and are no help for another.
    """
    refuse_sight(storage.user, See.VISITS)
    with storage.read() as work:
        found: dict[Decision, tuple[str, ...]] = {}
        for decision, why in work.appointments.reasons_given():
            if why.startswith(TRIAGE_WHY):
                continue
            found[decision] = (*found.get(decision, ()), why)
        return found


def clinicians_known(storage: Storage) -> tuple[str, ...]:
    """Return the staff numbers that appointments name, to choose one from."""
    refuse_sight(storage.user, See.VISITS)
    with storage.read() as work:
        return tuple(work.listing.clinicians())
