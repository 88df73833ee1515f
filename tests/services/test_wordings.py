"""The wordings a trust keeps: drafted, saved by two people, approved, taken back, retired."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

import main
from rota.domain.changes import Kind
from rota.domain.codes import Decision
from rota.domain.errors import Refused, Unavailable
from rota.domain.languages import ENGLISH
from rota.domain.letter_wording import Wording, WordingForm, WordingKind, WordingState
from rota.domain.trust import SiteDetails
from rota.domain.wording_samples import Sample, sample_letter
from rota.services.batch_making import render
from rota.services.deciding import decide
from rota.services.history import redo, undo
from rota.services.hospital_details import check_site
from rota.services.letter_contents import preview_content
from rota.services.letter_queue import letter_queue
from rota.services.tools import Tools
from rota.services.wording_checks import WordingCheck, check_wording, sample_ground, samples_of
from rota.services.wording_files import export_wording, import_wording
from rota.services.wording_versions import approve, retire, save_draft, start_draft
from rota.services.wordings import one_wording, wording_place, wording_places, wordings_in
from rota.storage.database import Database
from tests.small_hospital import NOW, open_copy

LETTER, EASY = WordingForm.LETTER, WordingForm.EASY_READ
POSTPONED = WordingKind.POSTPONED


@pytest.fixture(scope="module")
def tools() -> Tools:
    return main.tools()


def shipped(tools: Tools, kind: WordingKind = POSTPONED, language: str = ENGLISH) -> Wording:
    for each in tools.rules.letters.wordings:
        if (each.kind, each.language, each.form) == (kind, language, LETTER):
            return each
    raise AssertionError(kind)


def draft(database: Database, tools: Tools, body: str = "", language: str = ENGLISH) -> Wording:
    rules = tools.rules.letters
    text = body or shipped(tools, language=language).body
    return start_draft(database, rules, POSTPONED, language, LETTER, text).wording


def number(wording: Wording) -> int:
    assert wording.wording_id is not None
    return wording.wording_id


def chosen(database: Database, tools: Tools, language: str = ENGLISH) -> str:
    with database.read() as work:
        found = wordings_in(work, tools.rules.letters).chosen(POSTPONED, language, LETTER)
    return "" if found is None else found.wording.name


def approved(database: Database, tools: Tools, wording: Wording) -> Wording:
    passed = WordingCheck(wording.sha256, ())
    approve(database, tools.rules.letters, number(wording), passed, "Ann", "Bea")
    return one_wording(database, number(wording))


def test_a_wording_from_draft_to_retirement_is_journalled_and_undone(
    database: Database, tools: Tools
) -> None:
    rules = tools.rules.letters
    assert chosen(database, tools).startswith("postponed en-GB letter 0 ")
    first = draft(database, tools)
    assert (first.version, first.state, first.made_by) == (1, WordingState.DRAFT, "tester")
    assert chosen(database, tools).startswith("postponed en-GB letter 0 ")
    done = approved(database, tools, first)
    assert (done.approved_by, done.sha256) == ("Ann", first.sha256)
    assert chosen(database, tools) == "postponed en-GB letter 1"
    second = approved(database, tools, draft(database, tools, first.body + "\n"))
    assert second.version == 2
    assert one_wording(database, number(first)).state is WordingState.REPLACED
    assert chosen(database, tools) == "postponed en-GB letter 2"
    undo(database)
    assert one_wording(database, number(second)).state is WordingState.DRAFT
    assert chosen(database, tools) == "postponed en-GB letter 1"
    redo(database)
    assert chosen(database, tools) == "postponed en-GB letter 2"
    changes = retire(database, rules, number(second), "a mistake")
    assert changes.kinds == {Kind.SETTINGS}
    assert changes.text == "Retired a wording: postponed, English, version 2."
    assert chosen(database, tools).startswith("postponed en-GB letter 0 ")
    with pytest.raises(Refused, match="out of use already"):
        retire(database, rules, number(second), "again")
    place = wording_place(database, rules, POSTPONED, ENGLISH, LETTER)
    assert [each.version for each in place.versions] == [2, 1]
    assert place.in_use == place.shipped


def test_what_is_approved_never_changes(database: Database, tools: Tools) -> None:
    rules = tools.rules.letters
    done = approved(database, tools, draft(database, tools))
    with pytest.raises(Refused) as refused:
        save_draft(database, rules, number(done), done.body + "\nMore", done.sha256)
    assert refused.value.code == "not_a_draft"
    with pytest.raises(Refused, match="Begin a new version"):
        approved(database, tools, done)
    assert one_wording(database, number(done)) == done


def test_of_two_people_the_second_is_told_and_both_texts_are_kept(
    database: Database, tools: Tools
) -> None:
    rules = tools.rules.letters
    opened = draft(database, tools)
    mine, theirs = opened.body + "\nMine", opened.body + "\nTheirs"
    save_draft(database, rules, number(opened), theirs, opened.sha256)
    with pytest.raises(Refused, match="tester saved this draft") as refused:
        save_draft(database, rules, number(opened), mine, opened.sha256)
    assert refused.value.code == "changed_meanwhile"
    kept = start_draft(database, rules, POSTPONED, ENGLISH, LETTER, mine).wording
    assert [one_wording(database, number(each)).body for each in (opened, kept)] == [theirs, mine]
    same = save_draft(database, rules, number(opened), theirs, "something older")
    assert same.changes.entry is None
    undo(database)
    undo(database)
    assert one_wording(database, number(opened)).body == opened.body


def test_approval_wants_names_a_check_of_this_text_and_no_problem(
    database: Database, tools: Tools
) -> None:
    rules = tools.rules.letters
    welsh = draft(database, tools, language="cy")
    passed = WordingCheck(welsh.sha256, ())
    for who, checker, code in (("", "Bea", "who_missing"), ("Ann", " ", "checker_missing")):
        with pytest.raises(Refused) as refused:
            approve(database, rules, number(welsh), passed, who, checker)
        assert refused.value.code == code
    save_draft(database, rules, number(welsh), welsh.body + "\n\nmore", welsh.sha256)
    with pytest.raises(Refused, match="changed after it was checked"):
        approve(database, rules, number(welsh), passed, "Ann", "Bea")
    now = one_wording(database, number(welsh))
    ground = sample_ground(database, rules, NOW)
    check = check_wording(ground, tools.typesetter(), now)
    assert check.problems
    with pytest.raises(Refused, match=r"Not yet: line \d+: "):
        approve(database, rules, number(welsh), check, "Ann", "Bea")
    assert chosen(database, tools, "cy") == ""


@pytest.mark.one_engine
def test_letters_are_made_by_the_approved_words_and_then_the_approval_stays(
    tmp_path: Path, tools: Tools
) -> None:
    rules = tools.rules.letters
    _, storage = open_copy(tmp_path, 1)
    decide(storage, ["A1"], Decision.POSTPONE, "no doctor")
    body = shipped(tools).body.replace("[[sign_off]]", "Our own last words.\n[[sign_off]]")
    wording = start_draft(storage, rules, POSTPONED, ENGLISH, LETTER, body).wording
    queued = letter_queue(storage, rules, NOW)[:1]
    assert "Our own" not in str(preview_content(storage, rules, queued, NOW))
    ground, typesetter = sample_ground(storage, rules, NOW), tools.typesetter()
    check = check_wording(ground, typesetter, wording)
    assert (check.sha256, check.blockers, check.warnings) == (wording.sha256, (), ())
    assert check.before == shipped(tools).body.strip()
    approve(storage, rules, number(wording), check, "Ann")
    assert "Our own last words." in str(preview_content(storage, rules, queued, NOW))
    undo(storage)
    redo(storage)
    assert render(storage, typesetter, rules, NOW, {"A1"}).letters == 1
    with pytest.raises(Refused, match="Retire it instead"):
        undo(storage)
    assert one_wording(storage, number(wording)).state is WordingState.APPROVED
    storage.close()


@pytest.mark.one_engine
def test_every_text_that_comes_with_the_program_passes_the_check_of_an_approval(
    database: Database, tools: Tools
) -> None:
    """In every language, with the longest names and addresses, easy read among them."""
    rules, typesetter = tools.rules.letters, tools.typesetter()
    ground = sample_ground(database, rules, NOW)
    found = {each.name: check_wording(ground, typesetter, each).blockers for each in rules.wordings}
    assert {name: why for name, why in found.items() if why} == {}
    assert len(found) >= 7


@pytest.mark.one_engine
def test_a_sample_letter_is_written_by_the_wording_on_trial(
    database: Database, tools: Tools
) -> None:
    ground = sample_ground(database, tools.rules.letters, NOW)
    for each in tools.rules.letters.wordings:
        marked = replace(each, body=each.body.replace("[[sign_off]]", "Mark 77.\n[[sign_off]]"))
        for sample in samples_of(each):
            letter = sample_letter(ground, marked, sample)
            part = letter.translation if each.language != ENGLISH else letter
            assert part is not None, (each.name, sample)
            assert "Mark 77." in "".join(run.text for run in part.after_table[-1].runs), each.name


@pytest.mark.one_engine
def test_private_words_in_the_window_and_missing_letters_keep_it_from_approval(
    database: Database, tools: Tools
) -> None:
    rules, typesetter = tools.rules.letters, tools.typesetter()
    ground = sample_ground(database, rules, NOW)
    chinese = shipped(tools).body.replace("[[sign_off]]", "\u4f60\u597d\n[[sign_off]]")
    check = check_wording(ground, typesetter, replace(shipped(tools), body=chinese))
    assert {each.code for each in check.faults} == {"missing_glyph"}
    assert {each.sample for each in check.faults} == set(samples_of(shipped(tools)))
    assert check.blockers[0].startswith("a sample letter (plain): ")
    private = shipped(tools).body.replace("# ", "# {{service}} ", 1)
    check = check_wording(ground, typesetter, replace(shipped(tools), body=private))
    assert check.problems
    assert check.blockers[0].startswith("line 1: ")


@pytest.mark.one_engine
def test_every_place_is_listed_english_first_then_the_languages_in_use(
    database: Database, tools: Tools
) -> None:
    rules = tools.rules.letters
    with database.write("settings") as work:
        work.settings.put({"languages": "tr"})
    places = wording_places(database, rules)
    assert [each.kind for each in places[:7]] == list(WordingKind)
    assert all(each.in_use is each.shipped is not None for each in places[:7])
    easy = [each for each in places if each.form is EASY]
    assert easy
    assert all(each.in_use is None and each.newest is each.shipped for each in easy)
    turkish = [each for each in places if each.language == "tr"]
    assert len(turkish) == 7
    assert all(each.in_use is None and each.newest is None for each in turkish)
    with pytest.raises(Refused, match="No language is called xx"):
        start_draft(database, rules, POSTPONED, "xx", LETTER, "# A")


@pytest.mark.one_engine
def test_a_wording_goes_to_an_agency_and_comes_back_the_same(
    database: Database, tools: Tools, tmp_path: Path
) -> None:
    rules = tools.rules.letters
    for each in rules.wordings:
        out = export_wording(each, tmp_path / "wording.txt")
        back = import_wording(database, rules, out).wording
        assert (back.kind, back.language, back.form) == (each.kind, each.language, each.form)
        assert back.body.split() == each.body.split()
        assert back.note == "From the file wording.txt"
    with pytest.raises(Unavailable, match=r"none\.txt cannot be read"):
        import_wording(database, rules, tmp_path / "none.txt")


def test_a_draft_older_than_what_is_in_use_is_overtaken(database: Database, tools: Tools) -> None:
    rules = tools.rules.letters
    old = draft(database, tools)
    used = approved(database, tools, draft(database, tools, old.body + "\n"))
    place = wording_place(database, rules, POSTPONED, ENGLISH, LETTER)
    assert (place.draft, place.newest) == (None, used)
    newer = draft(database, tools)
    place = wording_place(database, rules, POSTPONED, ENGLISH, LETTER)
    assert (place.draft, place.newest) == (newer, newer)


def test_who_checked_a_translation_is_not_who_approves_it(database: Database, tools: Tools) -> None:
    welsh = draft(database, tools, language="cy")
    passed = WordingCheck(welsh.sha256, ())
    with pytest.raises(Refused) as refusal:
        approve(database, tools.rules.letters, number(welsh), passed, "Ann Lee", "LEE, Ann")
    assert refusal.value.code == "same_person"


@pytest.mark.one_engine
def test_the_sample_without_a_phone_has_none_at_its_site_either(
    tmp_path: Path, tools: Tools
) -> None:
    _, storage = open_copy(tmp_path, 1)
    ground = sample_ground(storage, tools.rules.letters, NOW)
    sites = {"North": SiteDetails("North", "North wing", phone="01632 960009")}
    ground = replace(ground, setup=replace(ground.setup, sites=sites))
    letter = sample_letter(ground, shipped(tools), Sample.NO_CONTACT)
    assert "960009" not in str(letter)
    assert "960009" in str(sample_letter(ground, shipped(tools), Sample.PLAIN))


@pytest.mark.one_engine
def test_a_site_that_no_service_is_at_is_refused(tmp_path: Path, database: Database) -> None:
    _, storage = open_copy(tmp_path, 1)
    with storage.read() as work:
        there = work.duties.services()[0].site
    check_site(storage, there)
    with pytest.raises(Refused, match=f"No service is at Nowhere. Sites: .*{there}"):
        check_site(storage, "Nowhere")
    check_site(database, "Nowhere")  # no services yet
