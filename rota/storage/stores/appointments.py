"""Appointments and the decisions on them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, select

from rota.domain.appointments import (
    Appointment,
    AppointmentSlice,
    DecisionMade,
    Patient,
)
from rota.domain.codes import Decision
from rota.domain.searching import found_by
from rota.storage.keyed import KeyedStore, chunks
from rota.storage.ledger import Ledger
from rota.storage.schema import active, appointment, decision, service

_PATIENT_FIELDS = tuple(field.name for field in fields(Patient))
_VISIT_FIELDS = tuple(field.name for field in fields(Appointment) if field.name != "patient")


def _appointment_row(visit: Appointment) -> dict[str, Any]:
    row = {name: getattr(visit.patient, name) for name in _PATIENT_FIELDS}
    row.update({name: getattr(visit, name) for name in _VISIT_FIELDS})
    row["end"] = visit.end
    row["found_by"] = found_by(visit)
    row["retired"] = False
    return row


def _appointment(row: Any) -> Appointment:
    patient = Patient(**{name: row[name] for name in _PATIENT_FIELDS})
    return Appointment(patient=patient, **{name: row[name] for name in _VISIT_FIELDS})


def _decision(row: Any) -> DecisionMade:
    return DecisionMade(
        row["appointment_id"],
        row["decision"],
        row["new_start"],
        row["decided_start"],
        row["why"],
        row["window_id"],
        row["window_revision"],
        row["agreed"],
    )


def _overlapping(start: datetime, end: datetime | None) -> list[ColumnElement[bool]]:
    """Return the condition that an appointment in use shares time with a stretch."""
    conditions = [appointment.c.end > start, active(appointment)]
    if end is not None:
        conditions.append(appointment.c.start < end)
    return conditions


class AppointmentStore:
    """Who comes when, and what was decided."""

    def __init__(self, connection: Connection, ledger: Ledger | None) -> None:
        self._connection = connection
        self.visits: KeyedStore[str, Appointment] = KeyedStore(
            connection,
            ledger,
            appointment,
            ("appointment_id",),
            lambda visit: visit.appointment_id,
            _appointment_row,
            _appointment,
        )
        self.decisions: KeyedStore[str, DecisionMade] = KeyedStore(
            connection,
            ledger,
            decision,
            ("appointment_id",),
            lambda made: made.appointment_id,
            lambda made: {
                "appointment_id": made.appointment_id,
                "decision": made.decision,
                "new_start": made.new_start,
                "decided_start": made.decided_start,
                "why": made.why,
                "window_id": made.window_id,
                "window_revision": made.window_revision,
                "agreed": made.agreed,
            },
            _decision,
        )

    def slices(self, start: datetime, end: datetime | None) -> list[AppointmentSlice]:
        """Return the appointments that overlap a stretch, in order of start and id."""
        query = (
            select(
                appointment.c.appointment_id,
                appointment.c.service_id,
                service.c.site,
                appointment.c.clinician_staff_id,
                appointment.c.needs,
                appointment.c.start,
                appointment.c.end,
            )
            .join(service, service.c.id == appointment.c.service_id)
            .where(*_overlapping(start, end))
            .order_by(appointment.c.start, appointment.c.appointment_id)
        )
        found = self._connection.execute(query, execution_options={"yield_per": 2000})
        return [AppointmentSlice(*row) for row in found]

    def of_same_people(self, visits: Collection[Appointment]) -> list[Appointment]:
        """Return every active appointment of the same patient ids or NHS numbers."""
        found: dict[str, Appointment] = {}
        for column, values in (
            (appointment.c.patient_id, {each.patient.patient_id for each in visits}),
            (appointment.c.nhs_number, {each.patient.nhs_number for each in visits} - {""}),
        ):
            for some in chunks(sorted(values)):
                query = select(appointment).where(column.in_(some), active(appointment))
                for row in self._connection.execute(query).mappings():
                    found[row["appointment_id"]] = _appointment(row)
        return list(found.values())

    def of_patient(self, patient_id: str) -> list[Appointment]:
        """Return a patient's active appointments, the soonest first."""
        query = select(appointment).where(
            appointment.c.patient_id == patient_id, active(appointment)
        )
        query = query.order_by(appointment.c.start, appointment.c.appointment_id)
        return [_appointment(row) for row in self._connection.execute(query).mappings()]

    def corrected(self) -> list[Appointment]:
        """Return the appointments whose patient was corrected here, those in use last."""
        query = select(appointment).where(appointment.c.corrected != frozenset())
        query = query.order_by(appointment.c.retired.desc(), appointment.c.appointment_id)
        return [_appointment(row) for row in self._connection.execute(query).mappings()]

    def decided(self) -> dict[str, DecisionMade]:
        """Return every decision, by appointment."""
        return {made.appointment_id: made for made in self.decisions.all()}

    def reasons_given(self) -> list[tuple[Decision, str]]:
        """Return the reasons given with decisions that stand, the most used first."""
        query = (
            select(decision.c.decision, decision.c.why)
            .where(decision.c.why != "")
            .group_by(decision.c.decision, decision.c.why)
            .order_by(func.count().desc(), decision.c.why)
        )
        return [(row.decision, row.why) for row in self._connection.execute(query)]

    def ids(self) -> list[str]:
        """Return every active appointment's id in order of start."""
        query = (
            select(appointment.c.appointment_id)
            .where(active(appointment))
            .order_by(appointment.c.start, appointment.c.appointment_id)
        )
        return list(self._connection.execute(query).scalars())

    def count(self) -> int:
        """Return how many active appointments there are."""
        query = select(func.count()).select_from(appointment).where(active(appointment))
        return int(self._connection.execute(query).scalar_one())

    def clear_decisions(self, appointment_ids: Collection[str]) -> None:
        """Take decisions back, so that nothing is decided."""
        self.decisions.retire(appointment_ids)
