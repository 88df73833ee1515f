"""A protected hospital file for the tests of sign-in: made once, copied for each test."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from rota.domain.users import NewUser, Role, RoleGiven
from rota.storage.access import FileAccess
from rota.storage.database import Database
from rota.storage.keyfile import box_paths
from tests.strike_hospital import NOW

PASSPHRASE = "the kettle sings at dawn"
FOUNDER = NewUser(
    "asha",
    "Asha Rao",
    frozenset({RoleGiven(Role.ADMINISTRATOR), RoleGiven(Role.ROTA_MANAGER)}),
    PASSPHRASE,
)


class Protected:
    """The file, and the recovery code that was shown when it was made."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "hospital.db"
        self.code = FileAccess().create(str(self._path), lambda: NOW, FOUNDER)

    def copy_to(self, folder: Path) -> str:
        path = folder / "protected.db"
        shutil.copy(self._path, path)
        for old, new in zip(box_paths(self._path), box_paths(path), strict=True):
            shutil.copy(old, new)
        return str(path)


def signed_in(address: str, login: str = "asha", passphrase: str = PASSPHRASE) -> Database:
    return FileAccess().sign_in(address, lambda: NOW, login, passphrase)


@pytest.fixture(scope="module")
def protected(tmp_path_factory: pytest.TempPathFactory) -> Protected:
    return Protected(tmp_path_factory.mktemp("protected"))


@pytest.fixture
def address(protected: Protected, tmp_path: Path) -> str:
    return protected.copy_to(tmp_path)
