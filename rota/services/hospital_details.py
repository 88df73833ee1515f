"""What letters say of the hospital."""

from __future__ import annotations

from dataclasses import asdict, fields

from rota.domain.changes import Changes
from rota.domain.errors import Refused
from rota.domain.trust import TrustDetails
from rota.services.calendar import NATION, NATIONS
from rota.services.ports import Storage, Work

LETTER_SETTINGS = tuple(field.name for field in fields(TrustDetails))


def trust_details(work: Work) -> TrustDetails:
    """Return what the settings say of the hospital."""
    settings = work.settings.all()
    return TrustDetails(**{name: settings.get(name, "") for name in LETTER_SETTINGS})


def read_trust_details(storage: Storage) -> TrustDetails:
    """Return what the settings say of the hospital."""
    with storage.read() as work:
        return trust_details(work)


def save_trust_details(storage: Storage, details: TrustDetails) -> Changes:
    """Keep what letters say of the hospital."""
    with storage.write("settings") as work:
        work.settings.put(asdict(details))
        work.say("Changed what letters say of the hospital.")
    return work.changes


def save_nation(storage: Storage, nation: str, site: str = "") -> Changes:
    """Keep the nation a hospital posts from, or the one a site lies in, for its bank holidays.

    Refuses anything but ENG, WLS, SCT and NIR.
    """
    if nation not in NATIONS:
        raise Refused("unknown_nation", f"A nation is one of: {', '.join(sorted(NATIONS))}.")
    with storage.write("settings") as work:
        work.settings.put({f"{NATION}:{site}" if site else NATION: nation})
        work.say("Changed whose bank holidays count.")
    return work.changes
