"""Lists of appointments, filtered and put in order by the database and read a page at a time."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from functools import cached_property
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    Integer,
    Select,
    Text,
    bindparam,
    case,
    cast,
    func,
    literal_column,
    select,
    type_coerce,
)
from sqlalchemy.dialects.postgresql import JSONB

from rota.domain.codes import Decision
from rota.domain.permissions import See, departments_seen
from rota.domain.users import User
from rota.domain.visit_filters import (
    PRESSING,
    RISKS,
    ListedVisit,
    Mark,
    VisitOrder,
    VisitQuery,
)
from rota.storage.keyed import chunks
from rota.storage.schema import active, appointment, decision, service

PAGE = 200
"""Rows read at once: several screens full."""

_LAST = 2**31 - 1
_TEXTS = appointment.alias("texts")
_IN_USE = appointment.c.retired == literal_column("0")
"""Said outright: SQLite plans worse for a value that it is told later."""
_COLUMNS: tuple[Any, ...] = (
    appointment.c.appointment_id,
    appointment.c.service_id,
    appointment.c.start,
    appointment.c.title,
    appointment.c.forename,
    appointment.c.surname,
    appointment.c.kind,
    appointment.c.mode,
    appointment.c.priority,
    appointment.c.times_postponed,
    appointment.c.clinic_code,
    decision.c.decision,
    decision.c.new_start,
    decision.c.window_id.label("decided_for"),
    appointment.c.deceased,
)


class VisitListing:
    """Keys in order for a question, and the rows of a page: those that the user may look at.

    Whose role is for some departments finds, counts and reads appointments of these alone.
    """

    def __init__(self, connection: Connection, user: User) -> None:
        self._connection = connection
        self._user = user

    def first(self, query: VisitQuery, number: int = PAGE) -> list[str]:
        """Return the first ids that a question finds, in its order."""
        return list(self._connection.execute(self._keys(query).limit(number)).scalars())

    def pages(
        self, query: VisitQuery, is_stale: Callable[[], bool] = bool
    ) -> Iterator[tuple[str, ...]]:
        """Yield every id that a question finds in its order, a page at a time.

        Stops early once nobody wants the answer any more.
        """
        found = self._connection.execute(
            self._keys(query), execution_options={"yield_per": 10 * PAGE}
        )
        with found:
            for page in found.scalars().partitions(PAGE):
                if is_stale():
                    return
                yield tuple(page)

    def count(self, query: VisitQuery) -> int:
        """Return how many appointments a question finds."""
        return int(self._connection.execute(self._question(query).counted).scalar_one())

    def rows(self, ids: Collection[str], is_whole: bool = False) -> list[ListedVisit]:
        """Return what a list shows of some appointments, in the order of their ids.

        ``is_whole``: of every department, for what is worked out over all of them.
        """
        found: dict[str, ListedVisit] = {}
        joined = appointment.outerjoin(
            decision, decision.c.appointment_id == appointment.c.appointment_id
        )
        for some in chunks(ids):
            query = select(*_COLUMNS).select_from(joined)
            query = query.where(appointment.c.appointment_id.in_(some))
            if not is_whole:
                query = query.where(*self._own)
            for row in self._connection.execute(query):
                found[row.appointment_id] = ListedVisit(*row)
        return [found[each] for each in ids if each in found]

    def clinicians(self) -> list[str]:
        """Return the staff numbers that appointments name, in order."""
        query = (
            select(appointment.c.clinician_staff_id)
            .where(
                active(appointment),
                appointment.c.clinician_staff_id.is_not(None),
                *self._own,
            )
            .distinct()
        )
        return sorted(str(each) for each in self._connection.execute(query).scalars())

    def decided_among(self, ids: Collection[str]) -> dict[str, Decision]:
        """Return what is decided on some appointments, however many they are."""
        wanted = frozenset(ids)
        query = select(decision.c.appointment_id, decision.c.decision)
        rows = self._connection.execute(query, execution_options={"yield_per": 2000})
        return {row.appointment_id: row.decision for row in rows if row.appointment_id in wanted}

    def _keys(self, query: VisitQuery) -> Select[str]:
        question = self._question(query)
        return (
            select(appointment.c.appointment_id)
            .select_from(question.source)
            .where(*question.conditions)
            .order_by(*question.order)
        )

    def _question(self, query: VisitQuery) -> _Question:
        return _Question(self._connection, query, self._own)

    @cached_property
    def _own(self) -> tuple[ColumnElement[bool], ...]:
        """What keeps the user to the departments that they may look at; nothing for all of them."""
        own = departments_seen(self._user, See.VISITS)
        if own is None:
            return ()
        rows = self._connection.execute(select(service.c.id, service.c.department))
        ids = sorted(row.id for row in rows if row.department.casefold() in own)
        return (appointment.c.service_id.in_(ids),)


class _Question:
    """One question as SQL: joins only what it needs."""

    def __init__(
        self, connection: Connection, query: VisitQuery, own: Collection[ColumnElement[bool]]
    ) -> None:
        self._connection = connection
        self._query = query
        self._own = own
        self._facts = self._read_facts()

    @property
    def counted(self) -> Select[int]:
        return select(func.count()).select_from(self.source).where(*self.conditions)

    @property
    def source(self) -> FromClause:
        """The appointments, joined to what the conditions and the order read."""
        query, facts = self._query, self._facts
        source: FromClause = appointment
        here = facts.c.appointment_id == appointment.c.appointment_id
        if self._starts_from_facts:
            source = facts.join(appointment, here)
        elif self._wants_facts:
            source = source.outerjoin(facts, here)
        if self._wants_decisions:
            made = decision.c.appointment_id == appointment.c.appointment_id
            is_needed = query.decided or bool(query.decisions) or query.decided_for is not None
            source = source.join(decision, made, isouter=not is_needed)
        if query.order in (VisitOrder.SERVICE, VisitOrder.SITE):
            source = source.join(service, service.c.id == appointment.c.service_id)
        return source

    @property
    def _starts_from_facts(self) -> bool:
        query = self._query
        return query.at_risk is True or bool(query.reasons or query.marks or query.proposals)

    @property
    def _wants_facts(self) -> bool:
        orders = (VisitOrder.HARM, VisitOrder.PROPOSED, VisitOrder.LETTER, VisitOrder.WHY)
        return self._query.at_risk is False or self._query.order in orders

    @property
    def _wants_decisions(self) -> bool:
        query = self._query
        return (
            query.decided is not None
            or bool(query.decisions)
            or query.decided_for is not None
            or query.order is VisitOrder.DECISION
        )

    @cached_property
    def conditions(self) -> list[ColumnElement[bool]]:
        """Everything that a row must meet."""
        query = self._query
        # What an extract no longer has is out of use, but its note is still to be looked at.
        is_used = () if Mark.NOTED in query.marks else (_IN_USE,)
        found = [*is_used, *self._own, *self._when(), *self._searched()]
        if query.service_ids is not None:
            found.append(appointment.c.service_id.in_(sorted(query.service_ids)))
        if query.kinds:
            found.append(appointment.c.kind.in_(sorted(query.kinds)))
        if query.priorities:
            found.append(appointment.c.priority.in_(sorted(query.priorities)))
        if query.clinician:
            found.append(appointment.c.clinician_staff_id == query.clinician)
        if query.postponed_before:
            found.append(appointment.c.times_postponed > 0)
        return [*found, *self._decided(), *self._worked_out()]

    def _when(self) -> Iterator[ColumnElement[bool]]:
        if self._query.span is not None:
            start, end = self._query.span
            yield appointment.c.end > start
            if end is not None:
                yield appointment.c.start < end
        if self._query.day is not None:
            yield appointment.c.start >= self._query.day[0]
            yield appointment.c.start < self._query.day[1]

    def _searched(self) -> Iterator[ColumnElement[bool]]:
        exact = self._exact()
        if exact:
            yield appointment.c.appointment_id.in_(exact)
            return
        within = func.strpos if self._is_postgresql else func.instr
        held = [within(appointment.c.found_by, word) > 0 for word in self._query.words]
        if not held or self._query.order is VisitOrder.PATIENT or self._is_short:
            yield from held
            return
        # Walk the texts in their own index first: beside another order each would be looked up.
        some = _TEXTS.c
        held = [within(some.found_by, word) > 0 for word in self._query.words]
        yield appointment.c.appointment_id.in_(select(some.appointment_id).where(*held))

    @property
    def _is_short(self) -> bool:
        """Whether other conditions leave few rows to look into."""
        return self._starts_from_facts or self._query.span is not None

    def _exact(self) -> list[str]:
        """Look a whole number up by its indexes: no list is walked for it."""
        if not self._query.numbers:
            return []
        table, found = appointment.c, set[str]()
        for column in (table.appointment_id, table.patient_id, table.nhs_number):
            query = select(table.appointment_id).where(
                column.in_(self._query.numbers), active(appointment)
            )
            found.update(self._connection.execute(query).scalars())
        return sorted(found)

    def _decided(self) -> Iterator[ColumnElement[bool]]:
        query = self._query
        if query.decided is False:
            yield decision.c.appointment_id.is_(None)
        if query.decisions:
            yield decision.c.decision.in_(sorted(query.decisions))
        if query.decided_for is not None:
            yield decision.c.window_id == query.decided_for

    def _worked_out(self) -> Iterator[ColumnElement[bool]]:
        query, facts = self._query, self._facts.c
        if query.at_risk is True:
            yield facts.reasons != 0
        if query.at_risk is False:
            yield func.coalesce(facts.reasons, 0) == 0
        if query.reasons:
            bits = sum(1 << RISKS.index(each) for each in query.reasons)
            yield facts.reasons.op("&")(bits) != 0
        for mark in query.marks:
            yield facts.marks.op("&")(1 << tuple(Mark).index(mark)) != 0
        if query.proposals:
            yield facts.proposed.in_(sorted(each.value for each in query.proposals))

    @property
    def order(self) -> list[ColumnElement[Any]]:
        """What to order by; the number of the appointment parts what is otherwise the same."""
        table, facts = appointment.c, self._facts.c
        then: tuple[ColumnElement[Any], ...] = (table.start, table.appointment_id)
        parts: dict[VisitOrder, tuple[ColumnElement[Any], ...]] = {
            VisitOrder.WHEN: then,
            VisitOrder.PATIENT: (table.found_by, table.appointment_id),
            VisitOrder.SERVICE: (service.c.name, *then),
            VisitOrder.PRIORITY: (_pressing(), *then),
            VisitOrder.DECISION: (func.coalesce(type_coerce(decision.c.decision, Text), ""), *then),
            VisitOrder.PROPOSED: (func.coalesce(facts.proposed, ""), *then),
            VisitOrder.LETTER: (func.coalesce(facts.marks.op("&")(1), 0), *then),
            VisitOrder.WHY: (func.coalesce(facts.reasons, 0), *then),
            VisitOrder.KIND: (table.kind, *then),
            VisitOrder.CLINIC: (table.clinic_code, *then),
            VisitOrder.POSTPONED: (table.times_postponed, *then),
            VisitOrder.SITE: (service.c.site, *then),
            VisitOrder.HARM: self._harm(),
        }
        chosen = parts[self._query.order]
        return [each.desc() if self._query.is_descending else each for each in chosen]

    def _harm(self) -> tuple[ColumnElement[Any], ...]:
        """Least harm first; what nothing is proposed for stands last, either way round."""
        last = 0 if self._query.is_descending else _LAST
        place = case((func.coalesce(self._facts.c.place, 0) > 0, self._facts.c.place), else_=last)
        return (place, -_pressing(), appointment.c.start, appointment.c.appointment_id)

    @property
    def _is_postgresql(self) -> bool:
        return self._connection.dialect.name == "postgresql"

    def _read_facts(self) -> FromClause:
        """The facts as a table: a row for each is [id, reasons, marks, proposed, place]."""
        given = bindparam("facts", self._query.facts, Text)
        if self._is_postgresql:
            each = func.jsonb_array_elements(cast(given, JSONB)).table_valued("value")
        else:
            each = func.json_each(given).table_valued("value")
        part = each.c.value.op("->>")
        return (
            select(
                type_coerce(part(0), Text).label("appointment_id"),
                _number(part(1)).label("reasons"),
                _number(part(2)).label("marks"),
                type_coerce(part(3), Text).label("proposed"),
                _number(part(4)).label("place"),
            )
            .select_from(each)
            .cte("facts")
        )


def _number(value: ColumnElement[Any]) -> ColumnElement[int]:
    return cast(value, Integer)


def _pressing() -> ColumnElement[int]:
    ranks = {each: at for at, each in enumerate(PRESSING)}
    return case(
        *((appointment.c.priority == each, at) for each, at in ranks.items()), else_=len(ranks)
    )
