"""Files of a translation agency: read whole or refused in a sentence; and two texts compared."""

from __future__ import annotations

import pytest

from rota.domain.errors import Refused
from rota.domain.letter_wording import Wording, WordingForm, WordingKind, WordingState
from rota.domain.wording_difference import LineDifference, Piece, differences
from rota.domain.wording_file import clean_body, file_name, read_wording, wording_text

HEAD = "Strike Rota wording\nkind: postponed\nlanguage: ur\nform: letter\n\n"
BODY = "# \u0622\u067e \u06a9\u06cc\n> Dear {{name}}\n\n- 01632\u200c"


def test_a_wording_reads_back_as_it_was_written() -> None:
    made = Wording(
        7, WordingKind.GOING_AHEAD, "ur", WordingForm.EASY_READ, 3, BODY, WordingState.DRAFT
    )
    back = read_wording(wording_text(made).encode())
    assert (back.kind, back.language, back.form, back.body) == (
        made.kind, "ur", made.form, BODY,
    )  # fmt: skip
    assert file_name(made) == "going-ahead-ur-easy-read-3.txt"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_files_of_any_system_are_read(encoding: str, ending: str) -> None:
    data = (HEAD + BODY + "\n").replace("\n", ending).encode(encoding)
    assert read_wording(data).body == BODY


REFUSED = {
    "nothing": (b"", "The first line must be"),
    "a letter": (b"Dear Sir\n\nHello", "The first line must be"),
    "windows": (HEAD.encode() + "caf\xe9".encode("cp1252"), "not in UTF-8"),
    "broken utf-16": (b"\xff\xfeA", "not in UTF-8"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "not in UTF-8"),
    "far too long": (HEAD.encode() + b"a" * 200_000, "at most 100 kB"),
    "too long": (HEAD.encode() + b"a " * 15_000, "20,000 characters"),
    "no words": (HEAD.encode() + b" \n\t\n", "no words"),
    "a control": (HEAD.encode() + b"# A\n> B\x1b[31m", r"Line 7 holds a character .*U\+001B"),
    "a nul": (HEAD.encode() + b"# A\0", r"U\+0000"),
    "text turned round": (HEAD.encode() + "# \u202eA".encode(), r"U\+202E"),
    "a kind unknown": (HEAD.replace("postponed", "moved").encode(), "must be one of: resch"),
    "no language": (HEAD.replace("language: ur\n", "").encode(), "language: cy"),
    "a form unknown": (HEAD.replace("form: letter", "form: poem").encode(), "easy_read"),
    "words at once": (HEAD.replace("\n\n", "\n# A line\n").encode(), "none of them"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_no_wording_is_refused_in_a_sentence(case: str) -> None:
    data, said = REFUSED[case]
    with pytest.raises(Refused, match=said):
        read_wording(data)


def test_a_body_is_tidied_and_nothing_of_it_lost() -> None:
    assert clean_body("\r\n# A\u0301  \r\n>\tB\n\n") == "# \xc1\n> B"


def test_versions_are_compared_by_line_and_word() -> None:
    before = "# Heading\nThe old words stay here.\nGone for good\nLast"
    after = "# Heading\nThe new words stay here.\nLast\nOne more"
    same, changed, gone, last, more = differences(before, after)
    assert same == LineDifference(1, 1, (Piece("# Heading", "same"),))
    assert (changed.before, changed.after, changed.side) == (2, 2, "changed")
    assert changed.pieces == (
        Piece("The ", "same"),
        Piece("old", "removed"),
        Piece("new", "added"),
        Piece(" words stay here.", "same"),
    )
    assert (gone.before, gone.after, gone.side) == (3, None, "removed")
    assert (last.before, last.after, last.side) == (4, 3, "same")
    assert (more.before, more.after, more.side) == (None, 4, "added")
    assert [each.side for each in differences("Wholly other", "Nothing alike")] == [
        "removed",
        "added",
    ]
