"""Moving a strike to a state in one short call."""

from datetime import date

from rota.domain.call_offs import Reinstate
from rota.domain.changes import Changes
from rota.domain.codes import WindowState
from rota.services.ports import Storage
from rota.services.strike_picture import find_window
from rota.services.window_changes import set_state
from rota.tables.rulebook import grade_ladder


def move_window(storage: Storage, window_id: int, state: WindowState, why: str) -> Changes:
    """Move a window before it begins, with every decision left as it is; return what changed."""
    ladder = grade_ladder(date(2016, 1, 8))
    with storage.read() as work:
        start = find_window(work, window_id).terms.start
    none = Reinstate.NONE
    return set_state(storage, window_id, state, why, start, ladder, reinstate=none).changes
