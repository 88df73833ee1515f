"""Notices about a strike window: the page for patients and the page for staff, from templates.

The words tell what happens and what to do. They blame nobody and judge nothing. A template is plain
text with ``# headings``, ``- bullets``, paragraphs and ``{{fields}}`` of a closed list.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from html import escape
from itertools import groupby

from rota.domain.errors import Refused

MOST = 20_000
"""The longest template, in characters."""

_FIELD = re.compile(r"\{\{\s*([^{}\n]{1,60}?)\s*\}\}")
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_HEADING = re.compile(r"(#{1,2})\s+(.*)")
_BULLET = re.compile(r"[-*]\s+(.*)")


class NoticeKind(StrEnum):
    """Whom a notice is for."""

    PUBLIC = "public"
    STAFF = "staff"


_SHARED_FIELDS = {
    "trust_name": "the hospital's name",
    "who": "the staff groups called out",
    "union": "the union that calls the action",
    "where": "the sites it reaches",
    "strike_when": "from when to when, in words",
    "what_is_happening": "a sentence: what is planned and when, or that it is called off",
    "what_it_means": "sentences: what kind of action it is",
    "how_to_reach_us": "a sentence: the hospital's phone, its hours and email",
    "written_on": "today's date",
}
FIELDS: Mapping[NoticeKind, Mapping[str, str]] = {
    NoticeKind.PUBLIC: _SHARED_FIELDS
    | {"your_appointment": "sentences: whether to come to an appointment"},
    NoticeKind.STAFF: _SHARED_FIELDS
    | {
        "how_long": "a sentence: how many hours it lasts",
        "service_levels": "sentences: the level that services run at",
        "start_rule": "sentences: which shifts are part of the action",
    },
}
"""The fields that a template of each kind may use, and what stands for each."""


@dataclass(frozen=True, slots=True)
class Notice:
    """A finished notice, as plain text and as a web page."""

    title: str
    text: str
    html: str


@dataclass(frozen=True, slots=True)
class _Part:
    """One heading, bullet or paragraph: its HTML element and its text."""

    element: str
    text: str


def tidy_template(kind: NoticeKind, text: str) -> str:
    """Return a template with plain line ends. Refuses an empty or overlong one and bad fields."""
    tidy = _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip() + "\n"
    if not tidy.strip():
        raise Refused("template_empty", "The template is empty. Write it, or go back to ours.")
    if len(tidy) > MOST:
        raise Refused("template_too_long", f"A template may have at most {MOST:,} characters.")
    allowed = FIELDS[kind]
    for match in _FIELD.finditer(tidy):
        if match.group(1) not in allowed:
            raise Refused(
                "unknown_field",
                f"The template has the field {{{{{match.group(1)}}}}}, which is not known. "
                f"The fields are {', '.join(sorted(allowed))}.",
            )
    if "{{" in _FIELD.sub("", tidy) or "}}" in _FIELD.sub("", tidy):
        raise Refused("field_unclosed", "A field is written {{who}}: two brackets on each side.")
    return tidy


def compose(kind: NoticeKind, template: str, fields: Mapping[str, str]) -> Notice:
    """Return the notice that a template makes. Raises Refused for a field that is not known.

    A field's value is only ever text: it makes no heading and no HTML. A part whose fields are all
    blank is left out.
    """
    parts = [
        part
        for part in (
            _Part(each.element, _filled(each.text, fields))
            for each in _parts_of(tidy_template(kind, template))
        )
        if part.text
    ]
    headings = [part.text for part in parts if part.element == "h1"]
    title = headings[0] if headings else "Industrial action"
    return Notice(title, _plain(parts), _page(title, parts))


def _filled(text: str, fields: Mapping[str, str]) -> str:
    filled = _FIELD.sub(lambda match: fields[match.group(1)], text)
    return " ".join(_CONTROL.sub(" ", filled).split())


def _parts_of(template: str) -> Iterator[_Part]:
    """Cut a tidied template, whose last line is blank, into its parts.

    A line that begins nothing new goes on with the last.
    """
    held: _Part | None = None
    for line in template.split("\n"):
        said = line.strip()
        heading, bullet = _HEADING.fullmatch(said), _BULLET.fullmatch(said)
        if held is not None and said and not heading and not bullet:
            held = _Part(held.element, f"{held.text} {said}")
            continue
        if held is not None:
            yield held
        held = None
        if heading:
            yield _Part(f"h{len(heading.group(1))}", heading.group(2))
        elif bullet:
            held = _Part("li", bullet.group(1))
        elif said:
            held = _Part("p", said)


def _plain(parts: list[_Part]) -> str:
    blocks = []
    for is_list, group in groupby(parts, key=lambda part: part.element == "li"):
        if is_list:
            blocks.append("\n".join(f"- {part.text}" for part in group))
        else:
            blocks.extend(part.text for part in group)
    return "\n\n".join(blocks) + "\n"


def _page(title: str, parts: list[_Part]) -> str:
    lines = [
        "<!DOCTYPE html>",
        '<html lang="en-GB">',
        "<head>",
        '<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{escape(title)}</title>",
        "</head>",
        "<body>",
    ]
    for is_list, group in groupby(parts, key=lambda part: part.element == "li"):
        made = [f"<{part.element}>{escape(part.text)}</{part.element}>" for part in group]
        lines.extend(["<ul>", *made, "</ul>"] if is_list else made)
    return "\n".join([*lines, "</body>", "</html>"]) + "\n"
