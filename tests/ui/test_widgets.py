from __future__ import annotations

from datetime import datetime, timedelta

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QFontMetrics, QIcon, QPixmap
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.accessible import unnamed
from tests.ui.samples import END, START, at
from ui.colours import Tone
from ui.theme import apply_theme, font, space
from ui.widgets.buttons import action_button, icon_button, push_button
from ui.widgets.empty_state import EmptyState
from ui.widgets.filter_bar import FilterBar, FilterChoice
from ui.widgets.flow import FlowLayout
from ui.widgets.labels import Pill, text_label
from ui.widgets.navigation import Navigation
from ui.widgets.panels import Card, Facts, PageHeader, SidePanel
from ui.widgets.search_field import SearchField
from ui.widgets.status_strip import Deadline, StatusStrip, StripView, StripWindow

BMA = StripWindow(1, "BMA, emergency care only", START, END)
LATER = StripWindow(2, "BMA, full walkout", at(20, 8), at(20, 17), "suspended")
CHOICES = (
    FilterChoice("first", "First class", 96),
    FilterChoice("phone", "Too late & phone", 1234),
    FilterChoice("all", "All"),
)


def test_an_empty_page_says_what_to_do_first(qtbot: QtBot, qapp: QApplication) -> None:
    empty = EmptyState("strikes", "No strike", "Enter the notice. " * 8, "Enter a strike")
    qtbot.addWidget(empty)
    empty.resize(700, 400)
    empty.show()
    with qtbot.waitSignal(empty.asked):
        qtbot.mouseClick(empty.button, Qt.MouseButton.LeftButton)
    needed = empty.sentence.heightForWidth(empty.sentence.width())
    assert empty.sentence.height() >= needed, "no line is cut off"
    apply_theme(qapp, "dark")
    empty.say("Nothing", "Nothing to do.")
    assert empty.button.isHidden()


def test_a_search_waits_for_a_pause_and_says_words_once(qtbot: QtBot) -> None:
    field = SearchField("Search letters")
    qtbot.addWidget(field)
    said: list[str] = []
    field.searched.connect(said.append)
    qtbot.keyClicks(field, "o'neill ")
    qtbot.waitUntil(lambda: said == ["o'neill"])
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert said == ["o'neill"]
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert said == ["o'neill", ""]
    assert field.text() == ""
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert said == ["o'neill", ""]
    assert unnamed(field) == []


def test_a_filter_bar_has_one_choice_on(qtbot: QtBot) -> None:
    bar = FilterBar("Letters by time left", "Search letters")
    qtbot.addWidget(bar)
    bar.show_choices(CHOICES)
    bar.show()
    assert bar.current == "first"
    phone = bar.findChild(QPushButton, "filter_phone")
    assert phone.text() == "Too late && phone  1,234"
    with qtbot.waitSignal(bar.chosen) as chosen:
        qtbot.mouseClick(phone, Qt.MouseButton.LeftButton)
    assert chosen.args[0] == "phone"
    bar.show_choices((CHOICES[0], FilterChoice("phone", "Too late", 3), CHOICES[2]))
    assert bar.current == "phone"
    assert bar.findChild(QPushButton, "filter_phone") is phone
    bar.show_choices(CHOICES[:1])
    assert bar.current == "first"
    assert unnamed(bar) == []


def test_a_choice_can_be_made_for_the_person(qtbot: QtBot) -> None:
    bar = FilterBar("Letters")
    qtbot.addWidget(bar)
    bar.show_choices(CHOICES)
    with qtbot.waitSignal(bar.chosen) as chosen:
        bar.choose("all")
    assert chosen.args[0] == "all"
    with qtbot.assertNotEmitted(bar.chosen):
        bar.choose("all")
        bar.choose("not there")
    assert bar.field is None


def strip_at(qtbot: QtBot, now: datetime) -> tuple[StatusStrip, list[datetime]]:
    clock = [now]
    strip = StatusStrip(lambda: clock[0])
    qtbot.addWidget(strip)
    return strip, clock


def test_the_strip_says_which_when_how_long_and_what_closes(qtbot: QtBot) -> None:
    strip, clock = strip_at(qtbot, at(8, 5))
    deadlines = (
        Deadline("2nd class closes", at(8, 8, 12), 41),
        Deadline("1st class closes", at(8, 17, 30)),
    )
    strip.show_view(StripView((BMA, LATER), deadlines))
    assert strip.windows.currentText() == (
        "BMA, emergency care only · Tue 12 Jan 2016 08:00 to Wed 13 Jan 2016 08:00 · 24 h"
    )
    assert strip.clock.text() == "starts in 4 d 3 h"
    assert strip.closing.text == "2nd class closes in 3 h 12 min (41)"
    assert strip.closing.tone is Tone.WARNING
    clock[0] = at(8, 8, 30)
    strip.tell_time()
    assert strip.closing.text == "1st class closes in 9 h"
    assert strip.closing.tone is Tone.MUTED
    clock[0] += timedelta(days=2)
    strip.tell_time()
    assert strip.closing.isHidden()


