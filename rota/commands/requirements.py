"""Commands about cover requirements: show, copy a day, use a template, sign."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from functools import partial
from typing import Any

from rota.commands.context import Context, both_times, table
from rota.domain.changes import Changes
from rota.domain.codes import words
from rota.domain.duties import Service
from rota.domain.errors import Refused
from rota.domain.requirement_text import row_words, written
from rota.domain.requirements import CoverRequirement
from rota.services.baselines import copy_baseline, preview_baseline
from rota.services.cover_templates import apply_template, list_templates, preview_template
from rota.services.requirements import (
    Difference,
    LevelView,
    ServiceRequirements,
    requirements_of,
    sign,
)
from rota.services.windows import services_named

NOTHING = "Nothing changed: it was so already."


def show(context: Context) -> int:
    """Show what services require at each level, and who signed."""
    said = context.words
    wanted = _chosen(context, said.service, said.site) if said.service else None
    found = [
        each
        for each in requirements_of(context.storage())
        if wanted is None or each.service.service_id in wanted
    ]
    lines = []
    for each in found:
        for view in _views(context, each):
            lines.append(
                f"{each.service.name}, {each.service.site}, {words(view.level)}. {view.said}"
            )
            lines.extend(f"  {row_words(need)}" for need in view.rows)
    document = {"requirements": [_service_json(context, each) for each in found]}
    context.answer(document, "\n".join(lines) or "No services yet.")
    return 0


def copy_day(context: Context) -> int:
    """Put what a past day's roster amounts to in the place of the requirements, or preview it."""
    said = context.words
    storage, ladder = context.storage(), context.tools.rules.ladder
    wanted = _chosen(context, said.service, said.site)
    if said.preview:
        found = preview_baseline(storage, wanted, said.day, said.level, ladder)
        changes = None
    else:
        found, changes = copy_baseline(storage, wanted, said.day, said.level, ladder, said.why)
    document = {
        "day": said.day.isoformat(),
        "level": said.level.value,
        **_differences_json(found.changes, changes),
        "without": [_named(each) for each in found.without],
        "notes": list(found.notes),
    }
    notes = [f"Note: {each}" for each in found.notes]
    context.answer(document, "\n".join([*_lines(found.changes, changes), *notes]))
    return 0


def template(context: Context) -> int:
    """List the templates, or put one in the place of the requirements of services."""
    said = context.words
    storage, shipped = context.storage(), context.tools.rules.cover_templates
    if not said.name:
        if said.service:
            raise Refused("no_template", "Say which template with --name.")
        found = list_templates(storage, shipped)
        rows = [
            (each.template.name, words(each.template.level), each.template.source) for each in found
        ]
        templates = [
            {
                "name": each.template.name,
                "level": each.template.level.value,
                "source": each.template.source,
                "own": each.is_own,
                "rows": _rows_json(each.template.rows),
            }
            for each in found
        ]
        context.answer({"templates": templates}, table(("Template", "Level", "Source"), rows))
        return 0
    if not said.service:
        raise Refused("no_service", "Say for which service with --service.")
    wanted, changes = _chosen(context, said.service, said.site), None
    about = storage, wanted, said.level, said.name, shipped
    differences = preview_template(*about)
    if not said.preview:
        changes = apply_template(*about, said.why)
    document = {"template": said.name, "level": said.level.value}
    document |= _differences_json(differences, changes)
    context.answer(document, "\n".join(_lines(differences, changes)))
    return 0


def sign_off(context: Context) -> int:
    """Record that the clinical lead signed."""
    said = context.words
    wanted = _chosen(context, [said.service], said.site)
    if len(wanted) > 1:
        raise Refused("several_services", f"{said.service} is at several sites: add --site.")
    (service_id,) = wanted
    storage, now = context.storage(), context.now()
    changes = sign(storage, service_id, said.level, said.lead, said.role, said.note, now)
    (found,) = requirements_of(storage, service_id)
    view = found.at(said.level)
    context.answer({"service": _named(found.service), **_level_json(view)}, changes.text or NOTHING)
    return 0


def _chosen(context: Context, names: Iterable[str], site: str) -> list[int]:
    with context.storage().read() as work:
        find = partial(services_named, work, site=site)
        found = [each.service_id for name in names for each in find(name)]
    return list(dict.fromkeys(found))


def _views(context: Context, each: ServiceRequirements) -> list[LevelView]:
    level = context.words.level
    return [view for view in each.levels if level in (None, view.level)]


def _service_json(context: Context, each: ServiceRequirements) -> dict[str, Any]:
    levels = [_level_json(view) for view in _views(context, each)]
    return {**_named(each.service), "levels": levels}


def _level_json(view: LevelView) -> dict[str, Any]:
    signed = view.signature
    return {
        "level": view.level.value,
        "state": view.state.value,
        "signed_by": signed.lead if signed else None,
        "role": signed.role if signed else None,
        **both_times("signed_at", signed.signed_at if signed else None),
        "rows": _rows_json(view.rows),
    }


def _named(service: Service) -> dict[str, str]:
    return {"service": service.name, "department": service.department, "site": service.site}


def _rows_json(rows: Iterable[CoverRequirement]) -> list[dict[str, Any]]:
    """Return rows under the headings of a requirements file."""
    found = []
    for need in rows:
        cells = asdict(written(need))
        cells["from"], cells["to"] = cells.pop("start"), cells.pop("end")
        cells["number"], cells["grade_min"] = need.number, need.post.grade_min
        cells["competencies"] = ";".join(sorted(need.post.competencies))
        cells["staff_groups"] = ";".join(sorted(need.post.staff_groups))
        cells["kinds"] = ";".join(sorted(need.post.kinds))
        found.append(cells)
    return found


def _differences_json(differences: Sequence[Difference], changes: Changes | None) -> dict[str, Any]:
    return {
        "saved": changes is not None and changes.entry is not None,
        "services": [
            {
                **_named(each.service),
                "added": _rows_json(each.added),
                "gone": _rows_json(each.gone),
                "kept": _rows_json(each.kept),
            }
            for each in differences
        ],
    }


def _lines(differences: Sequence[Difference], changes: Changes | None) -> list[str]:
    first = "Preview, nothing is changed." if changes is None else changes.text or NOTHING
    lines = [first]
    for each in differences:
        lines.append(f"{each.service.name}, {each.service.site}, {words(each.level)}")
        lines.extend(f"  + {row_words(need)}" for need in each.added)
        lines.extend(f"  - {row_words(need)}" for need in each.gone)
        lines.extend(f"    {row_words(need)}" for need in each.kept)
    return lines
