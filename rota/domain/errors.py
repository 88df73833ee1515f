"""The two kinds of 'no' a person can meet; anything else is a bug."""

from __future__ import annotations


class Refused(Exception):
    """A rule says no. ``text`` is a whole sentence for the person; ``code`` is for scripts."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code
        self.text = text


class Unavailable(Exception):
    """The world says no: disk full, file locked, a newer database. ``text`` says what to do."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code
        self.text = text
