"""Addresses, telephone numbers and NHS numbers that belong to nobody."""

from importlib.resources.abc import Traversable
from random import Random
from typing import Any

from rota.demo.catalogue import read

_INWARD = "ABDEFGHJLNPQRSTUWXYZ"
_COUNTIES = {"SW": "London", "CR": "Surrey", "SM": "Surrey", "KT": "Surrey"}


def nhs_number(serial: int) -> str | None:
    """Make an NHS number of the test range, 999 and six more digits; None when there is none.

    The check digit is 11 less the remainder of the weighted sum by 11; 11 is written 0, and a
    number whose check digit would be 10 is never issued (NHS Data Dictionary).
    """
    first_nine = f"999{serial:06d}"
    total = sum(int(digit) * (10 - place) for place, digit in enumerate(first_nine))
    check = (11 - total % 11) % 11
    number = f"{first_nine}{check}"
    return None if check == 10 or len(set(number)) == 1 else number


def nhs_numbers(count: int, random: Random) -> list[str]:
    """Draw that many different NHS numbers."""
    wanted = min(1_000_000, count * 5 // 4 + 50)
    drawn = (nhs_number(serial) for serial in random.sample(range(1_000_000), wanted))
    return [number for number in drawn if number][:count]


def telephone(random: Random) -> str:
    """Draw a number from the ranges that Ofcom keeps for drama."""
    prefix = "07700 900" if random.random() < 0.7 else "01632 960"
    return f"{prefix}{random.randrange(1000):03d}"


class Addresses:
    """Draws addresses in towns that do not exist."""

    def __init__(self, data: Traversable, random: Random) -> None:
        """Read the lists; every draw then comes from the one stream of chance."""
        places = read(data, "places.toml")
        self._districts: list[str] = places["districts"]
        self._towns: dict[str, list[str]] = places["towns"]
        self._lines: dict[str, Any] = places["lines"]
        self._shares: dict[str, float] = places["shares"]
        self._kinds = [kind for kind in self._shares if kind != "county"]
        self._random = random

    def draw(self) -> tuple[list[str], str]:
        """Draw six address lines, some of them blank, and a postcode."""
        usual = 100 - sum(self._shares[kind] for kind in self._kinds)
        weights = [*(self._shares[kind] for kind in self._kinds), usual]
        kind = self._random.choices([*self._kinds, "house"], weights)[0]
        if kind == "no_fixed_abode":
            return self._no_fixed_abode()
        district = self._random.choice(self._districts)
        area = district[:2]
        lines = [*self._door(kind), self._random.choice(self._towns[area])]
        if self._random.random() * 100 < self._shares["county"]:
            lines.append(_COUNTIES[area])
        inward = "".join(self._random.choices(_INWARD, k=2))
        postcode = f"{district} {self._random.randrange(10)}{inward}"
        return [*lines, *[""] * (6 - len(lines))], postcode

    def _no_fixed_abode(self) -> tuple[list[str], str]:
        lines = [self._random.choice(self._lines["no_home"])]
        if self._random.random() < 0.4:
            lines.append(self._random.choice(self._lines["care_of"]))
        # ZZ99 3VZ is what the NHS writes where there is no postcode to write.
        postcode = "ZZ99 3VZ" if self._random.random() < 0.5 else ""
        return [*lines, *[""] * (6 - len(lines))], postcode

    def _door(self, kind: str) -> list[str]:
        pick, number = self._random.choice, self._random.randint(1, 240)
        road = pick(self._lines["roads"])
        match kind:
            case "flat":
                flat = f"Flat {self._random.randint(1, 88)}"
                return [flat, pick(self._lines["blocks"]), f"{number} {road}"]
            case "named_house":
                return [pick(self._lines["houses"]), road]
            case "home":
                return [f"Room {self._random.randint(1, 60)}", pick(self._lines["homes"]), road]
            case "hall":
                return [pick(self._lines["halls"]), f"{number} {road}"]
            case "long":
                return [pick(self._lines["long"]), f"{number} {road}", "Wandle Valley Estate"]
            case _:
                return [f"{number} {road}"]
