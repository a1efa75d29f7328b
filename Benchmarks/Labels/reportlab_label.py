"""Makes the label of label-bench with reportlab, as one would write it by hand: `reportlab_label.py COUNT`.

The page is the same: the texts in Noto Sans, the SSCC as GS1-128, the tracking link as a QR code, rules and frames;
one PDF a label, in memory. Prints the microseconds of CPU for each.
"""
import io
import sys
import time

from reportlab.graphics import renderPDF
from reportlab.graphics.barcode import code128, qr
from reportlab.graphics.shapes import Drawing
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen import canvas

FOLDER = "/usr/share/fonts/truetype/noto/"
pdfmetrics.registerFont(TTFont("Regular", FOLDER + "NotoSans-Regular.ttf"))
pdfmetrics.registerFont(TTFont("Bold", FOLDER + "NotoSans-Bold.ttf"))
WIDTH, HEIGHT = 101.6, 152.4
NAMES = ["Jürgen Müller-Lüdenscheidt", "Ann Smith", "Zoë Fernández", "François Lefèvre", "Björk Øster"]


def label(number):
    file = io.BytesIO()
    page = canvas.Canvas(file, pagesize=(WIDTH * mm, HEIGHT * mm))
    page.setTitle(f"Example Shop – RMA-{number}")

    def text(words, x, y, size, font="Regular"):
        page.setFont(font, size)
        page.drawString(x * mm, (HEIGHT - y) * mm, words)

    text("Example Shop", 5, 9.2, 12, "Bold")
    text("From", 5, 14.2, 6.5)
    for index, line in enumerate([NAMES[number % 5], f"Schöne Aussicht {number}", "50667 Köln"]):
        text(line, 5, 17.8 + 3.05 * index, 8)
    code = qr.QrCodeWidget(f"https://returns.example.com/r/RMA-{number:07}", barLevel="M")
    left, bottom, right, top = code.getBounds()
    drawing = Drawing(24 * mm, 24 * mm, transform=[24 * mm / (right - left), 0, 0, 24 * mm / (top - bottom), 0, 0])
    drawing.add(code)
    renderPDF.draw(drawing, page, 72.6 * mm, (HEIGHT - 28.6) * mm)
    text("Follow this return", 74, 31.6, 6.5)
    text("DHL Paket", 5, 40.1, 13, "Bold")
    text("Parcel 1 of 2", 72, 40.1, 11, "Bold")
    text("Return to", 5, 46, 6.5)
    text("Example Returns GmbH", 5, 51.2, 14, "Bold")
    for index, line in enumerate(["Retourenzentrum Halle 3", "Industriestraße 12", "30179 Hannover"]):
        text(line, 5, 55.8 + 4.4 * index, 12)
    text("Return number", 5, 84.6, 6.5)
    text(f"RMA-{number:07}", 5, 92, 20, "Bold")
    text("Dock", 67, 85.6, 6.5)
    text("R3 · Dock 12", 67, 91, 12, "Bold")
    for words, value, x in [
        ("Contents", "2 × Desk lamp, 1 × Cable", 5), ("Use by", "1 December 2026", 44), ("Desk", "dock-3", 81)]:
        text(words, x, 98.2, 6.5)
        text(value, x, 102, 8)
    for y in (34.5, 42.2, 80.8, 94.6):
        page.rect(5 * mm, (HEIGHT - y) * mm, 91.6 * mm, 0.25 * mm, stroke=0, fill=1)
    page.rect(65 * mm, (HEIGHT - 93) * mm, 31.6 * mm, 10.6 * mm)
    digits = f"0034012345{number:09}"
    weighted = sum(int(digit) * (3 if index % 2 == 0 else 1) for index, digit in enumerate(reversed(digits[2:])))
    digits += str(-weighted % 10)
    bars = code128.Code128("\xf1" + digits, barWidth=0.5005 * mm, barHeight=31.75 * mm, quiet=0)
    bars.drawOn(page, (WIDTH * mm - bars.width) / 2, 8.25 * mm)
    text(f"(00) {digits[2:]}", 30, 148.6, 11)
    page.showPage()
    page.save()
    return len(file.getvalue())


count = int(sys.argv[1]) if len(sys.argv) > 1 else 200
label(0)
started = time.process_time()
size = sum(label(number) for number in range(count)) // count
used = (time.process_time() - started) / count
print(f"reportlab: {count} PDFs of {size} bytes, {used * 1e6:.0f} µs CPU each, {1 / used:.0f} a second on one core")
