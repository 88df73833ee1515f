"""What a hospital sets up for its letters: sites, logo, languages, envelopes, and undo of each."""

from __future__ import annotations

import struct
import zlib
from dataclasses import replace
from pathlib import Path

import pytest

from rota.domain.envelopes import EnvelopeProfile
from rota.domain.errors import Refused, Unavailable
from rota.domain.logos import logo_of
from rota.domain.trust import SiteDetails, TrustDetails
from rota.letters.typesetter import TypstTypesetter
from rota.services.calendar import site_nation
from rota.services.history import redo, undo
from rota.services.hospital_details import (
    SiteSetup,
    letter_setup,
    save_hospital,
    save_languages,
    save_nation,
    save_sites,
)
from rota.services.letter_settings import LetterSettings, read_letter_settings
from rota.services.logos import read_logo, save_logo
from rota.services.own_envelopes import remove_own_envelope, save_own_envelope
from rota.services.post_times import envelope_in_use, find_envelope, save_post
from rota.services.sample_letter import letter_to_nobody
from rota.storage.database import Database
from rota.tables.envelopes import C5
from rota.tables.letter_rules import letter_rules
from tests.engines import Clock

RULES = letter_rules()
OURS = EnvelopeProfile("Ours", 229.0, 162.0, 18.0, 55.0, 95.0, 40.0, "half")
PLACE = SiteSetup(SiteDetails("STA", "St Anne's", "2 Short Road", "020 7946 0009"), "SCT")


def png(width: int, height: int) -> bytes:
    """A grey picture of so many pixels."""

    def chunk(name: bytes, data: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(name + data))
        return struct.pack(">I", len(data)) + name + data + check

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress((b"\0" + b"\x80" * width) * height)
    start = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head)
    return start + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def jpeg(width: int, height: int, components: int = 1) -> bytes:
    """The parts of a JPEG: a comment, the frame that says the size, a scan and the end."""
    comment = b"\xff\xfe" + struct.pack(">H", 6) + b"note"
    frame = b"\xff\xc2" + struct.pack(">HBHHB", 11, 8, height, width, components)
    scan = b"\x01\x11\x00" + b"\xff\xda" + struct.pack(">H", 8) + b"\1\1\0\0\x3f\0" + b"\x2a" * 40
    return b"\xff\xd8" + b"\xff" + comment + frame + scan + b"\xff\xd9"


def read(database: Database) -> LetterSettings:
    return read_letter_settings(database, RULES)


def test_all_that_is_set_up_is_kept_read_by_letters_and_undone(database: Database) -> None:
    """On both engines: bytes, real numbers and flags come back as they went in."""
    logo, tried = logo_of(png(300, 100)), replace(OURS, window_width=90.5, verified=True)
    details = TrustDetails("Our Trust", phone="020 1")
    save_hospital(database, details, "WLS", logo)
    save_sites(database, [PLACE])
    save_own_envelope(database, RULES, tried)
    save_post(database, RULES, {"envelope": "Ours", "sheets_a_batch": "120", "print_cutoff": ""})
    with database.read() as work:
        setup = letter_setup(work, RULES)
        assert find_envelope(work, RULES, "Ours") == replace(
            tried, source="measured by the hospital"
        )
        assert site_nation(work.settings.all(), "STA") == "SCT"
        assert site_nation(work.settings.all(), "elsewhere") == "WLS"
    assert (setup.details, setup.sites) == (details, {"STA": PLACE.details})
    assert setup.logo == replace(logo, alt="Logo of Our Trust")
    assert setup.envelope is not None
    assert setup.envelope.window_width == 90.5
    assert setup.missing == ()
    assert read(database).setup == setup
    other = logo_of(png(200, 200))
    save_logo(database, other)
    undo(database)
    assert read(database).logo == logo
    save_logo(database, None)
    assert read(database).logo is None
    undo(database)
    assert read(database).logo == logo
    redo(database)
    assert read(database).logo is None
    for _ in range(5):  # without a logo; envelope in use; envelope; sites; the hospital
        undo(database)
    assert read(database).setup.missing == ("the hospital's name", "a phone number")
    assert (read(database).logo, read(database).own, read(database).sites) == (
        None,
        frozenset(),
        (),
    )
    assert database.faults() == []


