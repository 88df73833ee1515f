"""A trust's own notices are kept, told apart from ours, and can be taken back."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from rota.domain.codes import Level, StaffGroup, WindowState, WindowType
from rota.domain.duties import ServiceKey
from rota.domain.errors import Refused
from rota.domain.notices import NoticeKind
from rota.domain.trust import TrustDetails
from rota.domain.windows import WindowTerms
from rota.services.history import undo
from rota.services.hospital_details import save_trust_details
from rota.services.notices import (
    built_in_template,
    notice,
    read_notice_template,
    reset_notice_template,
    save_notice_template,
)
from rota.services.windows import NewWindow, add_window
from rota.storage.database import Database

NOW = datetime(2016, 1, 8, 9, tzinfo=UTC)
PUBLIC, STAFF = NoticeKind.PUBLIC, NoticeKind.STAFF


@pytest.fixture
def storage(tmp_path):
    made = Database(str(tmp_path / "h.db"), lambda: NOW, "test")
    terms = WindowTerms(
        datetime(2016, 1, 12, 8, tzinfo=UTC),
        datetime(2016, 1, 13, 8, tzinfo=UTC),
        WindowType.FULL_WALKOUT,
        frozenset({StaffGroup.RESIDENT_DOCTOR}),
    )
    add_window(made, NewWindow("2016 contract", "BMA", terms), NOW)
    yield made
    made.close()


@pytest.mark.parametrize("kind", list(NoticeKind))
def test_without_a_template_of_its_own_a_trust_uses_ours(storage, kind):
    assert read_notice_template(storage, kind) == built_in_template(kind)
    assert "12 January 2016" in notice(storage, kind, 1, NOW).text


def test_a_trusts_own_template_is_used_for_its_kind_alone(storage):
    changes = save_notice_template(storage, PUBLIC, "# Ours\r\n{{trust_name}}", "house style")
    save_trust_details(storage, TrustDetails(name="St Elsewhere's"))
    assert changes.text == "Changed the public notice's template."
    assert notice(storage, PUBLIC, 1, NOW).text == "Ours\n\nSt Elsewhere's\n"
    assert read_notice_template(storage, PUBLIC) == "# Ours\n{{trust_name}}\n"
    assert read_notice_template(storage, STAFF) == built_in_template(STAFF)


def test_a_trust_can_go_back_to_ours_and_undo_that(storage):
    save_notice_template(storage, STAFF, "Ask {{union}}", "short")
    reset_notice_template(storage, STAFF, "too short")
    assert read_notice_template(storage, STAFF) == built_in_template(STAFF)
    undo(storage)
    assert notice(storage, STAFF, 1, NOW).text == "Ask BMA\n"


def test_a_template_with_an_unknown_field_is_not_kept(storage):
    with pytest.raises(Refused, match="patient_name"):
        save_notice_template(storage, PUBLIC, "Dear {{patient_name}}", "friendlier")
    assert read_notice_template(storage, PUBLIC) == built_in_template(PUBLIC)


def test_a_change_wants_a_reason(storage):
    with pytest.raises(Refused, match="reason"):
        save_notice_template(storage, PUBLIC, "x", " ")
    with pytest.raises(Refused, match="reason"):
        reset_notice_template(storage, PUBLIC, "")


def test_a_notice_about_no_window_is_refused(storage):
    with pytest.raises(Refused, match="99"):
        notice(storage, PUBLIC, 99, NOW)


def test_the_staff_notice_names_services_with_a_level_of_their_own(storage):
    with storage.write("test") as work:
        work.duties.add_services([(ServiceKey("East", name), "S") for name in ("ENT", "A")])
        chosen = {each.name: each.service_id for each in work.duties.services()}
        work.windows.set_level(1, {chosen["ENT"]}, Level.SUSPENDED)
        work.windows.set_level(1, {chosen["A"]}, Level.EMERGENCY_ONLY)
        work.say("Set levels.")
    assert "Otherwise: ENT (East), suspended." in notice(storage, STAFF, 1, NOW).text


def test_the_notice_follows_the_window(storage):
    with storage.write("test") as work:
        work.windows.set_state(1, WindowState.CALLED_OFF)
        work.say("Called off.")
    assert "has been called off" in notice(storage, PUBLIC, 1, NOW).text
