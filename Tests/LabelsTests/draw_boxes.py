"""Draws an SVG that consists of boxes alone, four dots a module, as a browser would.

usage: draw_boxes.py FILE.svg FILE.png
"""
import re
import sys

import PIL.Image
import PIL.ImageDraw

svg = open(sys.argv[1], encoding="utf-8").read()
left, top, width, height = map(int, re.search(r'viewBox="(-?\d+) (-?\d+) (\d+) (\d+)"', svg).groups())
scale = 4
image = PIL.Image.new("L", (width * scale, height * scale), 255)
draw = PIL.ImageDraw.Draw(image)
boxes = re.findall(r"M(\d+) (\d+)h(\d+)v(\d+)h-(\d+)z", svg)
assert "".join("M%s %sh%sv%sh-%sz" % box for box in boxes) == re.search(r'd="([^"]*)"', svg).group(1)
for x, y, box_width, box_height, _ in (map(int, box) for box in boxes):
    x, y = (x - left) * scale, (y - top) * scale
    draw.rectangle((x, y, x + box_width * scale - 1, y + box_height * scale - 1), fill=0)
image.save(sys.argv[2])
