"""The import rules of the house, executed: who may import whom, and what stands nowhere.

Every rule reads the syntax tree of the files, so nothing is imported to check it. A file is parsed once and walked
once, for all rules.

Long because every rule stands beside the proof that it can fail.
"""

import ast
import gc
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

import simulator

ROOT = Path(__file__).parents[1]
FLOORS = (
    {"errors", "currencies", "facts", "cache"},
    {"beliefs"},
    {"plan"},
    {"engine"},
    {"questions", "channels"},
    {"forms"},
    {"evidence"},
    {"handout"},
)
"""The packages of the core: each imports itself and those above it in this list, and nothing beside it."""
GENERATORS = {"default_rng", "Generator", "BitGenerator", "SeedSequence", "PCG64", "PCG64DXSM", "Philox", "SFC64"}
"""What numpy.random may be asked for: everything but the functions on its one hidden generator."""


def sources(*patterns):
    return sorted(path for pattern in patterns for path in ROOT.glob(pattern))


WHOLE_CORE = [path for path in sources("simulator/**/*.py") if path != ROOT / "simulator" / "__init__.py"]
CORE = [path for path in sources("simulator/**/*.py") if "evidence" not in path.parts]
EVIDENCE = sources("simulator/evidence/**/*.py")
PAGES = sources("pages/*.py")
KIT, FRAME, PARTS = sources("pages/kit/*.py"), sources("pages/frame/*.py"), sources("pages/parts/*/*.py")
COMMAND = sources("cpo/*.py")
BEHIND_PAGES = [*KIT, *FRAME, *PARTS]
OWNERS_OF_THE_SESSION = {
    *("frame/visit", "frame/widgets", "frame/exports", "kit/editing", "kit/files", "kit/folded"),
}
"""Modules behind pages that may name `session_state`; all others ask `visit`."""
FOLDERS = ("simulator", "cpo", "pages", "server", "tests", "tools", "benchmarks", "examples")
EVERYTHING = sources("*.py", *(f"{folder}/**/*.py" for folder in FOLDERS))


def path_text(path):
    return str(path.relative_to(ROOT)) if path.is_absolute() else str(path)


def in_files(paths, faults):
    """What is wrong, by file, where anything is: one test for all files costs a twentieth of one for each."""
    return {path_text(path): result for path in paths if (result := faults(path))}


@cache
def by_kind(tree):
    """The nodes of a file by their class, each class in the order of the file."""
    result = defaultdict(list)
    for node in ast.walk(tree):
        result[type(node)].append(node)
    return result


def nodes(tree, *kinds):
    """The nodes of some classes."""
    return [node for kind in kinds for node in by_kind(tree).get(kind, ())]


class Import(NamedTuple):
    """One imported module, and the name taken from it (None: the module itself)."""

    line: int
    module: str
    name: str | None

    @property
    def top(self):
        return self.module.partition(".")[0]


def imports(tree) -> Iterator[Import]:
    """Every import of a file, also those inside functions."""
    for node in nodes(tree, ast.Import, ast.ImportFrom):
        if isinstance(node, ast.Import):
            yield from (Import(node.lineno, alias.name, None) for alias in node.names)
        else:
            module = "." * node.level + (node.module or "")
            yield from (Import(node.lineno, module, alias.name) for alias in node.names)


def foreign(tree, *allowed):
    """Imports of anything but the standard library and what is allowed."""
    return [
        f"line {item.line}: imports {item.module}"
        for item in imports(tree)
        if item.top not in allowed and item.top not in sys.stdlib_module_names
    ]


def package_of(path):
    """Which package of the core a file belongs to; a module beside the packages is one of its own."""
    inside = path.relative_to(ROOT / "simulator").parts
    return inside[0] if len(inside) > 1 else path.stem


def packages_of_the_core(tree):
    """Packages of the core that a file imports, whichever way it says so."""
    for item in imports(tree):
        if item.module == "simulator":
            yield item.line, item.name or "simulator"
        elif item.top == "simulator":
            yield item.line, item.module.split(".")[1]


def upwards(tree, own):
    """Imports inside the core of a package that does not stand above a file's own."""
    floor = next(place for place, packages in enumerate(FLOORS) if own in packages)
    allowed = set().union(*FLOORS[:floor], {own})
    return [
        f"line {line}: {own} imports {package}"
        for line, package in packages_of_the_core(tree)
        if package not in allowed
    ]


