"""The app's icon and logo, read once: Streamlit would read a file at every rerun."""

from pathlib import Path
from typing import Final

_FOLDER: Final = Path(__file__).parents[1] / "face"
ICON: Final = _FOLDER.joinpath("icon.svg").read_text(encoding="utf-8")
LOGO: Final = _FOLDER.joinpath("logo.svg").read_text(encoding="utf-8")