@pytest.mark.one_engine
def test_a_site_that_says_nothing_is_spoken_of_as_the_hospital(database: Database) -> None:
    save_sites(database, [PLACE])
    save_sites(database, [SiteSetup(SiteDetails("STA", phone="  "))])
    with database.read() as work:
        assert work.trust.sites() == {}
        assert site_nation(work.settings.all(), "STA") == "ENG"
    for wrong in (SiteSetup(SiteDetails(" ", "St Anne's")), SiteSetup(SiteDetails("STA"), "FRA")):
        with pytest.raises(Refused):
            save_sites(database, [PLACE, wrong])
    assert read(database).sites == (), "one wrong site keeps the others from being saved too"
    with pytest.raises(Refused):
        save_nation(database, "")


@pytest.mark.one_engine
def test_languages_are_kept_by_their_tags_and_unknown_ones_refused(database: Database) -> None:
    save_languages(database, RULES, ["pl", "cy", "pl"])
    assert read(database).setup.languages == {"cy", "pl"}
    for wrong in ("xx", "en-GB"):
        with pytest.raises(Refused, match=wrong):
            save_languages(database, RULES, ["cy", wrong])
    save_languages(database, RULES, [])
    assert read(database).setup.languages == frozenset()


@pytest.mark.one_engine
def test_a_language_without_a_font_is_said_and_blocks_nothing(database: Database) -> None:
    unseen = replace(RULES.languages[0], tag="xx", name="Unseen", has_font=False)
    rules = replace(RULES, languages=(*RULES.languages, unseen))
    save_languages(database, rules, ["xx"])
    setup = read_letter_settings(database, rules).setup
    assert "a font for Unseen" in setup.lacking
    assert "a font for Unseen" not in setup.missing


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"name": " "}, "envelope_name"),
        ({"name": "c5"}, "envelope_taken"),
        ({"window_left": -1.0}, "envelope_measures"),
        ({"window_width": float("nan")}, "envelope_measures"),
        ({"window_left": 200.0}, "window_outside"),
        ({"envelope_height": 100.0}, "envelope_too_small"),
        ({"window_width": 55.0}, "window_too_small"),
        ({"window_left": 120.0}, "window_position"),
    ],
)
@pytest.mark.one_engine
def test_measures_in_which_no_letter_can_be_placed_are_refused(
    database: Database, given: dict[str, float], code: str
) -> None:
    with pytest.raises(Refused) as refusal:
        save_own_envelope(database, RULES, replace(OURS, **given))
    assert refusal.value.code == code
    assert read(database).own == frozenset()


