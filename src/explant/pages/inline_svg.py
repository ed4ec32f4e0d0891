"""SVG figures made fit to stand inside one HTML page, side by side."""

import re
import xml.etree.ElementTree as ET
from urllib.parse import unquote

_REFERENCE = re.compile(r"url\(\s*['\"]?#([^)'\"]+)['\"]?\s*\)")
_SELECTOR_ID = re.compile(r"#([A-Za-z_][\w:.-]*)(?=[^{}]*\{)")
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_POINTS = re.compile(r"([\d.]+)(pt|px)?")
_DROPPED = {"metadata", "script", "title", "desc"}
_EXECUTED = re.compile(r"on[a-z]+", re.IGNORECASE)
_ROLE = ' role="img"'
_PATIENT_ID = re.compile(r"patient:([^|]+).*")


def labelled(figure: str, label: str) -> str:
    """A figure, as :func:`element` makes it, with its alternative text.

    Examples
    --------
    >>> labelled('<svg viewBox="0 0 1 1" id="a" role="img" />', "A dot")
    '<svg viewBox="0 0 1 1" id="a" role="img" aria-label="A dot" />'
    """
    # No value of the element before can hold quotes.
    text = ET.tostring(ET.Element("svg", {"aria-label": label}), encoding="unicode")
    named = text.removeprefix("<svg").removesuffix(" />")
    return figure.replace(_ROLE, f"{_ROLE}{named}", 1)


def element(svg: str, prefix: str) -> str:
    """One figure as an ``<svg>`` element for an HTML page.

    Every id gets the prefix, and so does everything that refers to one (``url(#…)``, ``href``,
    style sheets), so that two figures never share clip paths, glyphs or styles. Style rules apply
    inside the figure only. The size becomes a ``viewBox`` with a natural width in CSS. XML
    namespaces, metadata and anything that could run are left out.

    Parameters
    ----------
    svg
        Text of an SVG file.
    prefix
        Prefix of this figure's ids, unique on the page, of letters, digits, ``-`` and ``_``.

    Returns
    -------
    str
        Text of the element, safe to stand in HTML as it is.

    Raises
    ------
    ValueError
        When the text is not an SVG document.

    Examples
    --------
    >>> element('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>', "a")
    '<svg viewBox="0 0 1 1" id="a" role="img" />'
    """
    try:
        root = ET.fromstring(svg)
    except ET.ParseError as problem:
        raise ValueError(
            f"figure {prefix}: this is not a well-formed SVG file ({problem})"
        ) from None
    if _local(root.tag) != "svg":
        raise ValueError(f"figure {prefix}: the file holds <{_local(root.tag)}>, not <svg>")
    _rewrite(root, prefix)
    _size(root)
    root.set("id", prefix)
    root.set("role", "img")
    return ET.tostring(root, encoding="unicode").strip()


def _local(name: str) -> str:
    return name.rpartition("}")[2]


def _rewrite(root: ET.Element, prefix: str) -> None:
    for element in root.iter():
        for child in [
            c for c in element if not isinstance(c.tag, str) or _local(c.tag) in _DROPPED
        ]:
            element.remove(child)
        element.tag = _local(element.tag)
        element.tail = element.tail if element.tail and element.tail.strip() else None
        if element.tag == "style":
            element.text = _scoped(element.text or "", prefix)
        attributes = dict(element.attrib)
        element.attrib.clear()
        for name, value in attributes.items():
            _attribute(element, _local(name), value, prefix)


def _attribute(element: ET.Element, name: str, value: str, prefix: str) -> None:
    if _EXECUTED.fullmatch(name):
        return
    if name == "id":
        patient = _PATIENT_ID.fullmatch(value)
        if patient:
            element.set("data-patient", unquote(patient[1]))
        value = f"{prefix}--{value}"
    elif name == "href":
        # Anything but a place in this figure, or an image within it, would be a request.
        if value.startswith("#"):
            value = f"#{prefix}--{value[1:]}"
        elif not value.startswith("data:image/"):
            return
    elif "#" in value:
        value = _REFERENCE.sub(rf"url(#{prefix}--\1)", value)
    element.set(name, value)


def _scoped(style: str, prefix: str) -> str:
    style = _SELECTOR_ID.sub(rf"#{prefix}--\1", style)
    style = _REFERENCE.sub(rf"url(#{prefix}--\1)", style)
    return " ".join(
        ", ".join(f"#{prefix} {selector.strip()}" for selector in selectors.split(","))
        + f" {{{body}}}"
        for selectors, body in _RULE.findall(style)
    )


def _size(root: ET.Element) -> None:
    width = _POINTS.match(root.attrib.pop("width", ""))
    height = _POINTS.match(root.attrib.pop("height", ""))
    if width and height and "viewBox" not in root.attrib:
        root.set("viewBox", f"0 0 {width[1]} {height[1]}")
    if width:
        # On a screen a figure has the size of its layout, in which it can be read.
        laid_out = root.get("viewBox", "").split()
        shown = laid_out[2] if width[2] == "pt" and len(laid_out) == 4 else width[1]
        root.set("style", f"width:{shown}{width[2] or 'px'}")
    for name in ("version", "xmlns", "schemaLocation", "aria-label"):
        root.attrib.pop(name, None)
