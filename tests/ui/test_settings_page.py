"""The settings: saved part by part, with a sample letter, and nothing typed is lost unasked."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QLabel,
    QLineEdit,
    QListWidget,
    QPlainTextEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from rota.domain.trust import TrustDetails
from rota.services.history import undo
from rota.services.hospital_details import save_trust_details
from rota.services.letter_settings import LetterSettings, read_letter_settings
from rota.tables.envelopes import C5, DL
from tests.services.test_trust_setup import png
from tests.ui.accessible import unnamed
from tests.ui.clerk import bare_desk, dialog, own_settings, press, settle  # noqa: F401
from ui.assembly import assemble
from ui.desk import Desk
from ui.main_window import MainWindow
from ui.pages.settings import SettingsPage
from ui.widgets.envelope_drawing import EnvelopeDrawing, envelope_words


@pytest.fixture
def page(bare_desk: Desk, qtbot: QtBot) -> Iterator[SettingsPage]:  # noqa: F811
    made = SettingsPage(bare_desk)
    bare_desk.bus.changed.connect(made.refresh)
    qtbot.addWidget(made)
    made.resize(1100, 700)
    made.show()
    ready(made, qtbot)
    yield made
    ready(made, qtbot)


def ready(page: SettingsPage, qtbot: QtBot) -> None:
    """Wait until everything has come in, the sample too."""
    sample = page.sample
    qtbot.waitUntil(
        lambda: (
            not (
                page._desk.jobs.is_busy
                or sample._pause.isActive()
                or sample.pages._later.isActive()
            )
        ),
        timeout=20_000,
    )


def now(page: SettingsPage) -> LetterSettings:
    return read_letter_settings(page._desk.storage, page._desk.tools.rules.letters)


def field(page: SettingsPage, name: str) -> QLineEdit:
    found = page.findChild(QLineEdit, f"settings_{name}")
    assert found is not None
    return found


def retype(qtbot: QtBot, edit: QLineEdit, text: str) -> None:
    edit.setFocus()
    edit.selectAll()
    qtbot.keyClicks(edit, text) if text else qtbot.keyClick(edit, Qt.Key.Key_Delete)


def sample_text(page: SettingsPage) -> str:
    """What stands on the sample letter's first page."""
    import pypdfium2

    pdf = pypdfium2.PdfDocument(page.sample.pages._pdf)
    text = str(pdf[0].get_textpage().get_text_range())
    pdf.close()
    return text


