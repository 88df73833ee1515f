"""Through the window: an administrator leaves, and an older copy of the file is put back."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from rota.domain.users import NewUser, Role, RoleGiven
from rota.services.users import add_user, remove_user, users
from rota.storage import sealing
from tests.strike_hospital import NOW, tools
from tests.ui.clerk import dialog, press, settle
from tests.ui.protected import PASSPHRASE, address, protected, signed_in  # noqa: F401
from ui.assembly import assemble
from ui.bus import Bus
from ui.desk import Desk
from ui.dialogs.users import RemoveUserDialog
from ui.jobs import Jobs
from ui.widgets.notice import Notice

BEN = NewUser("ben", "Ben Okafor", frozenset({RoleGiven(Role.ADMINISTRATOR)}), "a door that creaks")


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (("MEMORY_KIB", 256), ("PASSES", 1), ("LANES", 1)):
        monkeypatch.setattr(sealing, name, value)


def test_who_removes_an_administrator_is_shown_a_new_recovery_code(
    address: str,  # noqa: F811
    jobs: Jobs,
    qtbot: QtBot,
) -> None:
    with closing(signed_in(address)) as storage:
        add_user(storage, BEN)
        ben = next(each.user for each in users(storage) if each.user.login == "ben")
        desk = Desk(tools(), storage, jobs, Bus(jobs), lambda: NOW)
        RemoveUserDialog(desk, ben, None).open()
        dialog("dialog_remove_user").reason.setEditText("They left the hospital")
        press(qtbot, dialog("dialog_remove_user"), "save")
        settle(qtbot, jobs)
        shown = dialog("dialog_new_code")
        code = "-".join(label.text() for label in shown.recovery.groups)
        shown.accept()
    new = tools().access.reset(address, lambda: NOW, "asha", code, PASSPHRASE)
    assert new != code


def test_a_copy_put_back_is_said_over_every_page(address: str, qtbot: QtBot) -> None:  # noqa: F811
    with closing(signed_in(address)) as storage:
        add_user(storage, BEN)
    beside = [Path(address + ending) for ending in ("", ".keys", ".keys2")]
    before = [each.read_bytes() for each in beside]
    with closing(signed_in(address)) as storage:
        remove_user(storage, "ben", "left")
        window = assemble(tools(), storage, lambda: NOW)
        qtbot.addWidget(window)
        assert window.findChild(Notice, "older_file") is None
        window.close()
    for path, body in zip(beside, before, strict=True):
        path.write_bytes(body)
    with closing(signed_in(address, "ben", BEN.passphrase)) as storage:
        window = assemble(tools(), storage, lambda: NOW)
        qtbot.addWidget(window)
        window.show()
        for page in window.pages:
            window.show_page(page.object_name)
            notice = window.findChild(Notice, "older_file")
            assert notice is not None
            assert notice.isVisible()
            assert "2 entries are missing. Was a copy put back?" in notice.text
        window.close()
