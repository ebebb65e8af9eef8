"""An invented year of a shop, so that a visitor without a file sees everything; made by `examples/make_demo_shop.py`.

Every number is invented. The files are what two ad platforms and the shop would export: read them as a visitor's.
"""

from __future__ import annotations

from importlib.resources import files

NAMES = ("demo_google_ads.csv", "demo_meta_ads.csv", "demo_orders.csv")


def demo_files() -> dict[str, bytes]:
    """Name → content of the files of the invented shop."""
    here = files("simulator.evidence.reading.demo")
    return {name: here.joinpath(name).read_bytes() for name in NAMES}
