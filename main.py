"""Strike Rota: joins storage, readers, typesetting and rules, then runs a command or the window."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from types import ModuleType

import platformdirs

from rota.commands.context import Context
from rota.commands.run import run
from rota.demo.maker import make_demo_files
from rota.domain.errors import Unavailable
from rota.domain.times import Clock, to_local, utc_now
from rota.letters import braille, papers, printer
from rota.services.ports import Pages, Storage, Typesetter
from rota.services.tools import Tools
from rota.solver import rebooking, serving
from rota.storage.access import FileAccess
from rota.storage.backups import restore
from rota.storage.database import Database
from rota.storage.person import who_is_here
from rota.tables import exports
from rota.tables.all_rules import whole_rulebook
from rota.tables.reader import TableReader
from rota.tables.rulebook import grade_ladder


def tools() -> Tools:
    """Join the adapters; mypy proves here that each fits its Protocol."""
    ladder = grade_ladder(to_local(utc_now()).date())
    return Tools(
        open_storage=_open_storage,
        access=FileAccess(),
        restore=restore,
        reader=TableReader(ladder),
        typesetter=_typesetter,
        pages=_pages,
        papers=papers,
        braille=braille,
        printers=printer,
        exporter=exports,
        solver=serving,
        rebooker=rebooking,
        rules=whole_rulebook(ladder),
        make_demo=make_demo_files,
        default_address=str(Path(platformdirs.user_data_dir("strike-rota")) / "hospital.db"),
        clock=utc_now,
    )


def _open_storage(address: str, clock: Clock) -> Storage:
    return Database(address, clock, who_is_here())


def _typesetter() -> Typesetter:
    from rota.letters.typesetter import TypstTypesetter
    from rota.tables.envelopes import C5

    return TypstTypesetter(C5)


def _pages() -> Pages:
    from rota.letters import preview

    return preview


def _desktop() -> ModuleType:
    """Load the window, or say which system libraries Qt lacks and how to get them."""
    from ui.libraries import advice, missing_libraries

    if missing := missing_libraries():
        raise Unavailable("qt_libraries", advice(missing))
    return import_module("ui.desktop")


def _open_window(context: Context) -> int:
    said = context.words
    return int(_desktop().open_window(context.tools, context.address, said.demo, context.given_now))


def _take_shots(context: Context) -> int:
    said = context.words
    given = (getattr(said, "database", None), Path(said.out), said.theme, said.scale)
    shots = _desktop().take_shots(context.tools, *given, context.given_now)
    context.answer({"files": [str(path) for path in shots]}, "\n".join(map(str, shots)))
    return 0


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the words of the command line and return the exit status."""
    words = sys.argv[1:] if arguments is None else arguments
    return run(words, tools, _open_window, _take_shots)


if __name__ == "__main__":
    sys.exit(main())
