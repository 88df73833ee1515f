"""The resources of a FHIR file and what refers to what."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from rota.domain.errors import Refused
from rota.tables.fhir.documents import Node, read_documents
from rota.tables.fhir.values import moment, nodes, text

MAX_RESOURCES = 1_000_000
_MAX_NESTED = 3
_TYPE = re.compile(r"[A-Z][A-Za-z]{1,40}", re.ASCII)
_ADDRESS = re.compile(r"(?:.*/)?([A-Z][A-Za-z]{1,40}/[A-Za-z0-9\-.]{1,128})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Resource:
    """A resource and its place in the file, from 1."""

    number: int
    node: Node

    @property
    def type(self) -> str:
        """Return what it is: Appointment, Slot, Patient."""
        return text(self.node, "resourceType")

    @property
    def updated(self) -> datetime | None:
        """Return when it was last changed, if it says so."""
        return moment(text(self.node, "meta", "lastUpdated"))


class Bundle:
    """Every resource of a file, of bundles, lists and single ones, and the references between.

    Raises Refused when the file is no JSON, or JSON that is no FHIR.
    """

    def __init__(self, data: bytes) -> None:
        self.resources: list[Resource] = []
        self.made_at: datetime | None = None
        self.has_more = False
        self.bundle_types: set[str] = set()
        self._known: dict[str, Node] = {}
        for document in read_documents(data):
            self._take(document, "", 0)
        self.types = Counter(each.type for each in self.resources)

    def of_type(self, name: str) -> Iterator[Resource]:
        """Yield the resources of a type, in the file's order."""
        return (each for each in self.resources if each.type == name)

    def target(self, reference: Node, within: Node) -> Node | None:
        """Return the resource that a reference means, if the file has it.

        ``within`` is the resource that the reference stands in, for what it contains.
        """
        said = text(reference, "reference")
        if said.startswith("#"):
            for each in nodes(within, "contained"):
                if text(each, "id") == said[1:]:
                    return each
            return None
        said = said.partition("/_history/")[0]
        found = self._known.get(said.casefold())
        if found is None and (match := _ADDRESS.fullmatch(said)):
            found = self._known.get(match.group(1).casefold())
        if found is None and (value := text(reference, "identifier", "value")):
            found = self._known.get(_by_identifier(text(reference, "identifier", "system"), value))
        return found

    def _take(self, document: Any, address: str, depth: int) -> None:
        if isinstance(document, list) and depth < _MAX_NESTED:
            for each in document:
                self._take(each, "", depth + 1)
            return
        name = text(document, "resourceType")
        if not isinstance(document, dict) or not _TYPE.fullmatch(name):
            raise Refused("not_fhir", "This is JSON, but not FHIR: it has no resourceType.")
        if name == "Bundle" and depth < _MAX_NESTED:
            self._take_bundle(document, depth)
            return
        if len(self.resources) >= MAX_RESOURCES:
            raise Refused("too_many_rows", f"The file has more than {MAX_RESOURCES:,} resources.")
        self.resources.append(Resource(len(self.resources) + 1, document))
        self._index(name, document, address)

    def _take_bundle(self, bundle: Node, depth: int) -> None:
        said = text(bundle, "timestamp") or text(bundle, "meta", "lastUpdated")
        made = moment(said)
        if made is not None and (self.made_at is None or made > self.made_at):
            self.made_at = made
        self.bundle_types.add(text(bundle, "type"))
        self.has_more |= any(text(link, "relation") == "next" for link in nodes(bundle, "link"))
        for entry in nodes(bundle, "entry"):
            resource = entry.get("resource")
            if isinstance(resource, dict):
                self._take(resource, text(entry, "fullUrl"), depth + 1)

    def _index(self, name: str, node: Node, address: str) -> None:
        for key in (address, f"{name}/{text(node, 'id')}" if text(node, "id") else ""):
            if key:
                self._known[key.casefold()] = node
        for each in nodes(node, "identifier"):
            if value := text(each, "value"):
                self._known.setdefault(_by_identifier(text(each, "system"), value), node)


def _by_identifier(system: str, value: str) -> str:
    return f"\x00{system.casefold()}\x00{value.casefold()}"