def test_the_hospital_is_typed_seen_on_the_sample_saved_and_undone(
    page: SettingsPage, qtbot: QtBot
) -> None:
    assert unnamed(page) == []
    assert not page.section.save.isEnabled()
    retype(qtbot, field(page, "name"), "St Bede's")
    address = page.findChild(QPlainTextEdit, "settings_address")
    assert address is not None
    address.setPlainText("  2 Other Road \n\n Leeds ")
    ready(page, qtbot)
    assert "St Bede's" in sample_text(page)
    assert "Leeds" in sample_text(page)
    assert now(page).details.name == "St Anne's Hospital", "nothing is saved by typing"
    assert (page.badge(), page.section.is_changed) == ("unsaved", True)
    save_trust_details(page._desk.storage, TrustDetails("Changed elsewhere", phone="1"))
    page.load()
    ready(page, qtbot)
    assert field(page, "name").text() == "St Bede's", "what is typed outlives a change elsewhere"
    qtbot.keyClick(field(page, "name"), Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    ready(page, qtbot)
    assert now(page).details.name == "St Bede's"
    assert now(page).details.address == "2 Other Road\nLeeds"
    assert (page.badge(), page.section.is_changed) == ("", False)
    page._desk.bus.publish(undo(page._desk.storage)[1])
    ready(page, qtbot)
    assert field(page, "name").text() == "Changed elsewhere"


def test_what_is_missing_is_said_and_what_it_blocks(page: SettingsPage, qtbot: QtBot) -> None:
    assert not page.missing.isVisible()
    retype(qtbot, field(page, "phone"), "")
    retype(qtbot, field(page, "phone_hours"), "")
    press(qtbot, page.section, "save")
    ready(page, qtbot)
    assert page.missing.text == "No batch of letters can be made yet: a phone number is not saved."
    assert page.badge() == "!"
    retype(qtbot, field(page, "phone"), "020 1")
    press(qtbot, page.section, "take_back")
    assert (field(page, "phone").text(), page.section.is_changed) == ("", False)
    retype(qtbot, field(page, "phone"), "020 1")
    press(qtbot, page.section, "save")
    ready(page, qtbot)
    assert page.missing.text == (
        "Letters can be made. They would be better with the hours of the phone."
    )


def test_a_logo_is_shown_once_it_could_be_printed(
    page: SettingsPage, qtbot: QtBot, tmp_path: Path
) -> None:
    good, bad = tmp_path / "good.png", tmp_path / "logo.svg"
    good.write_bytes(png(300, 100))
    bad.write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    section = page.sections[0]
    section.choose_logo(str(bad))
    ready(page, qtbot)
    assert "export it as PNG" in section.refusal.text
    assert not section.is_changed
    section.choose_logo(str(good))
    ready(page, qtbot)
    assert (section.refusal.text, section.is_changed) == ("", True)
    picture = section.findChild(QLabel, "logo_picture")
    assert not picture.pixmap().isNull()
    press(qtbot, section, "save")
    ready(page, qtbot)
    assert now(page).logo.data == png(300, 100)
    press(qtbot, section, "remove_logo")
    assert picture.text() == "None"
    press(qtbot, section, "save")
    ready(page, qtbot)
    assert now(page).logo is None


def test_each_site_keeps_what_is_typed_until_all_are_saved(
    page: SettingsPage, qtbot: QtBot
) -> None:
    assert "no sites yet" in page.sections[1].none.text() or page.sections[1].site
    with page._desk.storage.write("test") as work:
        work.settings.put({"nation:North": "SCT", "nation:South": "WLS"})
    page.load()
    page.show_place("sites")
    ready(page, qtbot)
    assert unnamed(page) == []
    section = page.section
    sites = section.findChild(QListWidget, "settings_site")
    names = [each.details.site for each in now(page).sites]
    sites.setCurrentRow(names.index("North"))
    retype(qtbot, field(page, "site_phone"), "0113 1")
    ready(page, qtbot)
    assert "0113 1" in sample_text(page)
    sites.setCurrentRow(names.index("South"))
    assert field(page, "site_phone").text() == ""
    retype(qtbot, field(page, "site_printed_name"), "South House")
    sites.setCurrentRow(names.index("North"))
    assert field(page, "site_phone").text() == "0113 1"
    assert sites.item(names.index("South")).text() == "South: South House, Wales"
    nation = section.findChild(QComboBox, "settings_site_nation")
    nation.setCurrentIndex(nation.findData(""))
    press(qtbot, section, "save")
    ready(page, qtbot)
    kept = {each.details.site: each for each in now(page).sites}
    assert (kept["North"].details.phone, kept["North"].nation) == ("0113 1", "")
    assert (kept["South"].details.printed_name, kept["South"].nation) == ("South House", "WLS")
    assert section.site == "North"


def test_the_post_refuses_in_words_and_keeps_what_was_typed(
    page: SettingsPage, qtbot: QtBot, tmp_path: Path
) -> None:
    page.show_face("post")
    ready(page, qtbot)
    assert unnamed(page) == []
    section = page.section
    retype(qtbot, field(page, "print_cutoff"), "18:00")
    press(qtbot, section, "save")
    ready(page, qtbot)
    assert "before the post is collected" in section.refusal.text
    assert field(page, "print_cutoff").text() == "18:00"
    retype(qtbot, field(page, "print_cutoff"), "15:00")
    envelope = section.findChild(QComboBox, "settings_envelope")
    envelope.setCurrentIndex(envelope.findData("DL"))
    assert section.drawing.profile == DL
    assert section.trial.isVisible()
    press(qtbot, section, "save")
    ready(page, qtbot)
    assert (now(page).post["print_cutoff"], now(page).post["envelope"]) == ("15:00", "DL")
    section.save_sheet(str(tmp_path / "sheet.pdf"))
    ready(page, qtbot)
    assert (tmp_path / "sheet.pdf").read_bytes().startswith(b"%PDF")
    assert "Print it at 100 %" in section.refusal.text


def test_an_envelope_is_measured_drawn_chosen_and_removed(page: SettingsPage, qtbot: QtBot) -> None:
    page.show_face("post")
    ready(page, qtbot)
    section = page.section
    press(qtbot, section, "add_envelope")
    asked = dialog("dialog_envelope")
    assert unnamed(asked) == []
    trouble = asked.findChild(QLabel, "envelope_trouble")
    drawing = asked.findChild(EnvelopeDrawing)
    assert "Give the envelope a name" in trouble.text()
    qtbot.keyClicks(asked.findChild(QLineEdit, "envelope_name"), "Ours")
    width = asked.findChild(QDoubleSpinBox, "width_of_the_window")
    width.setValue(30)
    assert "would not always be seen whole" in trouble.text()
    assert drawing.profile is None
    press(qtbot, asked, "save")
    assert "would not always be seen whole" in asked.findChild(QLabel, "refusal").text()
    width.setValue(85.5)
    assert (trouble.text(), drawing.profile.window_width) == ("", 85.5)
    asked.findChild(QCheckBox, "envelope_tried").setChecked(True)
    press(qtbot, asked, "save")
    ready(page, qtbot)
    assert section.envelope.currentData() == "Ours"
    assert section.is_changed, "measured and chosen; used once it is saved"
    assert not section.trial.isVisible()
    press(qtbot, section, "save")
    ready(page, qtbot)
    assert now(page).setup.envelope.window_width == 85.5
    press(qtbot, section, "remove_envelope")
    ready(page, qtbot)
    assert "Letters go in Ours now" in section.refusal.text
    press(qtbot, section, "change_envelope")
    asked = dialog("dialog_envelope")
    assert not asked.findChild(QLineEdit, "envelope_name").isEnabled()
    asked.findChild(QDoubleSpinBox, "width_of_the_window").setValue(88)
    press(qtbot, asked, "save")
    ready(page, qtbot)
    assert now(page).setup.envelope.window_width == 88
    assert section.drawing.profile.window_width == 88


def test_languages_are_ticked_and_their_letter_is_seen(page: SettingsPage, qtbot: QtBot) -> None:
    page.show_face("languages")
    ready(page, qtbot)
    assert unnamed(page) == []
    section = page.section
    tags = [each.language.tag for each in now(page).languages]
    row = section.languages.item(tags.index("pl"))
    assert row.text() == "Polish: no wording approved"
    section.languages.setCurrentItem(row)
    section.languages.setFocus()
    qtbot.keyClick(section.languages, Qt.Key.Key_Space)
    ready(page, qtbot)
    assert section.sample_language == "pl"
    press(qtbot, section, "save")
    ready(page, qtbot)
    assert now(page).setup.languages == {"pl"}
    assert section.sample_language == "pl", "the row stays chosen"


@pytest.mark.parametrize("profile", [C5, DL])
def test_an_envelope_is_drawn_to_scale_in_lines_and_hatching(profile: object, qtbot: QtBot) -> None:
    """The plain box lies in the window, and hatching fills what is between it and the edge."""
    drawing = EnvelopeDrawing()
    qtbot.addWidget(drawing)
    drawing.show_profile(profile)
    drawing.resize(300, drawing.heightForWidth(300))
    picture: QImage = drawing.grab().toImage()
    scale = 298 / profile.envelope_width
    assert drawing.height() == pytest.approx(profile.envelope_height * scale, abs=3)
    left = (profile.window_left - profile.private.left) / 2
    down = profile.envelope_height - profile.window_from_bottom - profile.window_height
    down -= profile.private.top
    across = (profile.safe.left + left + 2) * scale, (profile.safe.top + down / 2 + 2) * scale
    assert picture.pixelColor(round(across[0]), round(across[1])).lightness() > 250
    rows = range(
        round((profile.private.top + down / 2) * scale) + 3,
        round((profile.private.bottom + down / 2) * scale) - 3,
    )
    beside = round((profile.private.left + left) * scale) + 5
    shades = {picture.pixelColor(beside, y).lightness() > 200 for y in rows}
    assert shades == {True, False}, "hatched, not one colour"
    assert all(line in drawing.accessibleName() for line in envelope_words(profile))


@pytest.fixture
def window(bare_desk: Desk, qtbot: QtBot) -> Iterator[MainWindow]:  # noqa: F811
    made = assemble(bare_desk.tools, bare_desk.storage, bare_desk.now)
    made.show()
    made.show_page("page_settings")
    settle(qtbot, made.jobs)
    yield made
    for each in made.pages:
        for part in getattr(each, "sections", ()):
            part.revert()
    made.close()
    made.deleteLater()


def test_leaving_asks_about_what_is_typed(window: MainWindow, qtbot: QtBot) -> None:
    page = window.current_page
    assert isinstance(page, SettingsPage)
    assert window.navigation.count() - 1 == window.navigation.currentRow(), "last in the list"

    def go_away() -> QWidget:
        window.show_page("page_letters")
        qtbot.waitUntil(lambda: window.navigation.currentItem().text() == "Settings")
        assert window.current_page is page
        return dialog("dialog_unsaved")

    retype(qtbot, field(page, "name"), "St Bede's")
    asked = go_away()
    assert unnamed(asked) == []
    press(qtbot, asked, "unsaved_stay")
    assert page.section.is_changed
    press(qtbot, go_away(), "unsaved_drop")
    assert window.current_page.object_name == "page_letters"
    assert field(page, "name").text() == "St Anne's Hospital"
    settle(qtbot, window.jobs)
    window.show_page("page_settings")
    retype(qtbot, field(page, "name"), "St Bede's")
    assert not window.close()
    press(qtbot, dialog("dialog_unsaved"), "unsaved_stay")
    press(qtbot, go_away(), "unsaved_save")
    qtbot.waitUntil(lambda: window.current_page.object_name == "page_letters", timeout=10_000)
    settle(qtbot, window.jobs)
    assert now(page).details.name == "St Bede's"


def test_a_refusal_while_leaving_stays_and_shows_why(window: MainWindow, qtbot: QtBot) -> None:
    page = window.current_page
    assert isinstance(page, SettingsPage)
    page.show_face("post")
    retype(qtbot, field(page, "post_collection"), "late")
    page.show_face("")
    window.show_page("page_letters")
    press(qtbot, dialog("dialog_unsaved"), "unsaved_save")
    settle(qtbot, window.jobs)
    assert window.current_page is page
    assert page.section.key == "post"
    assert "time of day" in page.section.refusal.text
