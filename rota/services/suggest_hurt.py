"""Which single absence would hurt a strike most: worked out service by service, in one sweep."""

from __future__ import annotations

from collections import defaultdict

from rota.domain.codes import Level
from rota.domain.cover import missed_without
from rota.domain.suggestions import Hurt
from rota.services.board_lanes import Names, who
from rota.services.cover_ground import Ground
from rota.services.cover_picture import CoverPicture
from rota.services.suggest_ground import weight_at

MOST = 5


def hurts_most(ground: Ground, picture: CoverPicture, names: Names) -> tuple[Hurt, ...]:
    """Return the few whose absence would leave most missing, by the weights of the services.

    Each is supposed away alone for the whole strike, and nobody is asked to come instead.
    """
    minutes: dict[str, dict[int, int]] = defaultdict(dict)
    for service_id, level in picture.levels.items():
        if level is Level.SUSPENDED:
            continue
        felt = missed_without(
            [need for need in picture.reading.needs.get(service_id, ()) if need.level is level],
            picture.present.get(service_id, ()),
            picture.reading.people,
            picture.ladder,
            picture.span,
        )
        for staff_id, missing in felt.items():
            minutes[staff_id][service_id] = missing
    found = []
    for staff_id, by_service in minutes.items():
        places = sorted(by_service, key=lambda each: (-by_service[each], each))
        found.append(
            Hurt(
                staff_id,
                *who(staff_id, names),
                sum(by_service.values()),
                sum(missing * weight_at(ground, each) for each, missing in by_service.items()),
                tuple(ground.service(each).name for each in places),
            )
        )
    found.sort(key=lambda each: (-each.weighted, -each.missing_minutes, each.staff_id))
    return tuple(found[:MOST])