def names(tree):
    """Every identifier of a file with its line: variables, attributes, arguments, imports."""
    kinds = (ast.Name, ast.Attribute, ast.keyword, ast.arg, ast.alias, ast.FunctionDef, ast.ClassDef)
    for node in nodes(tree, *kinds):
        match node:
            case ast.Name(id=name) | ast.Attribute(attr=name) | ast.keyword(arg=str(name)) | ast.arg(arg=name):
                yield node.lineno, name
            case ast.alias(name=name, asname=other):
                yield from ((node.lineno, part) for part in (*name.split("."), other) if part)
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                yield node.lineno, name


def in_a_page(tree):
    """What a page must leave to others: state, html, numbers."""
    words = {"session_state", "html", "iframe", "unsafe_allow_html", "numpy", "scipy"}
    result = [f"line {line}: {name}" for line, name in names(tree) if name in words]
    result += [
        f"line {item.line}: {item.module} is not a public name of simulator"
        for item in imports(tree)
        if item.top == "simulator" and (item.module != "simulator" or item.name not in simulator.__all__)
    ]
    for node in nodes(tree, ast.Constant):
        if isinstance(node.value, str) and re.search(r"</?[a-z]+[^<>]*>", node.value):
            result.append(f"line {node.lineno}: html in a text")
    for node in nodes(tree, ast.BinOp):
        if isinstance(node.op, ast.Mult | ast.Div | ast.Pow):
            result.append(f"line {node.lineno}: a formula")
    return result


def dotted(node):
    """``np.random.seed`` as text, or nothing when it does not begin with a name."""
    parts = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    return ".".join([node.id, *reversed(parts)]) if isinstance(node, ast.Name) else ""


def nowhere(tree):
    """What stands in no file of this project, tests and tools included."""
    result = []
    for node in nodes(tree, ast.ExceptHandler, ast.Call, ast.Attribute, ast.keyword):
        match node:
            case ast.ExceptHandler(type=None):
                result.append((node.lineno, "a bare except"))
            case ast.ExceptHandler(type=caught):
                classes = caught.elts if isinstance(caught, ast.Tuple) else [caught]
                wide = {"Exception", "BaseException"} & {dotted(class_).rpartition(".")[2] for class_ in classes}
                if any(isinstance(part, ast.Raise) and part.exc is None for part in ast.walk(node)):
                    wide -= {"BaseException"}  # a panic of Rust code is no Exception; what is not one is raised again
                result += [(node.lineno, f"except {name}") for name in wide]
            case ast.Call(func=ast.Name(id="eval" | "exec" | "compile" | "__import__" as name)):
                result.append((node.lineno, name))
            case ast.Attribute(attr="eval" | "read_pickle" | "to_pickle" as name):
                result.append((node.lineno, name))
            case ast.Attribute(value=ast.Name(id="st" | "streamlit"), attr="fragment" | "dialog" as name):
                result.append((node.lineno, f"st.{name}, which runs by itself (docs/decisions.md, 27)"))
            case ast.keyword(arg="unsafe_allow_html" | "unsafe_allow_javascript" | "allow_pickle" as name):
                result.append((node.lineno, name))
            case ast.Attribute(value=ast.Attribute(value=ast.Name(id="np" | "numpy"), attr="random"), attr=name):
                if name not in GENERATORS:
                    result.append((node.lineno, f"numpy.random.{name}"))
    for item in imports(tree):
        if item.top in ("pickle", "cPickle", "dill", "joblib", "shelve", "marshal"):
            result.append((item.line, item.module))
        if item.module == "numpy.random" and item.name not in GENERATORS:
            result.append((item.line, f"numpy.random.{item.name}"))
    return [f"line {line}: {what}" for line, what in result]


@cache
def parsed(path):
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


@pytest.fixture(scope="module", autouse=True)
def every_file_is_parsed_once():
    """All at once, without the garbage collector, which looks through every tree again and again while they grow.

    They go afterwards: a worker has other files to test.
    """
    gc.disable()
    try:
        for path in EVERYTHING:
            by_kind(parsed(path))
    finally:
        gc.enable()
    yield
    by_kind.cache_clear()
    parsed.cache_clear()


