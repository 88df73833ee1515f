"""Every proof by its name."""

from __future__ import annotations

from tests.reliability import backups, clients, full_disk, kill9, letters, power, ticks, upgrade

PROOFS = {
    each.PROOF.name: each.PROOF
    for each in (kill9, power, full_disk, upgrade, backups, clients, letters, ticks)
}
