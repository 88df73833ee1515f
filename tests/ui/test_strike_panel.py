"""The panel about a strike: what is recorded around it, and the dialogs it leads to."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtWidgets import QDialog, QLabel
from pytestqt.qtbot import QtBot

from rota.domain.codes import EventKind
from rota.domain.law import Ballot
from rota.services.disputes import add_law, record_ballot, record_event
from rota.services.window_changes import NewTerms, revise
from tests.strike_hospital import END, NOW
from tests.ui.accessible import unnamed
from tests.ui.dialogs import press, rest, the_strike
from ui.desk import Desk
from ui.pages.strikes import StrikesPage


@pytest.fixture
def page(qtbot: QtBot, small_desk: Desk) -> StrikesPage:
    made = StrikesPage(small_desk)
    small_desk.bus.changed.connect(made.refresh)
    qtbot.addWidget(made)
    made.resize(1100, 640)
    made.show()
    rest(qtbot, small_desk)
    return made


def said(page: StrikesPage) -> list[str]:
    return [each.text() for each in page.panel.findChildren(QLabel) if not each.isHidden()]


def test_ballot_and_timeline_are_told(page: StrikesPage, small_desk: Desk, qtbot: QtBot) -> None:
    desk = small_desk
    unmeasured = "When notice was received is not recorded, so it is not measured."
    qtbot.waitUntil(lambda: unmeasured in said(page))
    assert page.panel.compare.isHidden()
    ballot = Ballot(date(2015, 11, 5), date(2015, 11, 18))
    record_ballot(desk.storage, "2016 contract", ballot, "98 % yes", "announced")
    changes = record_event(
        desk.storage, "2016 contract", EventKind.TALKS, NOW, "Talks at ACAS", NOW
    )
    desk.bus.publish(changes)
    qtbot.waitUntil(lambda: "98 % yes" in said(page))
    lines = said(page)
    assert {"98 % yes", "Thu 5 Nov 2015", "Wed 16 Dec 2015, 4 weeks after the ballot"} <= {*lines}
    assert "Fri 8 Jan 2016 09:00, talks: Talks at ACAS" in lines
    assert "Entered by tester, Fri 8 Jan 2016 09:00" in lines
    assert page.panel.whole.text() == "Whole timeline (2)…"
    mandate = page.panel.rules.findings[0]
    assert (mandate.rule, mandate.limit) == ("mandate", "2015-12-16")
    assert unnamed(page) == []


def test_a_law_rule_that_changed_is_measured_at_once(
    page: StrikesPage, small_desk: Desk, qtbot: QtBot
) -> None:
    assert [each.rule for each in page.panel.rules.findings] == ["agency"]
    on = date(2016, 1, 1)
    small_desk.bus.publish(add_law(small_desk.storage, "agency", on, 0, "minute 7", "a test"))
    rest(qtbot, small_desk)
    assert page.panel.rules.findings == ()
    none = "No dated rule has anything to say about these terms."
    qtbot.waitUntil(lambda: none in said(page))


def test_a_postal_strike_says_so(page: StrikesPage, small_desk: Desk, qtbot: QtBot) -> None:
    desk, ladder = small_desk, small_desk.tools.rules.ladder
    terms = replace(the_strike(desk).terms, groups=frozenset(), affects_post=True)
    done = revise(desk.storage, 1, NewTerms(terms=terms), "it is the post", NOW, ladder)
    desk.bus.publish(done.changes)
    rest(qtbot, desk)
    assert page.panel.title.text() == "BMA, postal strike"
    wanted = {"Postal workers", "Letters stop: posting cut-offs come earlier"}
    qtbot.waitUntil(lambda: wanted <= {*said(page)})
    assert not page.panel.compare.isHidden()


@pytest.mark.parametrize(
    ("button", "name"),
    [
        ("revise", "dialog_revise"),
        ("compare", "dialog_compare"),
        ("edit_ballot", "dialog_ballot"),
        ("add_event", "dialog_event"),
        ("timeline", "dialog_timeline"),
        ("show_law", "dialog_law"),
        ("show_notices", "dialog_notices"),
        ("move_suspended", "dialog_move"),
        ("export_strikes", "dialog_export"),
    ],
)
def test_each_button_leads_to_its_dialog(
    page: StrikesPage, small_desk: Desk, qtbot: QtBot, button: str, name: str
) -> None:
    ladder = small_desk.tools.rules.ladder
    longer = NewTerms(end=END.replace(hour=9))
    small_desk.bus.publish(revise(small_desk.storage, 1, longer, "x", NOW, ladder).changes)
    rest(qtbot, small_desk)
    press(qtbot, small_desk, page, button)
    dialog = page.findChild(QDialog, name)
    assert dialog.isVisible()
    assert unnamed(dialog) == []
    dialog.reject()
