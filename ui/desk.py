"""What every page is given: the tools, the open hospital, the jobs, the bus and the clock."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from rota.services.ports import Storage
from rota.services.tools import Tools
from ui.bus import Bus
from ui.jobs import Jobs


@dataclass(frozen=True, slots=True)
class Desk:
    """Everything a page or a dialog works with; ``now`` is the present it should believe."""

    tools: Tools
    storage: Storage
    jobs: Jobs
    bus: Bus
    now: Callable[[], datetime]