# -- the core -----------------------------------------------------------------------------------------------------


def test_the_core_has_no_packages_but_those_with_a_place():
    assert {package_of(path) for path in WHOLE_CORE} == set().union(*FLOORS)


@pytest.mark.parametrize("package", [path for path in WHOLE_CORE if path.stem == "__init__"], ids=path_text)
def test_a_package_lists_its_modules_for_its_reader(package):
    lists = {"questions": None, "reading": "evidence", "learning": "evidence"}.get(package.parent.name, "")
    if lists is None:
        return
    listing = (package.parents[1] if lists else package.parent) / "__init__.py"
    listed = set(re.findall(r"^([a-z_]+) {2,}\S", ast.get_docstring(parsed(listing)), flags=re.MULTILINE))
    assert {path.stem for path in package.parent.glob("*.py")} - {"__init__"} <= listed


def test_the_core_needs_only_numpy_pandas_scipy_and_the_standard_library():
    def beside(path):
        writes_workbooks = ("xlsxwriter",) if path == ROOT / "simulator/handout/workbook.py" else ()
        return foreign(parsed(path), "numpy", "pandas", "scipy", "simulator", *writes_workbooks)

    assert in_files(CORE, beside) == {}


def test_a_module_of_the_core_imports_only_packages_above_its_own():
    assert in_files(WHOLE_CORE, lambda path: upwards(parsed(path), package_of(path))) == {}


def test_the_core_prints_nothing_and_has_no_other_source_of_chance_than_draws():
    def lines(path):
        tree = parsed(path)
        forbidden = {"print"}
        if path != ROOT / "simulator/engine/points.py":
            forbidden |= {"default_rng", "qmc"}
        chance = [item.line for item in imports(tree) if item.top in ("random", "secrets")]
        return chance + [line for line, name in names(tree) if name in forbidden]

    assert in_files(CORE, lines) == {}


def test_the_evidence_of_exports_needs_nothing_of_pages():
    # Dates and numbers as people write them, encodings, workbooks.
    files = {"babel", "charset_normalizer", "openpyxl", "pyarrow", "python_calamine"}
    allowed = (*files, "numpy", "pandas", "scipy", "simulator")
    assert {path_text(path): result for path in EVIDENCE if (result := foreign(parsed(path), *allowed))} == {}


def test_public_names_are_those_of_the_design_and_exist():
    promised = {
        "Fixed", "Amount", "Rate", "RateFromCounts", "Pert", "OrderEconomics", "RepeatPurchases", "Scenario",
        "InputError", "simulate", "read_scenarios", "write_scenarios",
    }  # fmt: skip
    assert promised <= set(simulator.__all__)
    assert all(hasattr(simulator, name) for name in simulator.__all__)


# -- the command --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", COMMAND, ids=path_text)
def test_the_command_needs_the_core_and_click_and_more_in_two_places(path):
    allowed = ("click", "cpo", "simulator", *{"cluster": ["distributed"], "handout": ["pages"]}.get(path.stem, []))
    assert foreign(parsed(path), *allowed) == []


def test_what_only_an_extra_installs_is_imported_where_it_is_used():
    at_once = [node for path in COMMAND for node in parsed(path).body if isinstance(node, ast.Import | ast.ImportFrom)]
    assert {item.top for node in at_once for item in imports(node)} & {"distributed", "pages"} == set()


# -- pages --------------------------------------------------------------------------------------------------------


def test_charts_take_small_frames_and_nothing_else():
    # A chart is a result too, held under the one bound of all results.
    tree = parsed(ROOT / "pages/kit/charts.py")
    assert foreign(tree, "altair", "pandas", "pyarrow", "streamlit", "pages", "simulator") == []
    assert {item.module for item in imports(tree) if item.top == "simulator"} == {"simulator.cache"}


def test_pictures_do_no_sums():
    assert (
        in_files(
            [path for path in PARTS if path.stem == "pictures"],
            lambda path: foreign(parsed(path), "altair", "pandas", "pyarrow", "streamlit", "pages", "simulator"),
        )
        == {}
    )


def test_words_know_languages_and_the_types_of_the_core_but_no_screen():
    for name in ("words", "languages"):
        assert foreign(parsed(ROOT / f"pages/kit/{name}.py"), "babel", "simulator", "pages") == []


