"""A letter as plain words: the same ones as on paper, for braille, a reading voice and e-mail."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import escape
from itertools import groupby
from operator import attrgetter
from typing import Literal

from rota.domain.directions import held_left_to_right, held_whole, is_ltr
from rota.domain.letter_content import (
    AppointmentLine,
    Block,
    Labels,
    LetterContent,
    LetterPart,
)

PlainStyle = Literal["title", "heading", "paragraph", "bullet", "row"]

_TAGS = {"title": "h1", "heading": "h2", "paragraph": "p", "bullet": "li", "row": "p"}


@dataclass(frozen=True, slots=True)
class PlainBlock:
    """A paragraph without any look of its own; one of style ``row`` has a line for each fact."""

    style: PlainStyle
    text: str


@dataclass(frozen=True, slots=True)
class PlainPart:
    """What stands in one language: its BCP 47 tag, and the blocks in their order."""

    language: str
    blocks: tuple[PlainBlock, ...]

    @property
    def is_right_to_left(self) -> bool:
        """Say whether its words are read from the right."""
        return any(not is_ltr(each.text) for each in self.blocks)


def plain_parts(content: LetterContent) -> tuple[PlainPart, ...]:
    """Return a letter in the order of its print: another language first, then the whole English.

    Its head, the sender and how to reach it, stands before all. The address is left out, and so are
    pictures. In words read from the right, numbers are held together by invisible marks.
    """
    head = PlainBlock("paragraph", "\n".join((content.trust_name, *content.contact_lines)))
    english = PlainPart(content.language, tuple(_blocks(content, content, Labels())))
    if content.translation is None:
        return (PlainPart(content.language, (head, *english.blocks)),)
    other = content.translation
    return (
        PlainPart(content.language, (head,)),
        PlainPart(other.language, tuple(_blocks(content, other, other.labels))),
        english,
    )


def plain_text(content: LetterContent) -> str:
    """Return a letter as plain text: blocks with a blank line between them, bullets with a dash."""
    return text_of(plain_parts(content))


def text_of(parts: Iterable[PlainPart]) -> str:
    """Return parts as plain text."""
    return (
        "\n\n".join(
            "\n".join(f"- {each.text}" if style == "bullet" else each.text for each in group)
            if style == "bullet"
            else "\n\n".join(each.text for each in group)
            for part in parts
            for style, group in groupby(part.blocks, attrgetter("style"))
        )
        + "\n"
    )


def html_of(parts: Iterable[PlainPart]) -> str:
    """Return parts as a simple web page of the same words; nothing in them is ever markup."""
    said = "\n".join(map(_part_html, parts))
    return (
        '<!DOCTYPE html>\n<html lang="en-GB"><head><meta charset="utf-8">'
        f"<title>Your hospital appointment</title></head><body>\n{said}\n</body></html>\n"
    )


def _part_html(part: PlainPart) -> str:
    lines = []
    for style, group in groupby(part.blocks, attrgetter("style")):
        tag = _TAGS[style]
        shown = [f"<{tag}>{_lines_html(each.text)}</{tag}>" for each in group]
        lines += ["<ul>", *shown, "</ul>"] if style == "bullet" else shown
    direction = "rtl" if part.is_right_to_left else "ltr"
    inside = "\n".join(lines)
    return f'<div lang="{escape(part.language)}" dir="{direction}">\n{inside}\n</div>'


def _lines_html(text: str) -> str:
    return "<br>\n".join(escape(line) for line in text.split("\n"))


def _blocks(
    letter: LetterContent, part: LetterContent | LetterPart, labels: Labels
) -> Iterator[PlainBlock]:
    reference = f"{labels.reference}: {letter.reference}"
    dated = _held(f"{labels.date}: {part.date}")
    yield PlainBlock("paragraph", f"{dated}\n{_held(reference)}")
    yield PlainBlock("paragraph", _held(part.salutation))
    yield PlainBlock("title", _held(part.heading))
    yield from map(_plain_block, part.before_table)
    for row in part.appointments:
        yield PlainBlock("row", _row_text(row, labels))
    yield from map(_plain_block, part.after_table)
    if part.sign_off:
        yield PlainBlock("paragraph", "\n".join(part.sign_off))


def _plain_block(block: Block) -> PlainBlock:
    texts = [run.text for run in block.runs]
    if not all(map(is_ltr, texts)):
        texts = [held_whole(each) if _is_name(each) else each for each in texts]
    return PlainBlock(block.style, _held("".join(texts)))


def _is_name(text: str) -> bool:
    """Say whether a run may be a value of its own; a bare number goes with the words beside it."""
    return text == text.strip() and any(map(str.isalpha, text))


def _row_text(row: AppointmentLine, labels: Labels) -> str:
    facts = (
        (labels.what, row.what),
        (labels.where, row.where),
        (labels.day, row.day),
        (labels.time, row.time),
    )
    return "\n".join(_held(f"{label}: {said}") for label, said in facts if said)


def _held(text: str) -> str:
    """Return text in which right-to-left words turn no number round.

    Unmarked, "01632 960001" among Arabic words shows as "960001 01632": a number that is not ours.
    """
    return text if is_ltr(text) else held_left_to_right(text)
