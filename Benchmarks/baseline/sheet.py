"""The customer's numbered instructions, as HTML and as plain text, from string templates."""

import datetime
import html
import textwrap
from string import Template

from house import House, address_lines, written

_PAGE = Template("""<!DOCTYPE html>
<html lang="$language">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>$title – $brand</title>
<style>
body{margin:0 auto;max-width:46rem;padding:2.5rem 1.25rem;color:#1b1f24;font:1rem/1.55 "Noto Sans",sans-serif}
h1{font-size:1.9rem;line-height:1.2}
h2{margin:2.4rem 0 .9rem;padding-top:1.1rem;border-top:1px solid #d0d7de;font-size:1.2rem}
h3{margin:0;font-size:1.05rem}
dt{color:#57606a;font-size:.85rem}
dd{margin:0;font-weight:600}
.facts{display:flex;flex-wrap:wrap;gap:.75rem}
.facts div{flex:1 1 14rem;padding:.7rem 1rem;background:#f5f7f9;border-radius:.5rem}
address{margin:.6rem 0;padding:.7rem 1rem;background:#f5f7f9;font-style:normal}
table{width:100%;border-collapse:collapse}
th,td{padding:.5rem .75rem .5rem 0;border-bottom:1px solid #d0d7de;text-align:left}
footer{margin-top:2.4rem;color:#57606a;font-size:.85rem}
@page{size:A4;margin:16mm 18mm}
@media print{body{max-width:none;padding:0;font-size:9.5pt}}
</style>
</head>
<body>
<header>
<p class="brand">$brand</p>
<h1>$title</h1>
<dl class="facts">
<div><dt>$number</dt><dd>$rma</dd></div>
<div><dt>$deadline_caption</dt><dd>$deadline</dd></div>
</dl>
</header>
<main>
<p>$greeting</p>
<p>$intro</p>
<section><h2>$steps_caption</h2>
<ol>
$steps
</ol></section>
<section><h2>$lines_title</h2>
<table><caption>$lines_caption</caption>
<thead><tr><th>$column_title</th><th>$column_sku</th><th>$column_quantity</th><th>$column_reason</th></tr></thead>
<tbody>
$lines
</tbody></table></section>
<section><h2>$promises_caption</h2>
<ul>
$promises
</ul></section>
<section><h2>$money_caption</h2>
<ul>
$money
</ul></section>
<section><h2>$contact_caption</h2>
<p><strong>$desk</strong><br>$contact_body</p>
<dl>
$contact
</dl></section>
</main>
<footer><p>$footer</p></footer>
</body>
</html>
""")

_LETTER = Template("""$brand

$title
$deadline_caption: $deadline

$greeting

$intro

== $steps_caption ==

$steps

== $lines_title ==

$lines_caption

$lines

== $promises_caption ==

$promises

== $money_caption ==

$money

== $contact_caption ==

$desk
$contact_body

$contact

--
$footer
""")

_PROMISES = (("receipt", 1), ("inspection", 3), ("refund", 6))


def _steps(house: House, case: dict, say) -> list[tuple]:
    """(title, paragraphs, address, link) for each step."""
    steps = []
    if any(line["category"] == "electronics" for line in case["lines"]):
        steps.append((say("data_title"), [say("data_body")], [], None))
    place = house.warehouses[case["warehouse"]]
    steps += [
        (say("pack_title"), [say("pack_body")], [], None),
        (say("label_title"), [say("label_body"), say("address")],
         [place["title"], *address_lines(place)], None),
        (say("hand_over_title"),
         [say("hand_over_carrier") + " " + say("hand_over_default"), say("hand_over_receipt")], [], None),
        (say("follow_title"), [say("follow_body")], [], case["url"]),
    ]
    return steps


