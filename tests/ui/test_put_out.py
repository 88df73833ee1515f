"""Somebody who is let in no more is told so and sees nothing further; other roles are said too."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from rota.domain.users import NewUser, Role, RoleGiven
from rota.services.users import add_user, change_roles
from rota.storage.database import Database
from tests.strike_hospital import NOW, tools
from tests.ui.clerk import settle
from tests.ui.protected import PASSPHRASE, address, protected, signed_in  # noqa: F401
from ui.assembly import assemble
from ui.leaving import SIGNED_OUT
from ui.main_window import MainWindow
from ui.sitting import Sitting
from ui.watch import Watch

BEN = "seven ships in the fog"


@pytest.fixture
def asha(address: str) -> Iterator[Database]:  # noqa: F811
    with closing(signed_in(address)) as storage:
        add_user(storage, NewUser("ben", "Ben Cole", frozenset({RoleGiven(Role.CLERK)}), BEN))
        yield storage


@pytest.fixture
def window(asha: Database, address: str, qtbot: QtBot) -> Iterator[MainWindow]:  # noqa: F811
    with closing(signed_in(address, "ben", BEN)) as storage:
        made = assemble(tools(), storage, lambda: NOW)
        qtbot.addWidget(made)
        made.show()
        settle(qtbot, made.jobs)
        yield made
        made.close()


def look(window: MainWindow) -> None:
    watch = window.findChild(Watch)
    assert watch is not None
    watch.look()


def test_other_roles_are_said_at_the_foot_and_a_removed_user_is_put_out_once(
    window: MainWindow, asha: Database, qtbot: QtBot
) -> None:
    sitting = window.findChild(Sitting)
    assert sitting is not None
    change_roles(asha, "ben", {RoleGiven(Role.ROTA_MANAGER)})
    look(window)
    said = "Your roles were changed; sign in again to use them."
    qtbot.waitUntil(lambda: sitting.label.text() == said, timeout=5_000)
    assert window.isVisible()

    left = []
    window.closed.connect(lambda: left.append(window.leaving))
    with asha.write("user remove", "left", undoable=False) as work:
        work.users.remove("ben", work.now)
        work.say("Removed")
    look(window)
    qtbot.waitUntil(lambda: bool(left), timeout=5_000)
    assert left == [SIGNED_OUT]
    assert not window.strip.stalled.isVisible()
    assert not [each for each in QApplication.topLevelWidgets() if each.isVisible()]
