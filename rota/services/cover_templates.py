"""Requirements kept under a name: the program's own starting points and the trust's templates."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from rota.domain.changes import Changes
from rota.domain.codes import Level
from rota.domain.errors import Refused
from rota.domain.requirements import CoverRequirement, RequirementTemplate
from rota.services.ports import Storage, Work
from rota.services.requirements import (
    Difference,
    Rows,
    check_rows,
    chosen_services,
    differences,
    put_rows,
    service_names,
)

OWN_SOURCE = "Kept here by {who}"


@dataclass(frozen=True, slots=True)
class TemplateLine:
    """A template to choose; one of the trust's own may be removed."""

    template: RequirementTemplate
    is_own: bool


def list_templates(
    storage: Storage, shipped: Sequence[RequirementTemplate]
) -> tuple[TemplateLine, ...]:
    """Return the trust's own templates, then the program's, each by name."""
    with storage.read() as work:
        own = work.requirements.templates()
    return (
        *(TemplateLine(each, True) for each in own),
        *(TemplateLine(each, False) for each in shipped),
    )


def preview_template(
    storage: Storage,
    service_ids: Collection[int],
    level: Level,
    name: str,
    shipped: Sequence[RequirementTemplate],
) -> tuple[Difference, ...]:
    """Return what a template would change; nothing is saved."""
    with storage.read() as work:
        return _differences(work, service_ids, level, _find(work, name, shipped).rows)


def apply_template(
    storage: Storage,
    service_ids: Collection[int],
    level: Level,
    name: str,
    shipped: Sequence[RequirementTemplate],
    why: str = "",
) -> Changes:
    """Put a template's rows in the place of what services require at a level."""
    with storage.write("requirements template", why or f"From the template {name}") as work:
        template = _find(work, name, shipped)
        found = _differences(work, service_ids, level, template.rows)
        put_rows(work, {(each.service.service_id, level): each.rows for each in found})
        changed = [each.service for each in found if each.is_change]
        if changed:
            work.say(f"Set the cover of {service_names(changed)} from “{template.name}”.")
    return work.changes


def save_template(
    storage: Storage, name: str, level: Level, rows: Iterable[CoverRequirement], why: str = ""
) -> Changes:
    """Keep rows under a name, in the place of the trust's own template of that name."""
    said, kept = " ".join(name.split()), tuple(replace(each, service_id=0) for each in rows)
    if not said:
        raise Refused("name_missing", "Give the template a name.")
    if not kept:
        raise Refused("nothing_to_keep", "There is no row to keep yet.")
    check_rows(level, kept)
    with storage.write("requirements keep", why) as work:
        source = OWN_SOURCE.format(who=work.who)
        work.requirements.put_template(RequirementTemplate(said, level, source, kept))
        work.say(f"Kept the template “{said}”.")
    return work.changes


def remove_template(storage: Storage, name: str, why: str = "") -> Changes:
    """Forget one of the trust's own templates. Refuses one that is not there."""
    with storage.write("requirements forget", why) as work:
        if name not in {each.name for each in work.requirements.templates()}:
            raise Refused("unknown_template", f"You keep no template called “{name}”.")
        work.requirements.remove_template(name)
        work.say(f"Removed the template “{name}”.")
    return work.changes


def _find(work: Work, name: str, shipped: Sequence[RequirementTemplate]) -> RequirementTemplate:
    said = name.strip().casefold()
    known = [*work.requirements.templates(), *shipped]
    for each in known:
        if each.name.casefold() == said:
            return each
    names = "; ".join(each.name for each in known)
    raise Refused("unknown_template", f"There is no template called “{name}”. There are: {names}.")


def _differences(
    work: Work, service_ids: Collection[int], level: Level, rows: Rows
) -> tuple[Difference, ...]:
    check_rows(level, rows)
    services = chosen_services(work, service_ids)
    return differences(work, {(each.service_id, level): rows for each in services})