def folder_of(path):
    """Kit, frame, or the part's own folder, as a module path: what a file may always import from."""
    return ".".join(path.relative_to(ROOT).parts[:-1])


def place_of(path):
    return path.relative_to(ROOT / "pages").with_suffix("").as_posix()


def beyond(path, tree):
    """Imports of pages that the rules of the house forbid to a file: kit < frame < a part's own folder < scripts."""
    own = folder_of(path)
    allowed = {"pages.kit": [], "pages.frame": ["pages.kit"], "pages": ["pages.kit", "pages.frame", "pages.parts"]}
    folders = [own, *allowed.get(own, ["pages.kit", "pages.frame"])] if own != "pages" else allowed["pages"]
    modules = ((item.line, f"{item.module}.{item.name}") for item in imports(tree) if item.top == "pages")
    return [
        f"line {line}: {module}" for line, module in modules if not module.startswith(tuple(f"{x}." for x in folders))
    ]


def test_kit_frame_parts_and_scripts_import_only_what_lies_below_and_no_part_another():
    assert in_files([*BEHIND_PAGES, *PAGES], lambda path: beyond(path, parsed(path))) == {}


def private(tree):
    """Names that begin with an underscore and come from another module of the pages."""
    return [
        f"line {item.line}: {item.module}.{item.name}"
        for item in imports(tree)
        if item.top == "pages" and item.name is not None and item.name.startswith("_")
    ]


def test_what_is_private_to_a_module_is_used_by_no_other():
    assert in_files([*BEHIND_PAGES, *PAGES], lambda path: private(parsed(path))) == {}


MOST_LINES, MOST_LINES_OF_A_FUNCTION = 400, 40


LONG_BECAUSE = "Long because"
"""How the sentence begins by which a docstring says why its function or module is longer."""


def too_long(source, tree=None):
    """Functions and the module itself that are longer than they may be and do not say why."""
    tree = tree or ast.parse(source)
    lines = [(node, node.end_lineno - node.lineno + 1) for node in nodes(tree, ast.FunctionDef, ast.AsyncFunctionDef)]
    result = [(node, node.name, count) for node, count in lines if count > MOST_LINES_OF_A_FUNCTION]
    if (count := len(source.splitlines())) > MOST_LINES:
        result.append((tree, "the module", count))
    return {name: count for node, name, count in result if LONG_BECAUSE not in (ast.get_docstring(node) or "")}


def test_modules_and_functions_are_short_or_say_why_not():
    assert in_files(EVERYTHING, lambda path: too_long(path.read_text(encoding="utf-8"), parsed(path))) == {}


def test_a_long_function_and_a_long_module_are_noticed_unless_they_say_why():
    function = "def far():\n" + "    x = 1\n" * MOST_LINES_OF_A_FUNCTION
    assert too_long(function) == {"far": MOST_LINES_OF_A_FUNCTION + 1}
    assert too_long(function.replace("    x = 1\n", '    """Long because of a table."""\n', 1)) == {}
    assert too_long("x = 1\n" * (MOST_LINES + 1)) == {"the module": MOST_LINES + 1}
    assert too_long("x = 1\n" * MOST_LINES) == {}


def test_a_private_name_of_another_module_is_noticed():
    tree = ast.parse("from pages.kit.writing import _finest, money\nfrom simulator.facts import _read")
    assert private(tree) == ["line 1: pages.kit.writing._finest"]


def test_a_part_that_imports_another_is_noticed():
    tree = ast.parse("from pages.parts.plan import answer\nfrom pages.kit import cards\nfrom pages.frame import visit")
    assert beyond(ROOT / "pages/parts/budget/answer.py", tree) == ["line 1: pages.parts.plan.answer"]
    assert beyond(ROOT / "pages/kit/cards.py", tree) == ["line 1: pages.parts.plan.answer", "line 3: pages.frame.visit"]


def test_a_page_imports_streamlit_its_parts_and_public_names_of_the_core():
    assert in_files(PAGES, lambda path: foreign(parsed(path), "streamlit", "pages", "simulator")) == {}


def test_a_page_holds_no_formula_no_html_and_no_state():
    assert in_files(PAGES, lambda path: in_a_page(parsed(path))) == {}


