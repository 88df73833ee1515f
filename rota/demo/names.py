"""Names of made-up people: staff, and patients as varied as real ones."""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from random import Random
from typing import Any
from unicodedata import normalize

from rota.demo.catalogue import read


@dataclass(frozen=True, slots=True)
class Name:
    """A person's name as the hospital wrote it down, and the language they ask for."""

    title: str
    forename: str
    surname: str
    language: str


def plain(text: str) -> str:
    """Reduce a name to the plain lower-case letters an e-mail address can have."""
    folded = normalize("NFKD", text).encode("ascii", "ignore").decode("ascii")
    return "".join(letter for letter in folded.lower() if letter.isalpha())


class Names:
    """Draws names, from lists that go together, at random."""

    def __init__(self, data: Traversable, random: Random) -> None:
        """Read the lists; every draw then comes from the one stream of chance."""
        lists = read(data, "names.toml")
        self._people: list[dict[str, Any]] = lists["people"]
        self._weights = [people["weight"] for people in self._people]
        self._unusual: list[dict[str, str]] = lists["unusual"]["names"]
        self._unusual_share: float = lists["unusual"]["share"] / 100
        self._titles: dict[str, tuple[list[str], list[float]]] = {
            kind: (list(weights), list(weights.values()))
            for kind, weights in lists["titles"].items()
        }
        self._random = random

    def patient(self, ages: str) -> Name:
        """Draw a patient's name; children and mothers get forenames and titles to suit."""
        people = self._random.choices(self._people, self._weights)[0]
        is_unusual = self._random.random() < self._unusual_share
        kind = "either" if is_unusual else self._kind(ages)
        title = self._title(kind, is_child=ages == "children")
        language = self._language(people.get("letters", {}))
        if is_unusual:
            odd = self._random.choice(self._unusual)
            return Name(title, odd["forename"], odd["surname"], language)
        forename = self._random.choice(people[kind])
        return Name(title, forename, self._random.choice(people["surnames"]), language)

    def member_of_staff(self, *, is_doctor: bool) -> Name:
        """Draw the name of somebody who works here."""
        people = self._random.choices(self._people, self._weights)[0]
        kind = self._random.choices(("women", "men", "either"), (50, 44, 6))[0]
        title = "Dr" if is_doctor else self._title(kind, is_child=False)
        forename = self._random.choice(people[kind])
        return Name(title, forename, self._random.choice(people["surnames"]), "")

    def _kind(self, ages: str) -> str:
        if ages in ("women", "mothers"):
            return "women"
        return self._random.choices(("women", "men", "either"), (48, 44, 8))[0]

    def _title(self, kind: str, *, is_child: bool) -> str:
        if is_child:
            kind = {"women": "girls", "men": "boys", "either": "girls"}[kind]
        titles, weights = self._titles[kind]
        return self._random.choices(titles, weights)[0]

    def _language(self, letters: Mapping[str, int]) -> str:
        drawn = self._random.random() * 100
        for language, share in letters.items():
            drawn -= share
            if drawn < 0:
                return language
        return "English" if self._random.random() < 0.5 else ""
