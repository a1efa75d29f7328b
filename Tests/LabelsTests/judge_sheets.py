"""Looks at rendered sheets with software that knows nothing of how they were made.

usage: judge_sheets.py FOLDER < jobs.json

Each job names a file (pdf, png, svg or zpl), the dots an inch to draw it at, the sheet's size in dots, the symbols
that must be on it (identifier, payload, box, module, quiet zone; the unit is dots) and the boxes outside of which no
ink may be. One line for each fault is printed: `job: what`; nothing when all is well.

A PDF is drawn by pdftoppm, an SVG by rsvg-convert, a printer's file by zplkit. The codes are read by zxing-cpp from
the whole picture as it is, after a Gaussian blur of two dots, after scaling to three quarters, and after both; by
zbarimg and by dmtxread where the job asks for them.
"""
import concurrent.futures
import io
import json
import os
import re
import subprocess
import sys

import numpy
import PIL.Image
import PIL.ImageFilter
import zxingcpp

PIL.Image.MAX_IMAGE_PIXELS = None


def run(*words):
    return subprocess.run(words, capture_output=True, check=False)


def drawn(job, folder):
    """The first page as a grey picture."""
    path, kind, dpi = job["file"], job["file"].rsplit(".", 1)[1], job["dpi"]
    if kind == "png":
        return PIL.Image.open(path).convert("L")
    base = os.path.join(folder, f"{job['name']}.drawn")
    if kind == "pdf":
        run("pdftoppm", "-r", str(dpi), "-gray", "-png", "-f", "1", "-singlefile", path, base)
        picture = PIL.Image.open(base + ".png").convert("L")
        # pdftoppm counts a pixel that the page only touches.
        width, height = job["size"]
        spare = (picture.width - width, picture.height - height)
        same = job["dpi"] == job["density"]
        return picture.crop((0, 0, width, height)) if same and max(spare) <= 1 and min(spare) >= 0 else picture
    if kind == "svg":
        width, height = job["size"]
        run("rsvg-convert", "-w", str(width), "-h", str(height), "-b", "white", "-o", base + ".png", path)
        return PIL.Image.open(base + ".png").convert("L")
    import zplkit

    width, height = job["size"]
    options = zplkit.Options(dpi=dpi, width=width, height=height)
    # Its font has ASCII letters alone; a printer's has those of Windows-1252.
    with open(path, "rb") as file:
        commands = re.sub(rb"(_[89A-F][0-9A-F])+", b"x", file.read())
    document = zplkit.render(commands, options)
    return PIL.Image.open(io.BytesIO(document.labels[0].png())).convert("L")


def read(picture, formats=None):
    return {(code.symbology_identifier, code.text) for code in zxingcpp.read_barcodes(picture)}


def smaller(picture):
    size = (round(picture.width * 0.75), round(picture.height * 0.75))
    return picture.resize(size, PIL.Image.Resampling.BILINEAR)


def cut(picture, symbol, scale):
    """The symbol with its quiet zone and a little more."""
    x, y, width, height = symbol["box"]
    side = symbol["quiet"] * symbol["module"]
    top = 0 if symbol["linear"] else side
    box = (x - side, y - top, x + width + side, y + height + top)
    piece = picture.crop(tuple(round(edge * scale) for edge in box))
    edge = round(12 * scale)
    framed = PIL.Image.new("L", (piece.width + 2 * edge, piece.height + 2 * edge), 255)
    framed.paste(piece, (edge, edge))
    return framed


