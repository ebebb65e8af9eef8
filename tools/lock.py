"""What pip would have to look for by itself: `python -m tools.lock` names every gap in the lists of requirements.

Nothing is looked for when each requirement that is asked for, directly or by another, stands in the list with its
extras and a version that fits, on every Python and platform that the app is for. What a distribution asks for is read
from its own metadata, so the whole development list must be installed.
"""

import sys
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
PYTHONS = ("3.11", "3.12", "3.13")
PLATFORMS = {
    "Linux on x86_64": ("posix", "linux", "Linux", "x86_64"),
    "Linux on aarch64": ("posix", "linux", "Linux", "aarch64"),
    "macOS on x86_64": ("posix", "darwin", "Darwin", "x86_64"),
    "macOS on arm64": ("posix", "darwin", "Darwin", "arm64"),
    "Windows on AMD64": ("nt", "win32", "Windows", "AMD64"),
}
"""The values of os_name, sys_platform, platform_system and platform_machine."""


@dataclass(frozen=True)
class Pin:
    """One entry of a list: a requirement with exactly one version, and the hashes of its files."""

    requirement: Requirement
    hashes: frozenset[str]

    @property
    def name(self) -> str:
        return canonicalize_name(self.requirement.name)

    @property
    def version(self) -> str:
        """The one version, or nothing when the entry leaves a choice."""
        specifiers = list(self.requirement.specifier)
        exact = len(specifiers) == 1 and specifiers[0].operator == "==" and not specifiers[0].version.endswith(".*")
        return specifiers[0].version if exact else ""


@dataclass(frozen=True)
class Release:
    """What a distribution says of itself: its version, what it asks for, and the Pythons it is for."""

    version: str
    requirements: tuple[Requirement, ...] = ()
    pythons: SpecifierSet = field(default_factory=SpecifierSet)


Find = Callable[[str], Release | None]


@cache
def installed(name: str) -> Release | None:
    """The release that is installed here, if any."""
    try:
        files = distribution(name)
    except PackageNotFoundError:
        return None
    pythons = ", ".join(files.metadata.get_all("Requires-Python") or ())
    return Release(files.version, tuple(map(Requirement, files.requires or ())), SpecifierSet(pythons))


def pins_of(text: str) -> list[Pin]:
    """Read a list as pip reads it: comments dropped, lines that end in a backslash joined."""
    lines = "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("#"))
    pins = []
    for line in lines.replace("\\\n", " ").splitlines():
        requirement, *hashes = line.split(" --hash=")
        if requirement.strip():
            pins.append(Pin(Requirement(requirement.strip()), frozenset(map(str.strip, hashes))))
    return pins


def roots_of(pyproject: str, group: str | None = None) -> list[Requirement]:
    """What the app itself asks for, with one of the project's dependency groups."""
    content = tomllib.loads(pyproject)
    project = content["project"]
    extras = {name: [Requirement(text) for text in texts] for name, texts in project["optional-dependencies"].items()}
    texts = project["dependencies"] + (content["dependency-groups"][group] if group else [])
    return [Requirement(text) for text in texts] + requirements_of_extra("app", extras, project["name"])


def requirements_of_extra(name: str, extras: Mapping[str, Sequence[Requirement]], project: str) -> list[Requirement]:
    """What an extra asks for, with what the project's other extras in it ask for."""
    needed = []
    for requirement in extras[name]:
        if canonicalize_name(requirement.name) == canonicalize_name(project):
            needed += [more for extra in requirement.extras for more in requirements_of_extra(extra, extras, project)]
        else:
            needed.append(requirement)
    return needed


def environments() -> dict[str, dict[str, str]]:
    """Each Python, in its first and its latest release, on each platform, as markers see it."""
    made = {}
    for python in PYTHONS:
        for full in (f"{python}.0", f"{python}.99"):
            for platform, (os_name, sys_platform, system, machine) in PLATFORMS.items():
                made[f"Python {full}, {platform}"] = {
                    "implementation_name": "cpython",
                    "implementation_version": full,
                    "os_name": os_name,
                    "platform_machine": machine,
                    "platform_python_implementation": "CPython",
                    "platform_release": "",
                    "platform_system": system,
                    "platform_version": "",
                    "python_full_version": full,
                    "python_version": python,
                    "sys_platform": sys_platform,
                }
    return made


def extras_of(requirement: Requirement) -> frozenset[str]:
    return frozenset(canonicalize_name(extra) for extra in requirement.extras)