def test_the_strip_begins_with_the_next_strike_and_keeps_the_choice(qtbot: QtBot) -> None:
    strip, _ = strip_at(qtbot, at(15, 8))
    chosen: list[object] = []
    strip.window_chosen.connect(chosen.append)
    strip.show_view(StripView((BMA, LATER)))
    assert strip.window_id == 2
    assert strip.windows.currentText().startswith("Suspended · BMA")
    strip.choose(1)
    strip.show_view(StripView((BMA, LATER), undo="x"))
    assert strip.window_id == 1
    strip.show_view(StripView((LATER,)))
    strip.show_view(StripView())
    assert chosen == [2, 1, 2, None]
    assert not strip.windows.isEnabled()
    assert strip.clock.text() == ""


def test_a_strike_that_is_over_is_not_counted_down_to(qtbot: QtBot) -> None:
    strip, _ = strip_at(qtbot, at(8, 8))
    over = StripWindow(3, "BMA, full walkout", START, END, "called off", Tone.MUTED, True)
    noted = StripWindow(4, "BMA, full walkout", START, END, "notified", Tone.WARNING)
    strip.show_view(StripView((over, noted)))
    strip.show()
    assert strip.state.text == "called off"
    assert strip.state.isVisible()
    assert not strip.clock.isVisible()
    strip.choose(4)
    assert strip.state.text == "notified"
    assert strip.clock.text() == "starts in 4 d"
    strip.choose(3)
    assert strip.clock.text() == ""


def test_the_chosen_strike_is_not_cut_off(qtbot: QtBot) -> None:
    strip, _ = strip_at(qtbot, at(8, 8))
    long = StripWindow(
        3, "BMA, action short of strike", START, at(15, 8), "called off", Tone.MUTED, True
    )
    strip.show_view(StripView((long,)))
    strip.resize(1280, 50)
    strip.show()
    said = strip.windows.fontMetrics().horizontalAdvance(strip.windows.currentText())
    assert strip.windows.width() >= said


def test_an_open_window_has_no_length() -> None:
    assert (
        StripWindow(3, "BMA", START, None).title == "BMA · from Tue 12 Jan 2016 08:00, no end given"
    )


def test_the_panels_hold_and_let_go(qtbot: QtBot) -> None:
    panel, card, facts = SidePanel("Gap"), Card("Can cover"), Facts()
    qtbot.addWidget(panel)
    panel.say("Gap: ST4", "02:00 to 05:00")
    panel.add(card)
    card.add(facts)
    facts.show_facts((("Reid", "14 h"), ("Shah", "11 h")))
    facts.show_facts((("Reid", "14 h"),))
    panel.show()
    assert not panel.grab().isNull()
    card.clear()
    assert card.body.count() == 0
    header = PageHeader("Cover")
    qtbot.addWidget(header)
    header.add(push_button("Print", lambda: None, name="print"))
    assert header.findChild(QPushButton, "print")


def test_words_of_people_are_never_markup(qtbot: QtBot) -> None:
    label = text_label("<b>O'Neill</b>")
    qtbot.addWidget(label)
    assert label.textFormat() == Qt.TextFormat.PlainText


def test_a_drawing_alone_has_a_name(qtbot: QtBot) -> None:
    clicked: list[int] = []
    button = icon_button("Print the list", "print", lambda: clicked.append(1), name="print")
    qtbot.addWidget(button)
    button.click()
    assert clicked == [1]
    assert button.accessibleName() == "Print the list"


def test_a_pill_is_as_wide_as_its_words(qtbot: QtBot) -> None:
    pill = Pill("held", Tone.WARNING)
    qtbot.addWidget(pill)
    narrow = pill.sizeHint().width()
    pill.say("held: no letter to home address", Tone.WARNING)
    assert pill.sizeHint().width() > narrow
    pill.say("", Tone.MUTED)
    assert pill.isHidden()


def test_the_keys_beside_an_action_stay_when_the_theme_turns(
    qtbot: QtBot, qapp: QApplication
) -> None:
    action = QAction("&Search…")
    action.setShortcut("Ctrl+K")
    button = action_button(action, with_shortcut=True)
    qtbot.addWidget(button)
    action.setIcon(QIcon(QPixmap(8, 8)))
    qapp.processEvents()
    assert button.text() == "Search  Ctrl+K"


def test_buttons_go_on_in_a_new_row_where_the_width_ends(qtbot: QtBot) -> None:
    box = QWidget()
    qtbot.addWidget(box)
    row = FlowLayout(8)
    box.setLayout(row)
    buttons = [QPushButton(f"Button {number}") for number in range(4)]
    for each in buttons:
        row.addWidget(each)
    box.resize(row.sizeHint().width() // 2, 200)
    box.show()
    assert buttons[3].y() > buttons[0].y()
    assert all(each.geometry().right() < box.width() for each in buttons)
    assert row.minimumSize().width() < box.width()


def test_the_list_of_pages_is_wide_enough_for_its_names_and_counts(qtbot: QtBot) -> None:
    pages = Navigation()
    qtbot.addWidget(pages)
    pages.add_page("page_appointments", "Appointments", "calendar", "")
    usual = pages.sizeHint().width()
    pages.add_page("page_long", "Keeping and deleting for good", "delete", "")
    long = pages.sizeHint().width()
    assert long > usual
    letters = QFontMetrics(font(bold=True)).horizontalAdvance("Keeping and deleting for good")
    assert long > letters + space(11)
    pages.set_badge("page_long", "2,515")
    assert pages.minimumSizeHint().width() > long