def judge_codes(job, picture, scale, folder):
    found = read(picture)
    blurred = picture.filter(PIL.ImageFilter.GaussianBlur(2))
    poorer = {"when blurred": blurred, "at three quarters": smaller(picture), "blurred and smaller": smaller(blurred)}
    seen = {how: read(page) for how, page in poorer.items()}
    for symbol in job["symbols"]:
        wanted = (symbol["id"], symbol["text"])
        if wanted not in found:
            yield f"zxing does not read {wanted}, but {sorted(found)}"
        for how, codes in seen.items():
            needed = {"when blurred": symbol["blur"], "blurred and smaller": symbol["both"]}.get(how, True)
            if wanted not in codes and needed:
                yield f"zxing does not read {wanted} {how}"
        piece = cut(picture, symbol, scale)
        if job["others"] and symbol["id"].startswith("]d"):
            path = os.path.join(folder, f"{job['name']}.matrix.png")
            piece.save(path)
            text = run("dmtxread", "-N1", "-m3000", path).stdout.decode(errors="replace")
            if text.replace("\x1d", "") != symbol["raw"]:
                yield f"dmtxread reads '{text}', not '{symbol['raw']}'"
    if job["others"]:
        path = os.path.join(folder, f"{job['name']}.zbar.png")
        picture.save(path)
        # It prints FNC1 within a symbol as a group separator.
        text = run("zbarimg", "-q", path).stdout.decode(errors="replace").replace("\x1d", "")
        lines = set(text.split("\n"))
        for symbol in job["symbols"]:
            if symbol["id"].startswith("]d"):
                continue
            kind = "QR-Code" if symbol["id"] == "]Q1" else "CODE-128"
            if f"{kind}:{symbol['raw']}" not in lines:
                yield f"zbarimg does not read {kind}:{symbol['raw']}, but {sorted(lines)}"


def judge_dots(job, picture):
    """Bars of whole dots, white quiet zones, and no ink where nothing was laid out."""
    black = numpy.asarray(picture) < 128
    if list(black.shape[::-1]) != job["size"]:
        yield f"the picture has {black.shape[1]} × {black.shape[0]} dots, not {job['size']}"
        return
    for symbol in job["symbols"]:
        x, y, width, height = symbol["box"]
        side, module = symbol["quiet"] * symbol["module"], symbol["module"]
        top = 0 if symbol["linear"] else side
        room = black[max(0, y - top) : y + height + top, max(0, x - side) : x + width + side].copy()
        if x < side or x + width + side > black.shape[1]:
            yield f"the quiet zone of {symbol['text']} leaves the sheet"
        inner_x, inner_y = min(side, x), min(top, y)
        room[inner_y : inner_y + height, inner_x : inner_x + width] = False
        if room.any():
            yield f"{int(room.sum())} dots stand in the quiet zone of {symbol['text']}"
        box = black[y : y + height, x : x + width]
        rows = box[[0, height // 2, height - 1]] if symbol["linear"] else box[module // 2 :: module]
        for row in rows:
            edges = numpy.flatnonzero(numpy.diff(row.astype(int))) + 1
            if (edges % module).any():
                yield f"a module of {symbol['text']} is not {module} whole dots"
                break
        first = box[height // 2] if symbol["linear"] else box[-1]
        if not first[0] or (symbol["linear"] and not first[-1]):
            yield f"{symbol['text']} does not fill its box"
    if job["boxes"]:
        outside = black.copy()
        for x, y, width, height in job["boxes"]:
            slack = job["slack"]
            outside[max(0, y - slack) : y + height + slack, max(0, x - slack) : x + width + slack] = False
        if outside.any():
            y, x = numpy.argwhere(outside)[0]
            yield f"{int(outside.sum())} dots stand outside of every box, the first at {x},{y}"


def judge(job, folder):
    try:
        picture = drawn(job, folder)
        faults = list(judge_codes(job, picture, job["dpi"] / job["density"], folder))
        if job["exact"]:
            faults += judge_dots(job, picture)
    except Exception as error:  # a tool that fails is a fault of the job, not the end of the others
        faults = [f"{type(error).__name__}: {error}"]
    return [f"{job['name']}: {fault}" for fault in faults]


def main():
    folder, jobs = sys.argv[1], json.load(sys.stdin)
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        for faults in pool.map(lambda job: judge(job, folder), jobs):
            for fault in faults:
                print(fault)


main()
