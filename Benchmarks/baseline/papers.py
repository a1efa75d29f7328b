"""Draws the papers of one return: the label and the instruction sheet. Works in a thread and in a process."""

import datetime

import label
import sheet
from house import House, address_lines, written

_house: House | None = None


def open_renderer(config: str) -> None:
    """Once in each process that draws."""
    global _house
    _house = House.load(config)
    label.open_fonts()


def render(case: dict, house: House | None = None) -> list[tuple[str, bytes]]:
    """The files of a return as (name, bytes)."""
    house = house or _house
    language = case["language"]

    def say(key):
        return house.words.say(language, "label." + key, count=1, number=1)

    place = house.warehouses[case["warehouse"]]
    pdf = label.draw({
        "rma": case["number"], "brand": house.brand, "sender": case["name"],
        "sender_address": address_lines(case["address"]), "title": place["title"], "address": address_lines(place),
        "code": case["code"], "url": case["url"], "service": house.service, "routing": case["warehouse"],
        "summary": ", ".join(f"{line['quantity']} × {line['title'] or line['sku']}" for line in case["lines"]),
        "expires": written(datetime.date.fromisoformat(case["valid_until"]), language, weekday=False),
        "language": language, "from_": say("from"), "to": say("to"), "number": say("number"),
        "routing_caption": say("routing"), "contents": say("contents"), "expires_caption": say("expires"),
        "track": say("track"), "piece": say("piece"),
    })
    page, letter = sheet.write(house, case)
    stem = case["number"]
    return [(f"{stem}.pdf", pdf), (f"{stem}.instructions.html", page), (f"{stem}.instructions.txt", letter)]
