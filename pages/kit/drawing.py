"""A picture as SVG or PNG, from the specification that the page draws: no browser is needed.

Vega-Lite is run by vl-convert in this process. It opens no address, and asks the machine for no font.
"""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import vl_convert

from pages.kit.picture import Picture
from simulator.cache import cached

FONTS: Final = Path(__file__).with_name("fonts")
FONT: Final = "DejaVu Sans"
"""Has the letters of Europe, Greek, Cyrillic, Hebrew and Arabic, and the signs of most currencies."""
WIDTH: Final = 350
"""Pixels of a picture's plot where two stand beside each other on a page."""
_VEGA_LITE: Final = "6.1"
"""That of Altair 6, which writes the specifications."""
PALETTE: Final = ("#2A9D8F", "#F2C14E", "#8C2F39", "#4E6483", "#A24DE5", "#9E7F2E", "#1D1A5B")
"""Of the light theme (.streamlit/config.toml): paper is light."""
_INK, _GREY, _LINE = "#0E1620", "#4E6483", "#CBD5DB"
_THEME: Final[dict[str, Any]] = {
    "font": FONT,
    "background": None,
    "range": {"category": list(PALETTE)},
    "view": {"stroke": None},
    "axis": {
        "labelColor": _GREY, "titleColor": _GREY, "domainColor": _LINE, "tickColor": _LINE, "gridColor": "#E3E9ED",
        "titleFontWeight": "normal", "labelFontSize": 11, "titleFontSize": 11,
    },
    "legend": {"labelColor": _INK, "labelFontSize": 11},
    "text": {"fontSize": 11},
}  # fmt: skip


def svg_of(picture: Picture, *, width: int = WIDTH) -> str:
    """A picture as SVG, its texts as text.

    width : of the plot [pixels]
    """
    return _svg(_specification(picture, width))


def png_of(picture: Picture, *, width: int = 2 * WIDTH) -> bytes:
    """A picture as PNG on white, twice as fine as a screen.

    width : of the plot [pixels]
    """
    return _png(_specification(picture, width, background="white"))


def _specification(picture: Picture, width: int, background: str | None = None) -> str:
    """All that is drawn, as text: numbers, places and words, and no address."""
    spec, config = picture.spec, {**_THEME, "background": background}
    whole = {
        **spec,
        "width": width,
        "data": {"values": picture.table.to_pylist()},
        "config": {**config, **spec.get("config", {})},
    }
    return json.dumps(whole, sort_keys=True)


@cached
def _svg(specification: str) -> str:
    _know_fonts()
    return vl_convert.vegalite_to_svg(specification, vl_version=_VEGA_LITE, allowed_base_urls=[])


@cached
def _png(specification: str) -> bytes:
    _know_fonts()
    return vl_convert.vegalite_to_png(specification, vl_version=_VEGA_LITE, allowed_base_urls=[], scale=2.0)


@lru_cache(maxsize=1)
def _know_fonts() -> None:
    vl_convert.register_font_directory(str(FONTS))