@pytest.mark.one_engine
def test_envelopes_in_use_are_not_removed_and_lost_ones_are_named(database: Database) -> None:
    save_own_envelope(database, RULES, OURS)
    save_post(database, RULES, {"envelope": "Ours"})
    with pytest.raises(Refused, match="Letters go in Ours"):
        remove_own_envelope(database, "Ours")
    save_post(database, RULES, {"envelope": "DL"})
    remove_own_envelope(database, "Ours")
    with pytest.raises(Refused, match="No envelope of yours"):
        remove_own_envelope(database, "DL")
    with database.write("settings") as work:
        work.settings.put({"envelope": "Gone"})
    with database.read() as work, pytest.raises(Refused, match="An envelope is one of: C5"):
        envelope_in_use(work, RULES)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ({"reminder_days": "2; 7,7"}, "7,2"),
        ({"reminder_days": " "}, ""),
        ({"sheets_a_batch": "0250"}, "250"),
        ({"post_collection": "9:05"}, None),
        ({"post_collection": "09:05"}, "09:05"),
        ({"post_margin": "5"}, "5"),
        ({"post_margin": "6"}, None),
        ({"post_margin": "-1"}, None),
        ({"print_cutoff": "18:00"}, None),
        ({"sheets_a_batch": "0"}, None),
        ({"sheets_a_batch": "many"}, None),
        ({"reminder_days": "61"}, None),
        ({"reminder_days": "-2"}, None),
        ({"envelope": "C4"}, None),
    ],
)
@pytest.mark.one_engine
def test_the_post_is_kept_tidy_or_refused(
    database: Database, given: dict[str, str], kept: str | None
) -> None:
    """Letters are never printed after the usual collection of 17:30 either."""
    (name,) = given
    if kept is None:
        with pytest.raises(Refused):
            save_post(database, RULES, given)
        assert read(database).post[name] == ""
    else:
        save_post(database, RULES, given)
        assert read(database).post[name] == kept


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "logo_kind"),
        (b"GIF89a" + b"\0" * 40, "logo_kind"),
        (b"<?xml version='1.0'?>\n<!-- x --><svg xmlns='x'/>", "logo_svg"),
        (b"\xef\xbb\xbf  <SVG/>", "logo_svg"),
        (png(300, 100)[:60], "logo_broken"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "logo_broken"),
        (b"\xff\xd8\xff\xfe\x00\x00" + b"\0" * 30, "logo_broken"),
        (png(39, 100), "logo_size"),
        (jpeg(300, 100)[:-20], "logo_broken"),
        (jpeg(300, 100)[:-2], "logo_broken"),
        (jpeg(300, 100, components=4), "logo_colours"),
        (jpeg(4001, 100), "logo_size"),
        (png(300, 100) + b"\0" * 1_000_000, "logo_large"),
    ],
)
def test_a_file_that_is_no_logo_is_refused_in_words(data: bytes, code: str) -> None:
    with pytest.raises(Refused) as refusal:
        logo_of(data)
    assert refusal.value.code == code
    assert refusal.value.text.endswith(".")


def test_a_picture_is_told_by_its_bytes_and_not_by_its_name() -> None:
    assert logo_of(png(40, 4000)).media == "png"
    assert logo_of(jpeg(600, 200)).media == "jpg"


@pytest.mark.one_engine
def test_a_logo_is_tried_on_a_letter_before_it_is_kept(
    database: Database, clock: Clock, tmp_path: Path
) -> None:
    """A picture whose beginning is right and whose pixels are not would stop every batch."""
    typesetter = TypstTypesetter(C5)
    save_hospital(database, TrustDetails("Our Trust", phone="020 1"), "ENG", None)
    settings = read(database)
    sample = letter_to_nobody(settings.setup, settings.approved, RULES, clock())
    good, bad, none = (tmp_path / name for name in ("good.txt", "bad.png", "none.png"))
    whole = png(300, 100)
    good.write_bytes(whole)
    bad.write_bytes(whole[:45] + b"\x55" * 30 + whole[-16:])
    assert read_logo(typesetter, sample, good).data == whole
    with pytest.raises(Refused) as refusal:
        read_logo(typesetter, sample, bad)
    assert refusal.value.code == "logo_broken"
    assert refusal.value.text.endswith("Save it again as an RGB PNG.")
    with pytest.raises(Unavailable):
        read_logo(typesetter, sample, none)


@pytest.mark.one_engine
def test_the_sample_letter_says_what_is_set_up(database: Database, clock: Clock) -> None:
    save_hospital(database, TrustDetails("Our Trust", phone="020 1"), "ENG", None)
    save_sites(database, [PLACE])
    settings = read(database)
    letter = letter_to_nobody(settings.setup, (), RULES, clock(), "STA")
    said = str(letter)
    assert "St Anne's" in said
    assert "020 7946 0009" in said
    with pytest.raises(Refused, match="No wording"):
        letter_to_nobody(settings.setup, (), RULES, clock(), language="xx")