def applies(requirement: Requirement, environment: Mapping[str, str], extras: Iterable[str] = ()) -> bool:
    """Whether a requirement holds there, when it is asked for with these extras."""
    marker = requirement.marker
    return marker is None or any(marker.evaluate({**environment, "extra": extra}) for extra in ("", *extras))


def gaps_of_form(pins: Sequence[Pin], find: Find = installed) -> list[str]:
    """Entries that leave pip a choice, and entries whose metadata cannot be read here."""
    gaps = []
    here = {name: str(value) for name, value in default_environment().items()}
    for pin in pins:
        if not pin.version:
            gaps.append(f"{pin.requirement}: no single version")
        if not pin.hashes:
            gaps.append(f"{pin.requirement}: no hash")
        release = find(pin.name)
        # What this machine leaves out says nothing of itself here; the dry runs of .ci/fresh read it.
        if applies(pin.requirement, here) and (release is None or release.version != pin.version):
            gaps.append(f"{pin.requirement}: {release.version if release else 'nothing'} is installed")
    return gaps


def gaps_in(
    pins: Sequence[Pin], roots: Sequence[Requirement], environment: Mapping[str, str], find: Find = installed
) -> list[str]:
    """What pip would look for beyond the list, in one environment, beginning with what the project asks for."""
    listed = {pin.name: pin for pin in pins if applies(pin.requirement, environment)}
    gaps: dict[str, None] = {}
    waiting = [("pyproject.toml", root, frozenset[str]()) for root in roots]
    done: set[tuple[str, frozenset[str]]] = set()
    while waiting:
        asker, requirement, asker_extras = waiting.pop()
        if not applies(requirement, environment, asker_extras):
            continue
        pin = listed.get(canonicalize_name(requirement.name))
        gap = gap_between(requirement, pin, environment, find)
        if gap:
            gaps[f"{asker} asks for {requirement}: {gap}"] = None
        extras = extras_of(requirement)
        if pin and (pin.name, extras) not in done and (release := find(pin.name)):
            done.add((pin.name, extras))
            waiting += [(pin.name, further, extras) for further in release.requirements]
    return list(gaps)


def gap_between(requirement: Requirement, pin: Pin | None, environment: Mapping[str, str], find: Find) -> str:
    """What keeps an entry from meaning what is asked for; nothing when it does."""
    if pin is None:
        return "not in the list"
    if missing := extras_of(requirement) - extras_of(pin.requirement):
        return f"the list has it without [{', '.join(sorted(missing))}]"
    if pin.version and not requirement.specifier.contains(pin.version, prereleases=True):
        return f"the list has {pin.version}"
    release = find(pin.name)
    if release and not release.pythons.contains(environment["python_full_version"]):
        return f"{pin.version} is not for this Python"
    return ""


def gaps_everywhere(pins: Sequence[Pin], roots: Sequence[Requirement]) -> list[str]:
    """The gaps of every environment, one line for those that several share."""
    where: dict[str, list[str]] = {}
    for place, environment in environments().items():
        for gap in gaps_in(pins, roots, environment):
            where.setdefault(gap, []).append(place)
    return [
        f"{gap} ({places[0]}{f' and {len(places) - 1} more' if places[1:] else ''})" for gap, places in where.items()
    ]


def differences(pins: Sequence[Pin], more: Sequence[Pin]) -> list[str]:
    """Entries of the app's list that the development list does not hold as they are: both go into one environment."""
    held = {(pin.name, pin.version, pin.hashes, str(pin.requirement.marker)) for pin in more}
    return [
        f"{pin.requirement}: differs in the development list"
        for pin in pins
        if (pin.name, pin.version, pin.hashes, str(pin.requirement.marker)) not in held
    ]


def gaps_of_project(root: Path) -> list[str]:
    """Every gap in the two lists that are in this folder."""
    pyproject, run, dev = (
        (root / name).read_text(encoding="utf-8")
        for name in ("pyproject.toml", "requirements.txt", "requirements-dev.txt")
    )
    gaps = [f"requirements.txt: {gap}" for gap in differences(pins_of(run), pins_of(dev))]
    for name, text, group in (("requirements.txt", run, None), ("requirements-dev.txt", dev, "dev")):
        pins = pins_of(text)
        gaps += [f"{name}: {gap}" for gap in gaps_of_form(pins) + gaps_everywhere(pins, roots_of(pyproject, group))]
    return gaps


def main() -> int:
    gaps = gaps_of_project(ROOT)
    for gap in gaps:
        sys.stderr.write(f"{gap}\n")
    return 1 if gaps else 0


if __name__ == "__main__":
    sys.exit(main())
