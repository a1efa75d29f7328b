"""Judges HTML files: parsed strictly, read as a screen reader would, whole in themselves.

usage: check_html.py FILE.html...

Prints one line for each fault and ends with 1 if there is any.
"""
import re
import sys

import html5lib

HEADINGS = ["h1", "h2", "h3", "h4", "h5", "h6"]
# Elements and attributes that fetch something, or run.
ACTIVE = {"script", "iframe", "object", "embed", "link", "base", "form", "video", "audio", "source", "template"}


def judge(text):
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    try:
        document = parser.parse(text)
    except html5lib.html5parser.ParseError as error:
        yield f"not HTML: {error}"
        return
    elements = [e for e in document.iter() if isinstance(e.tag, str)]
    by_tag = lambda tag: [e for e in elements if e.tag == tag]

    root = document
    if not root.get("lang") or root.get("dir") not in ("ltr", "rtl"):
        yield "html has no lang or dir"
    if not (by_tag("title") and by_tag("title")[0].text):
        yield "no title"
    for landmark in ("header", "main", "footer"):
        if len(by_tag(landmark)) != 1:
            yield f"{len(by_tag(landmark))} times {landmark}"

    levels = [HEADINGS.index(e.tag) + 1 for e in elements if e.tag in HEADINGS]
    if levels.count(1) != 1 or levels[0] != 1:
        yield f"headings begin with {levels[:1]} and have {levels.count(1)} h1"
    for before, behind in zip(levels, levels[1:]):
        if behind > before + 1:
            yield f"heading h{behind} follows h{before}"
    for e in elements:
        if e.tag in HEADINGS + ["li", "p", "dt", "dd", "th", "a"] and not "".join(e.itertext()).strip():
            yield f"empty {e.tag}"

    ids = [e.get("id") for e in elements if e.get("id")]
    if len(ids) != len(set(ids)):
        yield "an id stands twice"
    for e in elements:
        for name in (e.get("aria-labelledby") or "").split():
            if name not in ids:
                yield f"aria-labelledby names {name}, which is not there"
        if e.tag == "section" and not e.get("aria-labelledby"):
            yield "a section without a name"
        if e.get("tabindex") and not (e.get("role") and e.get("aria-labelledby")):
            yield "something can be focused that has no role and name"
        if e.tag == "img" and not e.get("alt"):
            yield "img without alt"

    for table in by_tag("table"):
        for cell in table.iter("th"):
            if cell.get("scope") not in ("col", "row"):
                yield "th without scope"
        widths = {len(row) for row in table.iter("tr")}
        if len(widths) != 1:
            yield f"rows of {widths} cells"
    for parent in ("ol", "ul"):
        for element in by_tag(parent):
            if any(child.tag != "li" for child in element):
                yield f"{parent} holds more than li"

    for e in elements:
        if e.tag in ACTIVE:
            yield f"active element {e.tag}"
        for name, value in e.attrib.items():
            if name.startswith("on") or name == "style":
                yield f"attribute {name}"
            if name in ("src", "srcset", "poster") and not value.startswith("data:image/"):
                yield f"{name} fetches {value[:40]}"
            if name == "href" and not re.match(r"(https?://|tel:|mailto:)", value):
                yield f"link to {value[:40]}"
    style = "".join("".join(e.itertext()) for e in by_tag("style"))
    if re.search(r"@import|url\s*\(|expression|</", style):
        yield "the style fetches something"
    for wanted in ("prefers-color-scheme:dark", "@media print", "@page", ":focus-visible", "break-inside:avoid"):
        if wanted not in style:
            yield f"the style lacks {wanted}"


faults = 0
for path in sys.argv[1:]:
    with open(path, encoding="utf-8") as file:
        for fault in judge(file.read()):
            print(f"{path}: {fault}")
            faults += 1
print(f"{len(sys.argv) - 1} files, {faults} faults")
sys.exit(1 if faults else 0)
