"""Moving a strike to a state in one short call."""

from datetime import date

from rota.domain.changes import Changes
from rota.domain.codes import WindowState
from rota.domain.times import utc_now
from rota.services.ports import Storage
from rota.services.window_changes import set_state
from rota.tables.rulebook import grade_ladder


def move_window(storage: Storage, window_id: int, state: WindowState, why: str) -> Changes:
    """Move a window and return what changed."""
    ladder = grade_ladder(date(2016, 1, 8))
    return set_state(storage, window_id, state, why, utc_now(), ladder).changes
