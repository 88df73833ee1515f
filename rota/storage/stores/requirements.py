"""Cover requirements, the signatures under them, and those kept as templates."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict
from datetime import time
from typing import Any

from sqlalchemy import Connection, Table, select

from rota.domain.codes import Level
from rota.domain.requirements import (
    CoverRequirement,
    Post,
    RequirementSignature,
    RequirementTemplate,
)
from rota.storage.ledger import Ledger, decode, encode
from rota.storage.schema import requirement, requirement_signature, requirement_template


def _requirement_row(need: CoverRequirement) -> dict[str, Any]:
    return {
        "service_id": need.service_id,
        "level": need.level,
        "start": need.start.isoformat("minutes"),
        "end": need.end.isoformat("minutes"),
        "days": need.days,
        "number": need.number,
        "grade_min": need.post.grade_min,
        "competencies": need.post.competencies,
        "staff_groups": need.post.staff_groups,
        "kinds": need.post.kinds,
    }


def _requirement(row: Any) -> CoverRequirement:
    return CoverRequirement(
        row["service_id"],
        row["level"],
        time.fromisoformat(row["start"]),
        time.fromisoformat(row["end"]),
        row["number"],
        Post(row["grade_min"], row["competencies"], row["staff_groups"], row["kinds"]),
        row["days"],
    )


class RequirementStore:
    """The least each service needs, by level."""

    def __init__(self, connection: Connection, ledger: Ledger | None) -> None:
        self._connection = connection
        self._ledger = ledger

    def all(self) -> list[CoverRequirement]:
        """Return every cover requirement."""
        query = select(requirement).order_by(requirement.c.id)
        return [_requirement(row) for row in self._connection.execute(query).mappings()]

    def by_service(self) -> dict[int, list[CoverRequirement]]:
        """Return requirements by service."""
        found: dict[int, list[CoverRequirement]] = defaultdict(list)
        for need in self.all():
            found[need.service_id].append(need)
        return found

    def replace(
        self, places: Collection[tuple[int, Level]], new: Iterable[CoverRequirement]
    ) -> None:
        """Put new requirements in the place of all those of the given services and levels."""
        there = self._connection.execute(select(requirement)).mappings()
        old = [dict(row) for row in there if (row["service_id"], row["level"]) in places]
        self._writing.remove(requirement, old)
        self._writing.add_with_ids(requirement, [_requirement_row(need) for need in new])

    def signatures(self) -> dict[tuple[int, Level], RequirementSignature]:
        """Return the last signature of each service and level."""
        found = self._connection.execute(select(requirement_signature)).mappings()
        signed = [RequirementSignature(**row) for row in found]
        return {(each.service_id, each.level): each for each in signed}

    def sign(self, signed: RequirementSignature) -> None:
        """Keep a signature in the place of an earlier one."""
        table = requirement_signature
        where = table.c.service_id == signed.service_id, table.c.level == signed.level
        old = self._connection.execute(select(table).where(*where)).mappings().first()
        self._put(table, old, asdict(signed))

    def templates(self) -> list[RequirementTemplate]:
        """Return the trust's own templates by name."""
        query = select(requirement_template).order_by(requirement_template.c.name)
        return [
            RequirementTemplate(row.name, row.level, row.source, _rows_read(row.rows))
            for row in self._connection.execute(query)
        ]

    def put_template(self, template: RequirementTemplate) -> None:
        """Keep a template in the place of one of the same name."""
        table = requirement_template
        query = select(table).where(table.c.name == template.name)
        row = {
            "name": template.name,
            "level": template.level,
            "source": template.source,
            "rows": _rows_written(template.rows),
        }
        self._put(table, self._connection.execute(query).mappings().first(), row)

    def remove_template(self, name: str) -> None:
        """Forget a template."""
        table = requirement_template
        found = self._connection.execute(select(table).where(table.c.name == name)).mappings()
        self._writing.remove(table, [dict(row) for row in found])

    def _put(self, table: Table, old: Any, row: Mapping[str, Any]) -> None:
        if old is None:
            self._writing.add(table, [row])
        else:
            self._writing.change(table, [(dict(old), row)])

    @property
    def _writing(self) -> Ledger:
        if self._ledger is None:
            raise RuntimeError("this view only reads")
        return self._ledger


def _rows_written(rows: Iterable[CoverRequirement]) -> str:
    return json.dumps([encode(requirement, _requirement_row(need)) for need in rows])


def _rows_read(text: str) -> tuple[CoverRequirement, ...]:
    return tuple(_requirement(decode(requirement, row)) for row in json.loads(text))
