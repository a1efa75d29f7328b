"""The house's own facts and words: read once at start from the same files that rmad reads.

`House` holds what labels and sheets say beside the return itself; `Words` holds the message catalogue, each
template compiled once.
"""

import datetime
import os
import re
from dataclasses import dataclass

import yaml

LANGUAGES = ("en", "de", "es", "fr")
_CHOICE = re.compile(r"\{(\w+)\|one: ((?:[^{}]|\{\w+\})*)\|other: ((?:[^{}]|\{\w+\})*)\}")

_WEEKDAYS = {
    "en": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split(),
    "de": "Montag Dienstag Mittwoch Donnerstag Freitag Samstag Sonntag".split(),
    "es": "lunes martes miércoles jueves viernes sábado domingo".split(),
    "fr": "lundi mardi mercredi jeudi vendredi samedi dimanche".split(),
}
_MONTHS = {
    "en": "January February March April May June July August September October November December".split(),
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember".split(),
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre".split(),
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split(),
}
COUNTRIES = {
    "DE": "GERMANY", "AT": "AUSTRIA", "CH": "SWITZERLAND", "FR": "FRANCE", "ES": "SPAIN", "GB": "UNITED KINGDOM",
    "IE": "IRELAND", "BE": "BELGIUM", "LU": "LUXEMBOURG", "NL": "NETHERLANDS", "IT": "ITALY", "US": "UNITED STATES",
}


def written(day: datetime.date, language: str, weekday: bool = True) -> str:
    """A date as people of the language write it."""
    month = _MONTHS[language][day.month - 1]
    if language == "de":
        text = f"{day.day}. {month} {day.year}"
    elif language == "es":
        text = f"{day.day} de {month} de {day.year}"
    else:
        text = f"{day.day} {month} {day.year}"
    if not weekday:
        return text
    comma = "," if language in ("de", "es") else ""
    return f"{_WEEKDAYS[language][day.weekday()]}{comma} {text}"


def address_lines(address: dict) -> list[str]:
    """A postal address as lines on a parcel, the country last."""
    code, city, region = address.get("postal_code") or "", address["city"], address.get("region") or ""
    if address["country"] in ("US", "CA", "AU"):
        town = [" ".join(part for part in (city, region, code) if part)]
    elif address["country"] in ("GB", "IE"):
        town = [city, code]
    else:
        town = [f"{code} {city}".strip()]
    return [*address["lines"], *[line for line in town if line], COUNTRIES.get(address["country"], address["country"])]


class Words:
    """The message catalogue. `say(language, key, **arguments)` fills in a template."""

    def __init__(self, directory: str):
        self._templates = {language: self._load(directory, language) for language in LANGUAGES}

    def _load(self, directory: str, language: str) -> dict:
        texts = {}
        folder = os.path.join(directory, language)
        for name in sorted(os.listdir(folder)):
            with open(os.path.join(folder, name), encoding="utf-8") as file:
                self._flatten(yaml.safe_load(file), "", texts)
        return {key: self._compile(text) for key, text in texts.items()}

    def _flatten(self, node: dict, prefix: str, into: dict) -> None:
        for key, value in (node or {}).items():
            if isinstance(value, dict):
                self._flatten(value, f"{prefix}{key}.", into)
            else:
                into[prefix + key] = str(value)

    @staticmethod
    def _compile(text: str) -> tuple:
        """One template for the singular and one for the plural, and the name of the count that decides."""
        choice = _CHOICE.search(text)
        if choice is None:
            return (None, text, text)
        return (choice.group(1), _CHOICE.sub(r"\2", text), _CHOICE.sub(r"\3", text))

    def holds(self, key: str) -> bool:
        return all(key in self._templates[language] for language in LANGUAGES)

    def say(self, language: str, key: str, **arguments) -> str:
        count, one, other = self._templates[language][key]
        template = one if count is None or arguments.get(count) == 1 else other
        return template.format(**arguments) if "{" in template else template


@dataclass
class House:
    """What the configuration says that papers need."""

    spool: str
    ledger: str
    secrets: str
    tracking_url: str
    brand: str
    contact: dict
    warehouses: dict
    default_warehouse: str
    service: str
    extension_digit: int
    company_prefix: str
    edition: str
    words: Words

    @classmethod
    def load(cls, path: str) -> "House":
        with open(path, encoding="utf-8") as file:
            settings = yaml.safe_load(file)
        folder = os.path.dirname(os.path.abspath(path))
        with open(os.path.join(folder, settings["policy"]), encoding="utf-8") as file:
            policy = yaml.safe_load(file)
        number_range = next(item for item in settings["labels"]["ranges"] if item["kind"] == "sscc")
        return cls(
            spool=settings["spool"]["directory"],
            ledger=settings["ledger"]["file"],
            secrets=os.path.join(folder, settings["secrets_directory"]),
            tracking_url=settings["tracking"]["base_url"],
            brand=settings["brand"]["name"],
            contact=settings["contact"] | {"time_zone": settings["site"]["time_zone"]},
            warehouses={item["name"]: item for item in settings["warehouses"]},
            default_warehouse=next(item["name"] for item in settings["warehouses"] if item["default"]),
            service=settings["labels"]["service"],
            extension_digit=number_range["extension_digit"],
            company_prefix=number_range["company_prefix"],
            edition=policy["edition"],
            words=Words(os.path.join(folder, settings["messages"])),
        )
