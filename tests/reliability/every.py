"""Every proof by its name."""

from __future__ import annotations

from tests.reliability import (
    audit,
    backups,
    clients,
    damage,
    erase,
    full_disk,
    imports,
    io_errors,
    keys,
    kill9,
    leak,
    letters,
    permissions,
    power,
    refresh,
    restore,
    ticks,
    upgrade,
)

PROOFS = {
    each.PROOF.name: each.PROOF
    for each in (
        kill9,
        power,
        full_disk,
        io_errors,
        damage,
        upgrade,
        backups,
        restore,
        clients,
        refresh,
        letters,
        ticks,
        imports,
        permissions,
        keys,
        leak,
        audit,
        erase,
    )
}
