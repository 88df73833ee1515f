"""Letters by a trust's own wordings: what is filled in, chosen, translated and left out."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from rota.domain import wording
from rota.domain.codes import AppointmentKind, LetterFormat, LetterKind, Mode
from rota.domain.letter_content import Block, LetterContent, LetterPart, Run
from rota.domain.letter_wording import Wording, WordingForm, WordingKind, WordingState
from rota.domain.trust import LetterSetup, SiteDetails, TrustDetails
from rota.domain.visit_told import VisitTold
from rota.domain.wording_book import WordingBook
from rota.domain.wording_choice import choose_wordings
from tests.domain.making import appointment, at, patient
from tests.domain.writing import RULES

SHIPPED = next(
    each.name
    for each in RULES.wordings
    if (each.kind, each.language, each.form) == ("postponed", "en-GB", "letter")
)

TRUST = TrustDetails(
    "St Anne's Hospital", "1 Road", "020 7946 0000", "8am to 6pm", "post@example.org",
    "PO Box 1", "A Person", "Manager",
)  # fmt: skip
WRITTEN = at("2016-01-08 09:00")
HEAD, TAIL = "# Your appointment\n> Dear {{name}}\n", "\n[[appointments]]\n[[sign_off]]\n"
POLISH = {"language": "Polish"}


def own(
    line: str,
    kind: WordingKind = WordingKind.POSTPONED,
    language: str = "en-GB",
    form: WordingForm = WordingForm.LETTER,
    version: int = 1,
    state: WordingState = WordingState.APPROVED,
    whole: str = "",
) -> Wording:
    return Wording(version, kind, language, form, version, whole or HEAD + line + TAIL, state)


def letter(
    *own_wordings: Wording,
    told: tuple[VisitTold, ...] = (),
    setup: LetterSetup | None = None,
    kind: LetterKind = LetterKind.POSTPONED,
    **who: Any,
) -> LetterContent:
    someone = patient(**who)
    visits = told or (VisitTold(appointment(patient=someone), "Surgery", "Main"),)
    book = WordingBook(own_wordings, RULES)
    setup = setup or LetterSetup(TRUST)
    return wording.write(kind, "SR-000001", someone, visits, setup, book, RULES, WRITTEN)


def texts(blocks: tuple[Block, ...]) -> list[str]:
    return ["".join(run.text for run in block.runs) for block in blocks]


def said(line: str, **more: Any) -> str:
    return "|".join(texts(letter(own(line), **more).before_table))


@pytest.mark.parametrize(
    ("line", "printed"),
    [
        ("On {{one ? {{old_day}} at {{old_time}}}}.", "On Tuesday 12 January 2016 at 10:20am."),
        ("We {{strike ? , sadly}} wait {{child ? or not}} .", "We, sadly wait."),
        ("{{child ? Yes}} Hello", "Hello"),
        ("Hello {{child ? Yes}}", "Hello"),
        ("{{child ? Yes}}", ""),
        ("A {{child ? b}} {{child ? c}} d", "A d"),
        ("Two  spaces", "Two spaces"),
        ("{{hospital}}, {{patient_name}}, {{reference}}, {{today}}",
         "St Anne's Hospital, Nasrin Begum, SR-000001, 8 January 2016"),
        ("[only not strike] One\n[only strike] Two", "Two"),
        ("## First\n## Second\nWords\n## Above the table", "Second|Words|Above the table"),
        ("[only has_email, has_hours, has_phone] {{phone}} {{phone_hours}} {{email}}",
         "020 7946 0000 8am to 6pm post@example.org"),
    ],
)  # fmt: skip
def test_words_are_filled_in_and_tidied(line: str, printed: str) -> None:
    assert said(line) == printed


def test_a_heading_that_leads_to_nothing_is_left_out_below_the_table() -> None:
    line = "[[appointments]]\n## One\n[only child] Words\n## Two\nWords\n## Three"
    body = f"{HEAD}{line}\n[[sign_off]]"
    assert texts(letter(own("", whole=body)).after_table) == ["Two", "Words"]


@pytest.mark.parametrize(
    "name",
    [
        "{{phone}}", "**x**", "[[appointments]]", "# A", "{name}", "  ", "%s", "A  .", ". ",
        "{{child ? a : b}}", "\u202eevil", "x\ny",
    ],
)  # fmt: skip
def test_a_name_is_never_read_as_wording(name: str) -> None:
    """It prints as it is, in a stretch of its own, whatever it looks like."""
    line = "Words {{patient_name}} . More **{{patient_name}}**"
    printed = letter(own(line), title="", forename="", surname=name)
    (block,) = printed.before_table
    assert [run for run in block.runs if run.text == name] == [Run(name), Run(name, bold=True)]
    assert printed.salutation == f"Dear {name}"
    child = letter(surname=name, forename="", date_of_birth=WRITTEN.date())
    assert child.salutation == f"Dear parent or guardian of {name}"


def test_a_service_and_a_site_are_data_in_the_table_as_well() -> None:
    told = (VisitTold(appointment(), "{what}", "{service}", at("2016-02-20 09:00")),)
    (row,) = letter(told=told, kind=LetterKind.RESCHEDULED).appointments
    assert row.what == "Follow-up appointment, {what} (was Tuesday 12 January, 10:20am)"
    assert row.where == "{service}"


def test_numbers_times_and_phones_run_left_to_right_whole() -> None:
    line = "[only one] {{old_day}} {{old_time}} **{{has_phone ? {{phone}}}}** 111"
    (block,) = letter(own(line)).before_table
    kept = [(run.text, run.bold) for run in block.runs if run.keep_ltr]
    numbers = ["12", "2016", "10:20am", "020 7946 0000", "111"]
    assert kept == [(each, each == TRUST.phone) for each in numbers]


def test_a_time_in_right_to_left_words_is_one_stretch() -> None:
    """In two stretches, 10:20 would be printed 20:10."""
    body = "# موعدك\n> {{name}}\n[only one] {{old_day}} {{old_time}} 10:20–11:00" + TAIL
    mine = own("", language="ar", whole=body)
    setup = LetterSetup(TRUST, languages=frozenset({"ar"}))
    part = letter(mine, setup=setup, language="Arabic").translation
    assert part is not None
    kept = [run.text for run in part.before_table[0].runs if run.keep_ltr]
    assert kept == ["12", "2016", "10:20", "10:20–11:00"]


def test_each_appointment_is_said_for_itself_and_asked_for_itself() -> None:
    come = "[each at_hospital] - Come: {{old_time}} {{replaces ? again}}"
    line = f"{come}\n[each by_phone] Ring: {{{{old_time}}}}"
    told = (
        VisitTold(appointment("2016-01-12 09:00", mode=Mode.PHONE), "Surgery", "Main"),
        VisitTold(appointment("2016-01-12 10:00"), "Surgery", "Main"),
        VisitTold(appointment("2016-01-12 11:00", mode=Mode.PHONE), "Surgery", "Main"),
    )
    printed = letter(own(line), told=told)
    assert texts(printed.before_table) == ["Ring: 9am", "Come: 10am", "Ring: 11am"]
    assert [block.style for block in printed.before_table] == ["paragraph", "bullet", "paragraph"]


@pytest.mark.parametrize(
    ("modes", "holds"),
    [
        ((Mode.FACE_TO_FACE,), "at_hospital"),
        ((Mode.PHONE, Mode.VIDEO), "by_phone by_video"),
        ((Mode.FACE_TO_FACE, Mode.VIDEO), "at_hospital by_video mixed"),
    ],
)
def test_what_a_letter_asks_is_asked_of_all_its_appointments(
    modes: tuple[Mode, ...], holds: str
) -> None:
    asked = "at_hospital by_phone by_video mixed".split()
    line = " ".join(f"{{{{{name} ? {name}}}}}" for name in asked)
    told = tuple(VisitTold(appointment(mode=mode), "Surgery", "Main") for mode in modes)
    assert said(line, told=told) == holds


def test_industrial_action_is_the_reason_only_where_it_is_of_every_appointment() -> None:
    told = (
        VisitTold(appointment(), "Surgery", "Main"),
        VisitTold(appointment(), "Surgery", "Main", strike=False),
    )
    assert said("{{strike ? Action : None}}", told=told) == "None"
    assert said("[each strike] Action\n[each not strike] None", told=told) == "Action|None"


def test_prepared_is_only_asked_where_an_old_date_is_gone() -> None:
    prepared = VisitTold(appointment(kind=AppointmentKind.DIAGNOSTIC), "Surgery", "Main")
    line = "{{prepared ? Eat : As before}}"
    assert said(line, told=(prepared,)) == "Eat"
    ahead = own(line, WordingKind.GOING_AHEAD)
    printed = letter(ahead, told=(prepared,), kind=LetterKind.GOING_AHEAD)
    assert texts(printed.before_table) == ["As before"]


def test_a_site_speaks_for_itself_where_all_appointments_are_there() -> None:
    site = SiteDetails("Main", "Main Hospital, Level 2", "9 Other Road", "01632 960009")
    setup = LetterSetup(TRUST, {"Main": site})
    here = letter(setup=setup)
    assert here.trust_name == "Main Hospital, Level 2"
    assert here.contact_lines == ("9 Other Road", "Phone 01632 960009", "post@example.org")
    assert here.appointments[0].where == "Main Hospital, Level 2"
    assert here.sign_off[-1] == "Main Hospital, Level 2"
    assert "01632 960009" in "".join(texts(here.after_table))
    both = letter(
        setup=setup,
        told=(
            VisitTold(appointment(), "Surgery", "Main"),
            VisitTold(appointment(), "Surgery", "South"),
        ),
    )
    assert (both.trust_name, both.contact_lines[1]) == (TRUST.name, "Phone 020 7946 0000")
    assert [row.where for row in both.appointments] == ["Main Hospital, Level 2", "South"]


def template(*own_wordings: Wording, languages: frozenset[str] = frozenset(), **who: Any) -> str:
    visits = [VisitTold(appointment(), "Surgery", "Main")]
    setup, book = LetterSetup(TRUST, languages=languages), WordingBook(own_wordings, RULES)
    return choose_wordings(
        LetterKind.POSTPONED, patient(**who), visits, setup, book, RULES
    ).template


def test_the_newest_approved_wording_is_used_and_named() -> None:
    assert template() == SHIPPED
    drafted = own("Draft", version=4, state=WordingState.DRAFT)
    retired = own("Retired", version=3, state=WordingState.RETIRED)
    assert template(own("A"), own("B", version=2), retired, drafted) == "postponed en-GB letter 2"
    assert template(own("B", version=2), own("A")) == "postponed en-GB letter 2"
    assert template(own("A"), own("{{gone}}", version=2)) == "postponed en-GB letter 1"
    assert template(own("A", WordingKind.CONDITIONAL)) == SHIPPED


def test_a_translation_is_printed_only_once_approved_and_where_the_hospital_writes_it() -> None:
    polish = next(
        each for each in RULES.wordings if (each.kind, each.language) == ("postponed", "pl")
    )
    mine = replace(polish, wording_id=7, version=1, state=WordingState.APPROVED)
    both = f"{SHIPPED}; postponed pl letter 1"
    assert template(mine, languages=frozenset({"pl"}), **POLISH) == both
    alone = SHIPPED
    assert template(languages=frozenset({"pl"}), **POLISH) == alone
    assert template(mine, **POLISH) == alone
    assert template(mine, languages=frozenset({"pl"}), language="Klingon") == alone
    assert template(mine, languages=frozenset({"pl"})) == alone


def test_a_translated_letter_holds_the_whole_english_letter_too() -> None:
    line = "[only one] Data: {{old_day}}, {{old_time}}. {{phone_hours}}"
    line = line.replace("{{phone_hours}}", "{{has_phone ? {{phone}}}}")
    body = "# Wizyta\n> Witamy {{name}}\n" + line + TAIL
    mine = own("", language="pl", whole=body)
    setup = LetterSetup(TRUST, languages=frozenset({"pl"}))
    printed = letter(mine, setup=setup, **POLISH)
    part = printed.translation
    assert isinstance(part, LetterPart)
    polish = next(each for each in RULES.languages if each.tag == "pl")
    assert (part.language, part.labels, part.sign_off[0]) == (
        "pl", polish.labels, polish.phrases.yours)  # fmt: skip
    assert (part.heading, part.salutation) == ("Wizyta", "Witamy Ms Begum")
    assert "wtorek" in texts(part.before_table)[0]
    assert "020 7946 0000" in [run.text for run in part.before_table[0].runs if run.keep_ltr]
    (row,) = part.appointments
    assert row.what == f"{polish.phrases.follow_up}, Surgery"
    english = letter(setup=LetterSetup(TRUST))
    assert replace(printed, translation=None) == english


def test_easy_read_has_its_own_wording_pictures_and_layout() -> None:
    easy = own("(phone) We will ring **you**.", form=WordingForm.EASY_READ)
    printed = letter(easy, format=LetterFormat.EASY_READ)
    assert (printed.layout, printed.font_points) == ("easy_read", 16)
    assert [each.name for each in printed.pictures] == ["phone"]
    assert printed.pictures[0].alt
    assert printed.before_table[0].picture == "phone"
    standard = letter(easy)
    assert (standard.layout, standard.pictures) == ("letter", ())
    unapproved = letter(format=LetterFormat.EASY_READ)
    assert (unapproved.layout, unapproved.pictures) == ("letter", ())


def test_every_wording_shipped_writes_a_letter_in_its_own_language() -> None:
    """Drafts too, once a trust approves them as they are; no brace or mark is left over."""
    approved = [
        replace(each, wording_id=number, version=1, state=WordingState.APPROVED)
        for number, each in enumerate(RULES.wordings, start=1)
    ]
    book = WordingBook(approved, RULES)
    setup = LetterSetup(TRUST, languages=frozenset(each.tag for each in RULES.languages))
    names = {each.tag: each.name for each in RULES.languages}
    for each in approved:
        format = LetterFormat.EASY_READ if each.form == "easy_read" else LetterFormat.STANDARD
        someone = patient(
            language=names.get(each.language, ""), format=format, phone="07700 900123"
        )
        printed = wording.write(
            *told_by(each.kind), someone, visits_of(each.kind, someone), setup, book, RULES, WRITTEN
        )
        part = printed if each.language == "en-GB" else printed.translation
        assert part is not None
        words = [part.heading, part.salutation, *texts(part.before_table), *texts(part.after_table)]
        assert all(words)
        assert not set("{}[]*") & set("".join(words)), each.name
        assert len(part.appointments) == len(visits_of(each.kind, someone))


def told_by(kind: WordingKind) -> tuple[LetterKind, str]:
    several = kind is WordingKind.SEVERAL
    return LetterKind.POSTPONED if several else LetterKind(kind.value), "SR-000001"


def visits_of(kind: WordingKind, someone: Any) -> list[VisitTold]:
    news = [each for each in LetterKind if each is not LetterKind.CORRECTION]
    if kind not in (WordingKind.SEVERAL, WordingKind.CORRECTION):
        news = [LetterKind(kind.value)]
    moved = at("2016-02-20 09:00")
    return [
        VisitTold(
            appointment(patient=someone), "Surgery", "Main",
            moved if each is LetterKind.RESCHEDULED else None, news=each,
        )
        for each in news
    ]  # fmt: skip