def test_what_lies_behind_pages_does_no_sums_on_draws():
    allowed = ("streamlit", "altair", "babel", "pandas", "pyarrow", "pages", "simulator")
    # What is downloaded is held by the server until the browser has fetched it; one module each sets and draws.
    further = {"kit/files": ("server",), "kit/report": ("typst",), "kit/drawing": ("vl_convert",)}
    assert in_files(BEHIND_PAGES, lambda path: foreign(parsed(path), *allowed, *further.get(place_of(path), ()))) == {}


def test_the_session_has_few_owners():
    owners = {
        place_of(path) for path in BEHIND_PAGES if any(name == "session_state" for _, name in names(parsed(path)))
    }
    assert owners <= OWNERS_OF_THE_SESSION


def test_screens_catch_what_a_person_can_mend_and_let_a_bug_look_like_a_bug():
    further = {"languages": {"UnknownLocaleError", "ValueError"}, "report": {"typst.TypstError"}}

    def caught(path):
        allowed = {"InputError"} | (further.get(path.stem, set()) if "kit" in path.parts else set())
        handlers = [node.type for node in nodes(parsed(path), ast.ExceptHandler) if node.type]
        item = (kind.elts if isinstance(kind, ast.Tuple) else [kind] for kind in handlers)
        return {dotted(kind) for kinds in item for kind in kinds} - allowed

    assert in_files([ROOT / "app.py", *PAGES, *BEHIND_PAGES], caught) == {}


# -- everywhere ---------------------------------------------------------------------------------------------------


def test_nothing_is_caught_blindly_evaluated_unpickled_or_drawn_from_a_hidden_generator():
    everywhere = in_files(EVERYTHING, lambda path: nowhere(parsed(path)))
    # The mutation run compiles changed versions of our own modules: that is what it is for.
    (compiled,) = everywhere.pop("benchmarks/mutant_judges.py")
    assert compiled.endswith(": compile")
    assert everywhere == {}


def test_files_are_found_at_all():
    assert len(CORE) > 10
    assert {path.stem for path in PAGES} >= {"main", "plan", "margin", "compare", "drivers", "goal", "glossary"}
    assert {path_text(path) for path in EVERYTHING} >= {"app.py", "tests/test_layers.py", "pages/kit/charts.py"}


# -- the rules can fail -------------------------------------------------------------------------------------------

BAD = """
import pickle, streamlit as st
import numpy as np
from numpy.random import rand
from simulator.engine.outcome import Outcome
from simulator.forms.fields import plan_of
from simulator import simulate
def show(x):
    from scipy import stats
    try:
        eval("1 + 1")
    except Exception:
        np.random.seed(1)
    try:
        st.fragment(show)
        st.html("<b>%s</b>" % st.session_state["cpo"])
    except (ValueError, BaseException):
        st.markdown("x", unsafe_allow_html=True)
    except:
        np.load("x", allow_pickle=True)
    return np.random.default_rng(1), x * 2
"""


def test_a_made_up_bad_file_breaks_every_rule():
    tree = ast.parse(BAD)
    assert sorted(item.split(": ")[1] for item in nowhere(tree)) == [
        "a bare except", "allow_pickle", "eval", "except BaseException", "except Exception",
        "numpy.random.rand", "numpy.random.seed", "pickle", "st.fragment, which runs by itself (docs/decisions.md, 27)",
        "unsafe_allow_html",
    ]  # fmt: skip
    assert {item.split(" ")[-1] for item in foreign(tree, "numpy", "pandas", "simulator")} == {"streamlit", "scipy"}
    assert upwards(tree, "engine") == ["line 6: engine imports forms", "line 7: engine imports simulate"]
    assert upwards(tree, "beliefs") != []
    result = " ".join(in_a_page(tree))
    for word in (
        "session_state",
        "html in a text",
        "a formula",
        "simulator.engine.outcome is not a public name",
        ": html",
    ):
        assert word in result


@pytest.mark.parametrize(
    "source",
    [
        "try:\n    x\nexcept BaseException as error:\n    if not mine(error):\n        raise",
        "import numpy as np\nnp.random.default_rng(3)",
        "try:\n    x\nexcept ValueError:\n    y",
        "evaluate(1)",
    ],
)
def test_a_made_up_good_file_breaks_none(source):
    assert nowhere(ast.parse(source)) == []
