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
from rota.domain.times import to_local, utc_now
from rota.letters import braille, papers, printer
from rota.services.ports import Pages, Typesetter
from rota.services.tools import Tools
from rota.solver import rebooking, serving
from rota.storage import servers
from rota.storage.accesses import AnyAccess
from rota.storage.restoring import restore
from rota.tables import exports
from rota.tables.all_rules import whole_rulebook
from rota.tables.reader import TableReader
from rota.tables.rulebook import grade_ladder


def tools() -> Tools:
    """Join the adapters; mypy proves here that each fits its Protocol."""
    ladder = grade_ladder(to_local(utc_now()).date())
    access = AnyAccess()
    return Tools(
        open_storage=access.open,
        access=access,
        servers=servers,
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
    said, named = context.words, getattr(context.words, "database", None)
    storage = None if named is None else context.storage()
    given = (named, Path(said.out), said.theme, said.scale, context.given_now, storage)
    shots = _desktop().take_shots(context.tools, *given)
    context.answer({"files": [str(path) for path in shots]}, "\n".join(map(str, shots)))
    return 0


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the words of the command line and return the exit status."""
    words = sys.argv[1:] if arguments is None else arguments
    return run(words, tools, _open_window, _take_shots)


if __name__ == "__main__":
    sys.exit(main())