def write(house: House, case: dict) -> tuple[bytes, bytes]:
    """The sheet of a return that goes back in one parcel: HTML and text."""
    language, words = case["language"], house.words
    valid = datetime.date.fromisoformat(case["valid_until"])
    created = datetime.datetime.fromtimestamp(case["created_at"] / 1000, datetime.timezone.utc).date()
    deadline = written(valid, language)
    contact = house.contact
    known = {
        "rma": case["number"], "name": case["name"], "date": deadline, "parcels": 1, "carrier": house.service,
        "units": sum(line["quantity"] for line in case["lines"]), "edition": f"{house.edition} {language}"}

    def say(key, **arguments):
        return words.say(language, "instructions." + key, **(known | arguments))

    texts = {
        "language": language, "brand": house.brand, "rma": case["number"], "desk": contact["desk"],
        "title": say("title"), "number": say("number"), "deadline_caption": say("deadline"),
        "deadline": deadline, "greeting": say("greeting"),
        "intro": say("intro_send"), "steps_caption": say("steps"),
        "lines_title": say("lines"), "lines_caption": say("lines_caption"),
        "column_title": say("column_title"), "column_sku": say("column_sku"),
        "column_quantity": say("column_quantity"), "column_reason": say("column_reason"),
        "promises_caption": say("promises"), "money_caption": say("money"), "contact_caption": say("contact"),
        "contact_body": say("contact_body"),
        "footer": say("footer", date=written(created, language)),
    }
    steps = _steps(house, case, say)
    lines = [
        (line["title"] or line["sku"], line["sku"], line["quantity"], words.say(language, "reason." + line["reason"]))
        for line in case["lines"]]
    promises = [
        words.say(language, "promise." + name, days=1, date=written(valid + datetime.timedelta(days=days), language))
        for name, days in _PROMISES if words.holds("promise." + name)]
    money = [say("postage_seller" if case["seller_pays"] else "postage_customer"), say("fees_none")]
    hours = "; ".join(f"{item['from']} – {item['to']} {item['opens']}–{item['closes']}" for item in contact["hours"])
    rows = [(say("phone"), contact["phone"]), (say("email"), contact["email"]), (say("hours"), hours)]
    return (
        _PAGE.substitute(
            {key: html.escape(value) for key, value in texts.items()},
            steps="\n".join(_html_step(*step) for step in steps),
            lines="\n".join(
                f"<tr><th scope=\"row\">{html.escape(title)}</th><td>{html.escape(sku)}</td><td>{quantity}</td>"
                f"<td>{html.escape(reason)}</td></tr>" for title, sku, quantity, reason in lines),
            promises="\n".join(f"<li>{html.escape(text)}</li>" for text in promises),
            money="\n".join(f"<li>{html.escape(text)}</li>" for text in money),
            contact="\n".join(f"<div><dt>{html.escape(a)}</dt><dd>{html.escape(b)}</dd></div>" for a, b in rows),
        ).encode(),
        _LETTER.substitute(
            {key: textwrap.fill(value, 72) for key, value in texts.items()},
            steps="\n\n".join(_text_step(number, *step) for number, step in enumerate(steps, 1)),
            lines="\n".join(textwrap.fill(
                f"- {quantity} × {title} ({sku}): {reason}", 72, subsequent_indent="  ")
                for title, sku, quantity, reason in lines),
            promises="\n".join(textwrap.fill("- " + text, 72, subsequent_indent="  ") for text in promises),
            money="\n".join(textwrap.fill("- " + text, 72, subsequent_indent="  ") for text in money),
            contact="\n".join(f"{a}: {b}" for a, b in rows),
        ).encode(),
    )


def _html_step(title: str, paragraphs: list, address: list, link: str | None) -> str:
    parts = [f"<li><h3>{html.escape(title)}</h3>"]
    parts += [f"<p>{html.escape(paragraph)}</p>" for paragraph in paragraphs]
    if address:
        parts.append("<address>" + "<br>".join(html.escape(line) for line in address) + "</address>")
    if link:
        parts.append(f"<p><a href=\"{html.escape(link)}\">{html.escape(link)}</a></p>")
    return "\n".join(parts) + "</li>"


def _text_step(number: int, title: str, paragraphs: list, address: list, link: str | None) -> str:
    parts = [f"{number}. {title}"]
    parts += [textwrap.fill(text, 72, initial_indent="   ", subsequent_indent="   ") for text in paragraphs]
    if address:
        parts += ["", *["     " + line for line in address]]
    if link:
        parts.append("   " + link)
    return "\n".join(parts)
