"""What speaks against a new time that somebody chose by hand; none of it forbids."""

from __future__ import annotations

from datetime import datetime, time

from rota.domain.findings import Finding
from rota.domain.permissions import See, refuse_sight
from rota.domain.posting import SUNDAY, PostingClock
from rota.domain.times import day_words, short_words, to_local
from rota.services.calendar import site_nation
from rota.services.deciding import known_visits
from rota.services.letter_queue import local_clock
from rota.services.ports import Storage

EARLIEST, LATEST = time(7), time(21)
"""Between these times of day a new appointment begins as a rule."""


def weigh_new_time(
    storage: Storage, posting: PostingClock, appointment_id: str, new_start: datetime, now: datetime
) -> tuple[Finding, ...]:
    """Return what to look at twice: a Sunday, a bank holiday, an odd hour, too soon for a letter.

    Refuses an appointment that is not there.
    """
    refuse_sight(storage.user, See.VISITS)
    with storage.read() as work:
        visit = known_visits(work, [appointment_id])[appointment_id]
        sites = {each.service_id: each.site for each in work.duties.services()}
        nation = site_nation(work.settings.all(), sites[visit.service_id])
        clock = local_clock(work, posting)
    local = to_local(new_start)
    day, found = day_words(local.date()), []
    if holiday := posting.holiday_name(nation, local.date()):
        found.append(Finding("bank_holiday", "1", f"{day} is a bank holiday: {holiday}."))
    elif local.weekday() == SUNDAY:
        found.append(Finding("sunday", "1", f"{day} is a Sunday."))
    if not EARLIEST <= local.time() <= LATEST:
        found.append(Finding("odd_hours", "1", f"{local:%H:%M} is an unusual time of day."))
    if new_start < visit.start and clock.of_unprinted().channel(now, new_start) == "phone":
        text = f"No letter can come before {short_words(new_start)}: the patient must be phoned."
        found.append(Finding("too_soon_for_post", "1", text))
    return tuple(found)
