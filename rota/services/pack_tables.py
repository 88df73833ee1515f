"""What the strike pack holds of the plan, the gaps, the letters and the evidence.

Declarations, ticks and who took part are never in it: they are deleted in time, and a pack stays.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from rota.domain.pack import SIGNATURES
from rota.domain.sign_offs import SignOff
from rota.domain.times import iso_local
from rota.services.cover_picture import CoverPicture, read_cover
from rota.services.pack_evidence import evidence_tables, patient_tables
from rota.services.pack_plan import gap_tables, plan_tables
from rota.services.pack_table import PackTable
from rota.services.report_frame import Frame


def pack_tables(frame: Frame, *, with_patients: bool) -> Iterator[PackTable]:
    """Yield the tables of a pack, in order."""
    picture = CoverPicture(read_cover(frame.work, frame.window.window_id), frame.rules.ladder)
    yield from plan_tables(frame, picture)
    yield from gap_tables(frame, picture)
    yield from patient_tables(frame, with_patients=with_patients)
    yield from evidence_tables(frame, picture)


def signatures(frame: Frame) -> tuple[str, str, bytes]:
    """Return every signature with what was seen, so that its digest can be worked out again."""
    signed = [_signed(each) for each in frame.work.review.sign_offs(frame.window.window_id)]
    data = json.dumps(signed, ensure_ascii=False, indent=1) + "\n"
    return SIGNATURES, "signatures of heads of department, with what each had seen", data.encode()


def _signed(each: SignOff) -> dict[str, Any]:
    return {
        "window": each.window_id,
        "revision": each.revision,
        "department": each.department,
        "name": each.name,
        "role": each.role,
        "note": each.note,
        "at": iso_local(each.at),
        "entered_by": each.entered_by,
        "withdrawn_at": None if each.withdrawn_at is None else iso_local(each.withdrawn_at),
        "withdrawn_why": each.withdrawn_why,
        "seen_sha256": each.seen_sha256,
        "seen": [
            {"section": line.section, "key": line.key, "text": line.text} for line in each.seen
        ],
    }
