"""The 4 x 6 inch label as PDF, with reportlab: the same zones, words, type and symbols as rmad's label.

The linear symbol is a GS1-128 SSCC of 4 dots a module at 203 dpi; the QR code opens the tracking page. segno
makes the QR code because it takes half the time of reportlab's own.
"""

import io

import segno
from reportlab import rl_config
from reportlab.graphics.barcode import code128
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen import canvas

FONTS = "/usr/share/fonts/truetype/noto/NotoSans-"
REGULAR, BOLD = "NotoSans", "NotoSans-Bold"
WIDTH, HEIGHT = 288, 432  # points: 4 x 6 inches
DOT = 72 / 203
LEFT, RIGHT = 5.0, 96.6
QUIET_MODULES = 4


def open_fonts() -> None:
    """Once in each process: reads both fonts and leaves ASCII85, which only makes files larger and slower."""
    rl_config.useA85 = 0
    pdfmetrics.registerFont(TTFont(REGULAR, FONTS + "Regular.ttf"))
    pdfmetrics.registerFont(TTFont(BOLD, FONTS + "Bold.ttf"))


def sscc(extension_digit: int, company_prefix: str, serial: int) -> str:
    """The 18 digits of a licence plate, with the check digit."""
    body = f"{extension_digit}{company_prefix}{serial:0{16 - len(company_prefix)}d}"
    total = sum(int(digit) * (3 if index % 2 == 0 else 1) for index, digit in enumerate(body))
    return f"{body}{-total % 10}"


def _fit(text: str, font: str, size: float, width: float) -> str:
    """The text, cut with an ellipsis where it is too long."""
    if pdfmetrics.stringWidth(text, font, size) <= width:
        return text
    while text and pdfmetrics.stringWidth(text + "…", font, size) > width:
        text = text[:-1]
    return text + "…"


class _Page:
    """Draws in millimetres from the top left corner."""

    def __init__(self, pdf: canvas.Canvas):
        self.pdf = pdf

    def text(self, text, x, baseline, end=RIGHT, size=8.0, font=REGULAR, align="left"):
        if not text:
            return
        self.pdf.setFont(font, size)
        text = _fit(text, font, size, (end - x) * mm)
        y = HEIGHT - baseline * mm
        if align == "right":
            self.pdf.drawRightString(end * mm, y, text)
        elif align == "centre":
            self.pdf.drawCentredString((x + end) / 2 * mm, y, text)
        else:
            self.pdf.drawString(x * mm, y, text)

    def texts(self, lines, x, baseline, end, size, leading):
        for index, line in enumerate(lines[:6]):
            self.text(line, x, baseline + index * leading, end, size)

    def rule(self, y):
        self.pdf.rect(LEFT * mm, HEIGHT - y * mm - 0.25 * mm, (RIGHT - LEFT) * mm, 0.25 * mm, stroke=0, fill=1)

    def qr(self, text):
        matrix = segno.make(text, error="m", micro=False, boost_error=False).matrix
        side = 24.0 * mm
        module = int(side / DOT / (len(matrix) + 2 * QUIET_MODULES)) * DOT
        inset = (side - module * len(matrix)) / 2
        x0, y0 = RIGHT * mm - side + inset, HEIGHT - 4.6 * mm - inset
        path = self.pdf.beginPath()
        for row, modules in enumerate(matrix):
            column = 0
            while column < len(modules):
                if not modules[column]:
                    column += 1
                    continue
                start = column
                while column < len(modules) and modules[column]:
                    column += 1
                path.rect(x0 + start * module, y0 - (row + 1) * module, (column - start) * module, module)
        self.pdf.drawPath(path, stroke=0, fill=1)

    def sscc(self, code):
        symbol = code128.Code128("\xf100" + code, barWidth=4 * DOT, barHeight=31.75 * mm, quiet=0)
        symbol.drawOn(self.pdf, (WIDTH - symbol.width) / 2, HEIGHT - 144.15 * mm)


def draw(content: dict) -> bytes:
    """The label of one parcel.

    content: rma, brand, sender, sender_address, title, address, code, url, service, routing, summary, expires,
    language, and the captions from_, to, number, routing_caption, contents, expires_caption, track, piece.
    """
    sink = io.BytesIO()
    pdf = canvas.Canvas(sink, pagesize=(WIDTH, HEIGHT), lang=content["language"], initialFontName=REGULAR)
    pdf.setTitle(f"{content['brand']} – {content['rma']}")
    pdf.setCreator("baseline")
    page = _Page(pdf)
    link_x = RIGHT - 24.0
    page.text(content["brand"], LEFT, 9.2, link_x - 4, 12, BOLD)
    page.text(content["from_"], LEFT, 14.2, link_x - 4, 6.5)
    page.texts([content["sender"], *content["sender_address"]], LEFT, 17.8, link_x - 4, 8, 3.05)
    page.qr(content["url"])
    page.text(content["track"], link_x, 31.6, RIGHT, 6.5, align="centre")
    for y in (34.5, 42.2, 80.8, 94.6):
        page.rule(y)
    page.text(content["service"], LEFT, 40.1, 68, 13, BOLD)
    page.text(content["piece"], 70, 40.1, RIGHT, 11, BOLD, "right")
    page.text(content["to"], LEFT, 46, size=6.5)
    page.text(content["title"], LEFT, 51.6, size=14, font=BOLD)
    page.texts(content["address"], LEFT, 56.8, RIGHT, 12, 4.6)
    page.text(content["number"], LEFT, 84.6, 60, 6.5)
    page.text(content["rma"], LEFT, 92.2, 60, 21, BOLD)
    pdf.setLineWidth(0.4 * mm)
    pdf.rect(62.2 * mm, HEIGHT - 92.8 * mm, (RIGHT - 62.4) * mm, 10.2 * mm)
    page.text(content["routing_caption"], 64, 85.6, RIGHT - 2, 6.5)
    page.text(content["routing"], 64, 91, RIGHT - 2, 13, BOLD)
    page.text(content["contents"], LEFT, 98.2, 48, 6.5)
    page.text(content["summary"], LEFT, 102, 48, 8)
    page.text(content["expires_caption"], 50, 98.2, 78, 6.5)
    page.text(content["expires"], 50, 102, 78, 8)
    page.sscc(content["code"])
    page.text("(00) " + content["code"], LEFT, 148.6, RIGHT, 11, align="centre")
    pdf.showPage()
    pdf.save()
    return sink.getvalue()
