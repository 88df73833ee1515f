"""Notices say what happens and what to do in plain words, and a template can only fill in words."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rota.domain.codes import Level, LossPolicy, StaffGroup, WindowState, WindowType
from rota.domain.errors import Refused
from rota.domain.notice_words import (
    groups_words,
    moment_words,
    public_fields,
    staff_fields,
    when_words,
)
from rota.domain.notices import FIELDS, MOST, NoticeKind, compose, tidy_template
from rota.domain.trust import TrustDetails
from rota.domain.windows import StrikeWindow, WindowTerms
from rota.services.notices import built_in_template

PUBLIC, STAFF = NoticeKind.PUBLIC, NoticeKind.STAFF
TODAY = date(2016, 1, 8)
TRUST = TrustDetails(
    name="St Elsewhere's", phone="020 7946 0000", phone_hours="8am to 8pm", email="a@example.nhs.uk"
)


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)


TERMS = WindowTerms(
    utc(2016, 1, 12, 8),
    utc(2016, 1, 13, 8),
    WindowType.EMERGENCY_CARE_ONLY,
    frozenset({StaffGroup.RESIDENT_DOCTOR}),
)
WINDOW = StrikeWindow(1, "2016 contract", "BMA", WindowState.CONFIRMED, 1, TERMS)


def a_window(state=WindowState.CONFIRMED, **terms):
    return replace(WINDOW, state=state, terms=replace(TERMS, **terms))


def fields_of(kind, window=WINDOW, trust=TRUST, levels=()):
    if kind is PUBLIC:
        return public_fields(window, trust, TODAY)
    return staff_fields(window, trust, TODAY, levels)


def made(kind, window=WINDOW, trust=TRUST):
    return compose(kind, built_in_template(kind), fields_of(kind, window, trust))


@pytest.mark.parametrize("kind", list(NoticeKind))
def test_every_field_of_the_closed_list_has_words_and_no_other(kind):
    fields = fields_of(kind)
    assert fields.keys() == FIELDS[kind].keys()
    assert all(fields.values())


def test_patients_read_when_what_and_what_to_do():
    text = made(PUBLIC).text
    assert text.startswith("What this strike means for your appointment\n\n")
    assert (
        "Industrial action by junior doctors is planned from 8am on Tuesday 12 January 2016 to "
        "8am on Wednesday 13 January 2016." in text
    )
    assert "If we have not contacted you, please come as planned." in text
    assert "Emergency services stay open." in text
    assert "phone 020 7946 0000 (8am to 8pm) or email a@example.nhs.uk" in text
    assert "St Elsewhere's. Last changed on Friday 8 January 2016." in text


def test_staff_read_the_window_the_start_rule_and_that_answers_are_private():
    text = made(STAFF).text
    assert "It lasts 24 hours." in text
    assert "at or after 8am on Tuesday 12 January 2016 and before 8am on Wednesday 13" in text
    assert "A shift that began before 8am on Tuesday 12 January 2016 is finished" in text
    assert "emergency-only level" in text
    assert "You do not have to tell us" in text
    assert "Ask your rota manager or your head of department" in text


@pytest.mark.parametrize("kind", list(NoticeKind))
@pytest.mark.parametrize("state", list(WindowState))
@pytest.mark.parametrize("what", list(WindowType))
def test_no_notice_blames_or_judges_or_leaves_a_hole(kind, state, what):
    for trust in (TRUST, TrustDetails()):
        notice = made(kind, a_window(state, type=what), trust)
        assert not re.search(r"(?i)lawful|legal|blame|fault|refus|threat|regret", notice.text)
        assert "{{" not in notice.text
        assert "None" not in notice.text
        assert not re.search(r"\s\.|\.\.|  ", notice.text)


@pytest.mark.parametrize("kind", list(NoticeKind))
@pytest.mark.parametrize("state", [WindowState.CALLED_OFF, WindowState.SUSPENDED])
def test_a_strike_that_is_off_is_not_announced(kind, state):
    text = made(kind, a_window(state)).text
    assert "is planned" not in text
    assert {"called_off": "called off", "suspended": "suspended"}[state] in text
    assert "part of the action" not in text


def test_a_patient_told_of_a_new_date_keeps_it_when_the_strike_is_called_off():
    text = made(PUBLIC, a_window(WindowState.CALLED_OFF)).text
    assert "that stays so unless we contact you again" in text


@pytest.mark.parametrize(
    ("what", "said"),
    [
        (WindowType.EMERGENCY_CARE_ONLY, "give emergency care, but not other care"),
        (WindowType.FULL_WALKOUT, "will not be at work"),
        (WindowType.CHRISTMAS_DAY_COVER, "Christmas Day"),
        (WindowType.ACTION_SHORT_OF_STRIKE, "Appointments go ahead unless we contact you"),
    ],
)
def test_the_type_is_explained_to_patients(what, said):
    assert said in made(PUBLIC, a_window(type=what)).text


@pytest.mark.parametrize(
    ("terms", "said"),
    [
        ({"policy": LossPolicy.CLIP}, "Only the hours from 8am on Tuesday 12 January 2016 and bef"),
        ({"policy": LossPolicy.CLIP, "end": None}, "Only the hours from 8am on Tuesday 12"),
        ({"end": None}, "starts at 8am on Tuesday 12 January 2016 or later is part of"),
        ({"type": WindowType.ACTION_SHORT_OF_STRIKE}, "Every shift is worked as usual."),
        ({"end": utc(2016, 1, 12, 17)}, "It lasts 9 hours."),
        ({"end": utc(2016, 1, 12, 9, 30)}, "It lasts 1 hour and 30 minutes."),
        ({"start": utc(2026, 10, 24, 7), "end": utc(2026, 10, 25, 8)}, "It lasts 25 hours."),
        ({"sites": frozenset({"East", "West", "Mid"})}, "It is about East, Mid and West only."),
        ({"groups": frozenset(), "affects_post": True}, "Letters may take longer to arrive."),
        ({"affects_post": True}, "Letters may take longer to arrive."),
    ],
)
def test_staff_read_what_differs(terms, said):
    assert said in made(STAFF, a_window(**terms)).text


def test_a_postal_strike_calls_out_nobody_here():
    text = made(PUBLIC, a_window(groups=frozenset(), affects_post=True)).text
    assert "Industrial action by postal workers" in text
    assert "own staff are not called out" in text


def test_services_with_a_level_of_their_own_are_named_while_they_are_few():
    few = fields_of(STAFF, levels=[("ENT (East)", Level.SUSPENDED)])["service_levels"]
    many = fields_of(STAFF, levels=[("ENT (East)", Level.SUSPENDED)] * 9)["service_levels"]
    assert "Otherwise: ENT (East), suspended." in few
    assert "9 services have a level of their own" in many


@pytest.mark.parametrize("what", list(WindowType))
def test_the_staff_notice_fits_one_page(what):
    levels = [(f"Service number {n} (Site)", Level.SUSPENDED) for n in range(8)]
    window = a_window(type=what, sites=frozenset({"East", "West", "Mid"}))
    text = compose(STAFF, built_in_template(STAFF), fields_of(STAFF, window, levels=levels)).text
    lines = sum(1 + len(line) // 85 for line in text.splitlines())
    assert lines < 55


@pytest.mark.parametrize(
    ("day", "said"),
    [(date(2024, 9, 17), "junior doctors"), (date(2024, 9, 18), "resident doctors")],
)
def test_the_label_of_doctors_depends_on_the_date(day, said):
    groups = {StaffGroup.RESIDENT_DOCTOR, StaffGroup.CONSULTANT, StaffGroup.NURSE}
    assert groups_words(groups, day) == f"{said}, consultants and nurses"


@pytest.mark.parametrize(
    ("instant", "said"),
    [
        (utc(2016, 1, 12), "midnight at the start of Tuesday 12 January 2016"),
        (utc(2016, 1, 12, 12), "12 noon on Tuesday 12 January 2016"),
        (utc(2023, 5, 1, 22, 59), "11:59pm on Monday 1 May 2023"),
    ],
)
def test_times_in_words_cannot_be_mistaken(instant, said):
    assert moment_words(instant) == said


def test_an_open_end_is_said():
    assert when_words(replace(TERMS, end=None)).endswith("2016, with no end given")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "template_empty"), (" \n", "template_empty"), ("x" * (MOST + 1), "template_too_long"),
        ("{{who}} {{patient}}", "unknown_field"), ("{{start_rule}}", "unknown_field"),
        ("{{who", "field_unclosed"), ("who}}", "field_unclosed"), ("{{{who}}}{{", "field_unclosed"),
    ],
)  # fmt: skip
def test_a_template_that_cannot_be_filled_is_refused(text, code):
    with pytest.raises(Refused) as refused:
        tidy_template(PUBLIC, text)
    assert refused.value.code == code


def test_the_unknown_field_is_named_with_those_that_are_known():
    with pytest.raises(Refused, match=r"\{\{patient\}\}.*trust_name"):
        compose(PUBLIC, "Dear {{ patient }}", fields_of(PUBLIC))


def test_a_template_becomes_headings_lists_and_paragraphs():
    template = "# Title\r\nfirst\nline\n\n## More\n- one\n  goes on\n* two\nwho: {{ who }}\n\nlast"
    notice = compose(PUBLIC, template, fields_of(PUBLIC))
    assert notice.title == "Title"
    body = notice.html.partition("<body>\n")[2]
    assert body == (
        "<h1>Title</h1>\n<p>first line</p>\n<h2>More</h2>\n<ul>\n<li>one goes on</li>\n"
        "<li>two who: junior doctors</li>\n</ul>\n<p>last</p>\n</body>\n</html>\n"
    )
    assert notice.text == (
        "Title\n\nfirst line\n\nMore\n\n- one goes on\n- two who: junior doctors\n\nlast\n"
    )


def test_a_part_whose_fields_are_blank_is_left_out():
    notice = compose(STAFF, "# A\n{{how_long}}\n- {{service_levels}}", fields_of(STAFF) | {
        "how_long": "", "service_levels": "",
    })  # fmt: skip
    assert notice.text == "A\n"


class Elements(HTMLParser):
    """Notes every element of a page and the text between."""

    def __init__(self):
        super().__init__()
        self.names, self.text = set(), ""

    def handle_starttag(self, tag, attrs):
        self.names.add(tag)
        assert not attrs or tag in {"html", "meta"}

    def handle_data(self, data):
        self.text += data


SAFE = {"html", "head", "meta", "title", "body", "h1", "h2", "p", "ul", "li"}


@given(value=st.text(st.one_of(st.characters(), st.sampled_from("<>&\"'#-{}\n= ")), max_size=60))
def test_nothing_in_a_value_becomes_markup(value):
    fields = dict.fromkeys(FIELDS[PUBLIC], value)
    notice = compose(PUBLIC, "# {{who}}\n{{who}}\n- {{who}} {{trust_name}}\nend", fields)
    page = Elements()
    page.feed(notice.html)
    assert page.names <= SAFE
    assert len(re.findall(r"<h1>", notice.html)) <= 1


@given(template=st.text(st.one_of(st.characters(), st.sampled_from("<>&\"'#-{}\n ")), max_size=80))
def test_nothing_in_a_template_becomes_markup_of_its_own(template):
    try:
        notice = compose(PUBLIC, template, fields_of(PUBLIC))
    except Refused:
        return
    page = Elements()
    page.feed(notice.html)
    assert page.names <= SAFE


def test_script_is_shown_as_text():
    trust = replace(TRUST, name="<script>alert(1)</script>")
    html = made(PUBLIC, trust=trust).html
    assert "<script" not in html
    assert "&lt;script&gt;" in html
