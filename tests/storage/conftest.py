"""A hospital on a server of its own, for whatever is a matter of PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.conftest import chosen_engines
from tests.engines import Postgresql
from tests.hospital_server import HospitalServer


@pytest.fixture
def server(request: pytest.FixtureRequest) -> Postgresql:
    if "postgresql" not in chosen_engines(request.config):
        pytest.skip("a matter of PostgreSQL, which was left out")
    return request.getfixturevalue("postgresql")


@pytest.fixture
def hospital(server: Postgresql) -> Iterator[HospitalServer]:
    made = HospitalServer(server)
    yield made
    server.drop(made.superuser)
