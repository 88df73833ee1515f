"""Patients as varied as real ones, and as awkward for whoever writes to them."""

from datetime import date, datetime, timedelta
from importlib.resources.abc import Traversable
from random import Random

from rota.demo.addresses import Addresses, nhs_numbers, telephone
from rota.demo.names import Names, plain

_FORMATS = ("standard", "large_print", "easy_read", "audio", "braille")
_FORMAT_WEIGHTS = (93.4, 3.6, 1.5, 0.9, 0.6)
_TODAY = date(2016, 1, 8)
_YOUNGEST_AND_OLDEST = {
    "adults": (17, 95),
    "old": (68, 99),
    "women": (18, 84),
    "mothers": (17, 43),
    "children": (0, 14),
}
_BETWEEN_TWO_VISITS = timedelta(hours=4)
_SECOND_VISIT_SHARE = 0.055


class Patients:
    """Registers patients, and finds one who could well have another appointment."""

    def __init__(self, data: Traversable, names: Names, count: int, random: Random) -> None:
        """Make ready for at most this many patients."""
        self._names = names
        self._addresses = Addresses(data, random)
        self._nhs_numbers = nhs_numbers(count, random)
        self._digits = max(6, len(str(count)))
        self._random = random
        self._registered = 0
        self._seen_once: dict[str, list[tuple[dict[str, str], datetime]]] = {}

    def who_comes(self, ages: str, start: datetime) -> dict[str, str]:
        """Give the patient of an appointment: a new one, or now and then one who has another."""
        if ages == "mixed":
            ages = "children" if self._random.random() < 0.25 else "adults"
        once = self._seen_once.setdefault(ages, [])
        if once and self._random.random() < _SECOND_VISIT_SHARE:
            patient, first = once[place := self._random.randrange(len(once))]
            if abs(start - first) >= _BETWEEN_TWO_VISITS:
                once[place] = once[-1]
                once.pop()
                return patient
        patient = self._register(ages)
        once.append((patient, start))
        return patient

    def _register(self, ages: str) -> dict[str, str]:
        random = self._random
        number = self._registered
        self._registered += 1
        name = self._names.patient(ages)
        lines, postcode = self._addresses.draw()
        mailbox = ".".join(filter(None, (plain(name.forename), plain(name.surname)))) or "patient"
        return {
            "patient_id": f"P{number + 1:0{self._digits}d}",
            "nhs_number": "" if random.random() < 0.012 else self._nhs_numbers[number],
            "title": name.title,
            "forename": name.forename,
            "surname": name.surname,
            "date_of_birth": self._born(ages).isoformat(),
            **{f"address_{place}": line for place, line in enumerate(lines, 1)},
            "postcode": postcode,
            "phone": telephone(random) if random.random() < 0.92 else "",
            "email": f"{mailbox[:40]}{number + 1}@example.org" if random.random() < 0.48 else "",
            "language": name.language,
            "format": random.choices(_FORMATS, _FORMAT_WEIGHTS)[0],
            "do_not_post": "Y" if random.random() < 0.013 else "N",
            "deceased": "N",
        }

    def _born(self, ages: str) -> date:
        youngest, oldest = _YOUNGEST_AND_OLDEST[ages]
        likeliest = youngest + (oldest - youngest) * 0.62
        age = int(self._random.triangular(youngest, oldest, likeliest))
        return _TODAY - timedelta(days=round(365.25 * age) + self._random.randrange(20, 360))
