"""What a hospital sets up for its letters: its sites, pictures and window envelopes."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Table

from rota.domain.envelopes import EnvelopeProfile
from rota.domain.letter_content import Picture
from rota.domain.trust import SiteDetails
from rota.storage.keyed import KeyedStore, Value
from rota.storage.ledger import Ledger
from rota.storage.schema import envelope, hospital_site, picture


class TrustStore:
    """Sites, pictures and envelopes, each known by its name."""

    def __init__(self, connection: Connection, ledger: Ledger | None) -> None:
        def kept(table: Table, key: str, make: type[Value]) -> KeyedStore[str, Value]:
            def key_of(value: Value) -> str:
                return str(getattr(value, key))

            def row(value: Value) -> dict[str, Any]:
                return {column.name: getattr(value, column.name) for column in table.columns}

            return KeyedStore(connection, ledger, table, (key,), key_of, row, lambda r: make(**r))

        self._sites = kept(hospital_site, "site", SiteDetails)
        self._pictures = kept(picture, "name", Picture)
        self._envelopes = kept(envelope, "name", EnvelopeProfile)

    def sites(self) -> dict[str, SiteDetails]:
        """Return how letters speak of sites, by the site as the files name it."""
        return {each.site: each for each in sorted(self._sites.all(), key=lambda each: each.site)}

    def put_site(self, site: SiteDetails) -> None:
        """Keep how letters speak of a site."""
        self._sites.put([site])

    def remove_site(self, site: str) -> None:
        """Speak of a site by the hospital's own details again."""
        self._sites.retire([site])

    def picture(self, name: str) -> Picture | None:
        """Return a picture by its name."""
        return self._pictures.existing([name]).get(name)

    def pictures(self) -> tuple[Picture, ...]:
        """Return every picture kept, by name."""
        return tuple(sorted(self._pictures.all(), key=lambda each: each.name))

    def put_picture(self, given: Picture) -> None:
        """Keep a picture in the place of one of the same name."""
        self._pictures.put([given])

    def remove_picture(self, name: str) -> None:
        """Take a picture away."""
        self._pictures.retire([name])

    def envelopes(self) -> tuple[EnvelopeProfile, ...]:
        """Return the window envelopes that the hospital has measured, by name."""
        return tuple(sorted(self._envelopes.all(), key=lambda each: each.name))

    def put_envelope(self, profile: EnvelopeProfile) -> None:
        """Keep an envelope in the place of one of the same name."""
        self._envelopes.put([profile])

    def remove_envelope(self, name: str) -> None:
        """Forget an envelope."""
        self._envelopes.retire([name])
