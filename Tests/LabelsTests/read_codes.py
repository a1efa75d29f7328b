"""Prints the symbology identifier and the content of every code on a label.

usage: read_codes.py FILE.png|FILE.zpl DOTS_PER_INCH

A printer's file is drawn by zplkit first, which knows ASCII text alone.
"""
import io
import sys

import PIL.Image
import zxingcpp

path, dpi = sys.argv[1], int(sys.argv[2])
if path.endswith(".zpl"):
    import zplkit

    options = zplkit.Options(dpi=dpi, width=4 * dpi, height=6 * dpi)
    document = zplkit.render(open(path, "rb").read(), options)
    picture = document.labels[0].png()
    image = PIL.Image.open(io.BytesIO(picture))
else:
    image = PIL.Image.open(path)
for code in zxingcpp.read_barcodes(image.convert("L")):
    print(f"{code.symbology_identifier}\t{code.text}")
