"""Finds the service, department, site and clinic of a FHIR appointment or slot."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from rota.tables.entries import Entry
from rota.tables.fhir.bundle import Bundle
from rota.tables.fhir.documents import Node
from rota.tables.fhir.values import ODS_ORGANISATION, ODS_SITE, identifier, nodes, text, words

_DEEPEST = 10
Actors = Callable[[str], list[Node]]
"""Gives the resources of a type that take part."""


def put_place(entry: Entry, bundle: Bundle, about: list[Node], actors: Actors) -> None:
    """Lay out where it is. ``about`` are the resources that may say it, the nearest first."""
    services = actors("HealthcareService")
    locations = actors("Location")
    for service in services:
        locations += _targets(bundle, service, "location")
    _put_service(entry, about, services)
    specialty = _first_words([*about, *services], "specialty", "serviceCategory", "category")
    entry.put("department", specialty, f"{_type(about)}.specialty")
    _put_site(entry, bundle, locations, services, _type(about))


def _type(about: list[Node]) -> str:
    return text(about[0], "resourceType")


def _put_service(entry: Entry, about: list[Node], services: list[Node]) -> None:
    place = f"{_type(about)}.serviceType"
    for service in services:
        if name := text(service, "name") or _first_words([service], "type"):
            entry.put("service", name, "HealthcareService.name")
            entry.put("clinic_code", _clinic_code(service), "HealthcareService.identifier")
            return
    if name := _first_words(about, "serviceType"):
        entry.put("service", name, place)
        return
    sentence = "No service is named: no HealthcareService of it is in the file, nor a serviceType."
    entry.lacks("service", place, sentence)


def _clinic_code(service: Node) -> str:
    return next(
        (said for each in nodes(service, "identifier") if (said := text(each, "value"))), ""
    )


def _put_site(
    entry: Entry, bundle: Bundle, locations: list[Node], services: list[Node], kind: str
) -> None:
    """Find the site's ODS code, else its name; rooms and wards are part of a place with one."""
    chains = [list(_up(bundle, each)) for each in locations]
    for chain in chains:
        for node in chain:
            if code := identifier(node, ODS_SITE, ODS_ORGANISATION) or _owner(
                bundle, node, "managingOrganization"
            ):
                entry.put("site", code, "Location.identifier")
                return
    for service in services:
        if code := _owner(bundle, service, "providedBy"):
            entry.put("site", code, "HealthcareService.providedBy")
            return
    for chain in chains:
        if name := next((said for node in reversed(chain) if (said := text(node, "name"))), ""):
            entry.put("site", name, "Location.name")
            return
    place = "Slot.schedule" if kind == "Slot" else f"{kind}.participant.actor"
    entry.lacks("site", place, "No site is named: no Location of it is in the file.")


def _up(bundle: Bundle, location: Node) -> Iterator[Node]:
    """Yield a place and what it is part of, the largest last."""
    node: Node | None = location
    for _ in range(_DEEPEST):
        if node is None:
            return
        yield node
        node = next(iter(_targets(bundle, node, "partOf")), None)


def _owner(bundle: Bundle, node: Node, name: str) -> str:
    """Return the ODS code of the organisation that a resource refers to."""
    for reference in nodes(node, name):
        for each in (bundle.target(reference, node), reference):
            if each is not None and (code := identifier(each, ODS_SITE, ODS_ORGANISATION)):
                return code
    return ""


def _targets(bundle: Bundle, node: Node, name: str) -> list[Node]:
    found = (bundle.target(each, node) for each in nodes(node, name))
    return [each for each in found if each is not None]


def _first_words(several: list[Node], *names: str) -> str:
    for name in names:
        for node in several:
            for concept in nodes(node, name):
                if said := words(concept):
                    return said
    return ""
