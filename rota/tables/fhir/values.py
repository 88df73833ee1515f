"""Reads values out of FHIR's JSON, whatever is there instead of what should be."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from rota.domain.times import iso_utc
from rota.tables.fhir.documents import TWICE, Node

NHS_NUMBER = "https://fhir.nhs.uk/Id/nhs-number"
ODS_SITE = "https://fhir.nhs.uk/Id/ods-site-code"
ODS_ORGANISATION = "https://fhir.nhs.uk/Id/ods-organization-code"
_NAMES_OF = {str: "text", int: "a number", list: "a list", dict: "an object", bool: "true or false"}


def text(node: object, *names: str) -> str:
    """Return what stands under names, one within the other, as text; empty when nothing does."""
    for name in names:
        if not isinstance(node, dict):
            return ""
        node = node.get(name)
    if isinstance(node, bool) or not isinstance(node, str | int | float):
        return ""
    return str(node).strip()


def nodes(node: object, *names: str) -> list[Node]:
    """Return the objects of a list; an object alone counts as a list of one."""
    for name in names:
        node = node.get(name) if isinstance(node, dict) else None
    if isinstance(node, dict):
        return [node]
    return [each for each in node if isinstance(each, dict)] if isinstance(node, list) else []


def texts(node: Node, name: str) -> list[str]:
    """Return the texts of a list, those that are blank left out."""
    found = node.get(name)
    several = found if isinstance(found, list) else [found]
    return [each.strip() for each in several if isinstance(each, str) and each.strip()]


def codes(concept: object) -> list[Node]:
    """Return the codings of a CodeableConcept."""
    return nodes(concept, "coding")


def words(concept: object) -> str:
    """Return a CodeableConcept as people read it: its text, a coding's display, or the code."""
    if said := text(concept, "text"):
        return said
    for name in ("display", "code"):
        for coding in codes(concept):
            if said := text(coding, name):
                return said
    return ""


def every_word(concept: object) -> Iterator[str]:
    """Yield every way in which a CodeableConcept says what it means."""
    yield text(concept, "text")
    for coding in codes(concept):
        yield text(coding, "code")
        yield text(coding, "display")


def extension(node: Node, ending: str) -> Node | None:
    """Return the extension whose address ends so (UK Core has moved its own more than once)."""
    for each in nodes(node, "extension"):
        if text(each, "url").rstrip("/").casefold().endswith(ending.casefold()):
            return each
    return None


def identifier(node: Node, *systems: str) -> str:
    """Return the value of the first identifier of these systems, in their order of worth."""
    for system in systems:
        for each in nodes(node, "identifier"):
            is_it = same_system(text(each, "system"), system) and is_current(each)
            if is_it and (value := text(each, "value")):
                return value
    return ""


def same_system(said: str, system: str) -> bool:
    """Say whether two addresses of a system are one, http or https."""
    return _bare(said) == _bare(system)


def _bare(address: str) -> str:
    return address.strip().rstrip("/").casefold().removeprefix("https://").removeprefix("http://")


def is_current(node: Node, on: str = "") -> bool:
    """Say whether a name, address or identifier holds on a day (``2016-01-12``)."""
    end = text(node, "period", "end")[:10]
    return text(node, "use") != "old" and not (on and len(end) == len(on) and end < on)


def moment(said: str) -> datetime | None:
    """Return an instant as FHIR writes it; None for a bare date or anything else."""
    if "T" not in said:
        return None
    try:
        found = datetime.fromisoformat(said)
        return found.astimezone(UTC).replace(microsecond=0) if found.tzinfo else None
    except (ValueError, OverflowError):
        return None


def time_cell(said: str) -> str:
    """Return an instant as a cell of a table; what is none is left for the reader to refuse."""
    found = moment(said)
    return said if found is None or found.year < 1000 else iso_utc(found)


def wrong_shapes(node: Node, shapes: Mapping[str, type]) -> Iterator[tuple[str, str]]:
    """Yield each name that is not of its kind, and a sentence that says so."""
    for name, shape in shapes.items():
        found: Any = node.get(name)
        if found is None:
            continue
        is_right = isinstance(found, shape) and (shape is bool or not isinstance(found, bool))
        if not is_right:
            yield name, f"{name} should be {_NAMES_OF[shape]}, and is not."


def named_twice(node: object) -> str:
    """Return a name that an object in the entry was given twice; empty when none was."""
    if isinstance(node, dict):
        if TWICE in node:
            return str(node[TWICE])
        several: Collection[object] = node.values()
    elif isinstance(node, list):
        several = node
    else:
        return ""
    for each in several:
        if isinstance(each, dict | list) and (found := named_twice(each)):
            return found
    return ""
