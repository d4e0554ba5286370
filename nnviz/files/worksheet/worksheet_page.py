"""Worksheets as one self-contained HTML file, to be printed on A4."""

from collections.abc import Iterator, Sequence
from html import escape

from nnviz.files.worksheet.blocks import MarkupBlock, sheet_blocks
from nnviz.files.worksheet.drawing import draw_network
from nnviz.files.worksheet.formula_pictures import FormulaPicture, typeset
from nnviz.files.worksheet.key_blocks import key_blocks
from nnviz.files.worksheet.sheet import Sheet
from nnviz.session.interruption import CheckInterrupt, no_interrupt

_STYLE = """
@page { size: A4; margin: 15mm }
:root { --paper: #ffffff; --ink: #14181d; --soft: #55606b; --line: #9aa4ae;
  --desk: #e9ecef }
@media screen and (prefers-color-scheme: dark) {
  :root { --paper: #14181d; --ink: #e6eaee; --soft: #9aa6b2; --line: #56616c;
    --desk: #0b0d10 }
}
html { background: var(--desk); color: var(--ink); color-scheme: light dark }
body { margin: 0; font: 14px/1.4 Inter, Helvetica, Arial, sans-serif }
section { background: var(--paper); box-sizing: border-box; max-width: 794px;
  margin: 24px auto; padding: 57px }
.block { break-inside: avoid }
h1 { font-size: 22px; margin: 12px 0 4px }
h2 { font-size: 16px; margin: 20px 0 4px; break-after: avoid }
p { margin: 0 0 6px }
.rules { line-height: 38px }
.small, .words { font-size: 12px; color: var(--soft) }
.words { margin: 4px 0 2px }
.sum { margin: 0 }
table { border-collapse: collapse; width: 100% }
td { padding: 3px 4px; vertical-align: middle }
td[align=right] { text-align: right }
.work td { padding-top: 11px; white-space: nowrap }
.work .room { border-bottom: 1px dotted var(--line) }
.work .blank { border-bottom: 1.5px solid var(--ink) }
.facts { width: auto }
.given { width: auto; font-size: 12px }
.given td { border-bottom: 1px solid var(--line); padding-right: 16px }
.key .answer { font-weight: bold }
.key td.answer { border-bottom: 1px solid var(--line) }
.key .answer, .key .step { white-space: nowrap }
.key .step { color: var(--soft) }
svg { vertical-align: middle; max-width: 100%; height: auto }
svg text { font-family: Inter, Helvetica, Arial, sans-serif }
svg .paper { fill: var(--paper) }
.glyphs { position: absolute; width: 0; height: 0 }
@media print {
  :root { --desk: #ffffff }
  section { margin: 0; padding: 0; max-width: none; break-after: page }
  section:last-of-type { break-after: auto }
}
"""


class InlinePictures:
    """Puts pictures into the page itself; the shapes of letters are there only once."""

    def __init__(self, check_interrupt: CheckInterrupt = no_interrupt) -> None:
        self.glyphs: dict[str, str] = {}
        self._check_interrupt = check_interrupt

    def formula(self, latex: str, size: int = 15) -> str:
        """Return a formula within a line of text."""
        self._check_interrupt()
        return self._placed(typeset(latex, size, shared=True), latex)

    def network(self, sheet: Sheet) -> str:
        """Return the drawing of a network."""
        picture = draw_network(sheet, shared=True)
        return self._placed(picture, picture.words)

    def _placed(self, picture: FormulaPicture, words: str) -> str:
        self.glyphs.update(picture.glyphs)
        return picture.svg(f' role="img" aria-label="{escape(words)}"')


def to_html(
    sheets: Sequence[Sheet],
    with_key: bool = True,
    check_interrupt: CheckInterrupt = no_interrupt,
) -> str:
    """Return a page with the exercises, then all the answers."""
    pictures = InlinePictures(check_interrupt)
    sections = [_section(sheet_blocks(sheet, pictures), "sheet") for sheet in sheets]
    if with_key:
        sections += [
            _section(key_blocks(sheet, pictures), "answers") for sheet in sheets
        ]
    title = sheets[0].title if len(sheets) == 1 else f"{len(sheets)} worksheets"
    glyphs, body = "".join(pictures.glyphs.values()), "\n".join(sections)
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"/>'
        '<meta name="viewport" content="width=device-width"/>'
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head><body>\n"
        '<svg xmlns="http://www.w3.org/2000/svg" class="glyphs" aria-hidden="true">'
        f"{glyphs}</svg>\n{body}\n</body></html>\n"
    )


def _section(blocks: Iterator[MarkupBlock], kind: str) -> str:
    inside = "\n".join(f'<div class="block">{each.markup}</div>' for each in blocks)
    return f'<section class="{kind}">{inside}</section>'
