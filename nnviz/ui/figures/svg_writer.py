"""Figures as SVG: a group for each part, text as text, and nothing that is not seen.

Qt writes a group with every attribute for each change of pen; what says nothing is
taken out again, so that the file can be read and edited.
"""

import xml.etree.ElementTree as ET

from PySide6.QtCore import QBuffer, QIODevice, QRectF
from PySide6.QtGui import QFont, QFontMetricsF, QPainter
from PySide6.QtSvg import QSvgGenerator

from nnviz.ui.figures.figure import Figure, FigurePart, paint_part

SVG = "http://www.w3.org/2000/svg"
XLINK = "http://www.w3.org/1999/xlink"
NNVIZ = "https://nnviz.invalid/figure"
_HREF = f"{{{XLINK}}}href"
_SAYS_NOTHING = {
    ("transform", "matrix(1,0,0,1,0,0)"),
    ("fill-opacity", "1"),
    ("stroke-opacity", "1"),
    ("stroke-dashoffset", "0"),
    ("vector-effect", "none"),
    ("font-style", "normal"),
    ("font-weight", "400"),
    ("stroke-linejoin", "bevel"),
}
_OF_TEXT = ("font-family", "font-size", "font-weight", "font-style")
_OF_STROKES = ("stroke-width", "stroke-linecap", "stroke-linejoin", "stroke-dasharray")
_RESOLUTION = 96
_FINE, _SEEN = 64, 0.05
"""How much larger a font is in which letters are measured, and pixels that matter."""
_DEFINED = f"{{{SVG}}}defs/*"


def svg_of(figure: Figure) -> bytes:
    """Return a figure as an SVG document."""
    for prefix, space in (("", SVG), ("xlink", XLINK), ("nnviz", NNVIZ)):
        ET.register_namespace(prefix, space)
    width, height = figure.size.toTuple()
    root = ET.Element(
        f"{{{SVG}}}svg",
        {
            "width": f"{figure.width_mm:g}mm",
            "height": f"{figure.height_mm:g}mm",
            "viewBox": f"0 0 {width} {height}",
            "version": "1.1",
            "fill": "none",
            "stroke-linejoin": "bevel",
        },
    )
    ET.SubElement(root, f"{{{SVG}}}title").text = figure.title
    if figure.provenance:
        metadata = ET.SubElement(root, f"{{{SVG}}}metadata")
        ET.SubElement(metadata, f"{{{NNVIZ}}}figure").text = figure.provenance
    if figure.background:
        ground = {"id": "background", "fill": figure.background}
        ground |= {"width": str(width), "height": str(height)}
        ET.SubElement(root, f"{{{SVG}}}rect", ground)
    for part in figure.parts:
        root.append(_group(figure, part))
    ET.indent(root, " ")
    return ET.tostring(root, "unicode", xml_declaration=True).encode()


def provenance_in(svg: bytes) -> str:
    """Return how a figure was drawn, as `Figure.provenance`; "" if it does not say."""
    try:
        found = ET.fromstring(svg).find(f".//{{{NNVIZ}}}figure")
    except ET.ParseError:
        return ""
    return "" if found is None else found.text or ""


def _group(figure: Figure, part: FigurePart) -> ET.Element:
    """Return a part as a group with its name, and what it needs in it."""
    root = ET.fromstring(_painted(figure, part))
    used = _referred(root)
    needed = [each for each in root.iterfind(_DEFINED) if each.get("id") in used]
    names = {
        each.attrib["id"]: f"{part.name}-{number}"
        for number, each in enumerate(needed, 1)
    }
    _rename(root, names)
    group = ET.Element(f"{{{SVG}}}g", {"id": part.name})
    if needed:
        ET.SubElement(group, f"{{{SVG}}}defs").extend(needed)
    group.extend(each for outer in root.iterfind(f"{{{SVG}}}g") for each in outer)
    _tidy(group)
    for text in group.iter(f"{{{SVG}}}text"):
        _keep_width(text)
    return group


def _painted(figure: Figure, part: FigurePart) -> bytes:
    """Return what Qt writes of a part."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    # What Qt writes by itself, SVG Tiny, knows no clipping.
    generator = QSvgGenerator(QSvgGenerator.SvgVersion.Svg11)
    generator.setOutputDevice(buffer)
    generator.setSize(figure.size)
    generator.setViewBox(QRectF(0, 0, figure.size.width(), figure.size.height()))
    generator.setResolution(_RESOLUTION)
    painter = QPainter(generator)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    paint_part(part, painter)
    painter.end()
    return bytes(buffer.data().data())


def _referred(root: ET.Element) -> set[str]:
    """Return the ids that something refers to."""
    found = set()
    for each in root.iter():
        for name, value in each.items():
            if value.startswith("url(#"):
                found.add(value[5:-1])
            elif name == _HREF and value.startswith("#"):
                found.add(value[1:])
    return found


def _rename(root: ET.Element, names: dict[str, str]) -> None:
    """Give ids that are unique in the whole file."""
    for each in root.iter():
        for name, value in list(each.items()):
            if name == "id" and value in names:
                each.set(name, names[value])
            elif value.startswith("url(#") and value[5:-1] in names:
                each.set(name, f"url(#{names[value[5:-1]]})")


def _tidy(element: ET.Element) -> bool:
    """Take out what says nothing; return whether anything is left to be seen."""
    if len(element):
        element.text = None
    for child in [child for child in element if not _tidy(child)]:
        element.remove(child)
    for pair in _SAYS_NOTHING & set(element.items()):
        del element.attrib[pair[0]]
    kind = element.tag.rpartition("}")[2]
    if kind == "g":
        _drop(element, _OF_TEXT)
        _drop(element, ("fill",) if element.get("fill") == "none" else ())
    if element.get("stroke") == "none":
        # A text keeps saying so: its group may have a pen, which would outline it.
        _drop(element, ("stroke", *_OF_STROKES) if kind == "g" else _OF_STROKES)
    return kind != "g" or len(element) > 0


def _keep_width(text: ET.Element) -> None:
    """Have a text end where Qt has laid it out to end.

    Qt rounds the advance of every letter down to a 64th of a pixel, others do not:
    lines would grow by a pixel, and numbers stand out of their column.
    """
    family, size = text.get("font-family", ""), float(text.get("font-size", "0"))
    letters = text.text or ""
    if not letters or not size.is_integer():
        return
    font = QFont(family.partition(",")[0])
    font.setWeight(QFont.Weight(int(text.get("font-weight", "400"))))
    font.setItalic(text.get("font-style") == "italic")
    font.setPixelSize(int(size))
    laid = QFontMetricsF(font).horizontalAdvance(letters)
    font.setPixelSize(int(size) * _FINE)
    true = QFontMetricsF(font).horizontalAdvance(letters) / _FINE
    if _SEEN < abs(laid - true) < len(letters):
        text.set("letter-spacing", f"{(laid - true) / len(letters):.4f}")


def _drop(element: ET.Element, names: tuple[str, ...]) -> None:
    for name in names:
        element.attrib.pop(name, None)
