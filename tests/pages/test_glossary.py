"""The glossary holds every word, finds it, and shows published figures as they were published."""

import ast
import csv
import io
import re
from pathlib import Path

import pytest

from pages.kit import labels
from pages.kit.terms import COMPARISONS, METHOD, TERMS
from pages.kit.terms import GROUPS as SUBJECTS
from pages.kit.words import words_for
from pages.parts.glossary import answer
from simulator.facts import facts
from tests.pages.screen import Screen

WORDS = words_for("en_GB")
GROUPS = ("comparisons", *(group.code for group in SUBJECTS), "method", "facts")


def glossary(*opened, **how):
    screen = Screen(**how, page="glossary")
    for group in opened:
        screen.at.session_state[f"glossary_{group}"] = True
    return screen.run() if opened else screen


def searched(wanted, **how):
    screen = glossary(**how)
    screen.at.text_input(key="glossary_search").set_value(wanted)
    return screen.run()


def page_text(screen):
    """What a reader sees: markdown without its marks."""
    boxes = [*screen.at.main.markdown, *screen.at.main.info, *screen.at.main.caption]
    return re.sub(r"\\(.)", r"\1", "\n".join(box.value for box in boxes))


def test_every_term_stands_in_one_group():
    assert sum(len(group.terms) for group in SUBJECTS) == len(TERMS)


def codes_used(tree):
    """Codes of terms in a file: what a card stands for, what `help_of` is asked for, and entries of `TERMS`."""
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Attribute(attr="card"), args=[_, _, _, _, ast.Constant(value=str(code)), *_]):
                yield code
            case ast.Call(
                func=ast.Name(id="help_of") | ast.Attribute(attr="help_of"), args=[_, ast.Constant(value=str(code))]
            ):
                yield code
            case ast.Subscript(value=ast.Name(id="TERMS"), slice=ast.Constant(value=str(code))):
                yield code


def test_every_code_that_a_page_uses_is_a_term():
    used = {code for path in Path("pages").rglob("*.py") for code in codes_used(ast.parse(path.read_text("utf-8")))}
    assert used >= {"break_even_probability", "cpo", "distance"}  # else nothing was looked at
    assert sorted(used - set(TERMS)) == []
    assert sorted(name for name, shown in labels.INPUTS.items() if (shown.term or name) not in TERMS) == []


def test_a_code_that_is_no_term_is_noticed():
    made_up = "cards.card(words, label, value, [], 'nonsense'); help_of(words, 'more'); TERMS['last']"
    assert set(codes_used(ast.parse(made_up))) == {"nonsense", "more", "last"}


def test_at_first_all_is_folded():
    screen = glossary()
    assert COMPARISONS[0][1] not in page_text(screen)
    assert METHOD[0][1] not in page_text(screen)
    assert {part.value for part in screen.at.main.markdown} == {":small[to]"}  # between the ends of the everyday ranges
    assert not screen.at.dataframe


def test_unfolded_every_term_shows_definition_and_example_and_its_formula_one_fold_further():
    screen = glossary(*GROUPS)
    text = page_text(screen)
    for term in TERMS.values():
        assert all(part in text for part in (term.name, term.definition, term.example))
    assert TERMS["cpc"].formula not in text
    for title, body in (*COMPARISONS, *METHOD):
        assert title in text
        assert body in text
    for group in SUBJECTS:
        screen.at.session_state[f"glossary_{group.code}_formulas"] = True
    text = page_text(screen.run())
    assert all(part in text for term in TERMS.values() for part in (term.formula, term.unit))


def test_no_text_of_the_glossary_is_taken_for_markup():
    for term in TERMS.values():
        shown = answer.term_text(WORDS, term).replace(":small[", "").replace("Example:", "").removesuffix("]")
        formula = answer.formula_text(WORDS, term).replace("**:", "").replace("):", "")
        assert not re.search(r"(?<!\\)[$:\[\]~<>^|]", shown + formula)


@pytest.mark.parametrize(
    ("wanted", "first"),
    [
        ("ROAS", "break_even_roas"),
        ("break-even roas", "break_even_roas"),
        ("RETURN  rate", "return_rate"),
        ("clv", "clv"),
    ],
)
def test_a_search_finds_a_term_by_its_name_first(wanted, first):
    assert answer.matches(WORDS, wanted)[0].code == first


def test_a_search_looks_into_terms_texts_and_figures():
    screen = searched("return rate")
    assert TERMS["return_rate"].definition in page_text(screen)
    assert TERMS["cpc"].definition not in page_text(screen)
    assert set(screen.at.dataframe[0].value["figure"]) == {"return rate"}
    assert METHOD[1][1] in page_text(searched(METHOD[1][0]))


def test_a_search_knows_no_accents_and_no_case():
    assert answer._plain("Éléphant") == "elephant"


def test_a_search_without_result_says_so_and_shows_what_was_typed_as_it_is():
    screen = searched(":red[nothing]")
    assert "Nothing holds “:red[nothing]”" in page_text(screen)
    assert ":red[nothing]" not in screen.at.main.info[0].value


def test_a_search_of_blanks_shows_all():
    assert "glossary_comparisons" in {box.proto.id.rsplit("-", 1)[-1] for box in searched("   ").at.expander}


def test_published_figures_stand_with_year_source_and_confidence():
    screen = glossary("facts")
    table = screen.at.dataframe[0].value
    assert len(table) == len(facts())
    for row, fact in zip(table.to_dict("records"), facts().values(), strict=True):
        assert (row["figure"], row["year"], row["confidence"]) == (fact.metric, fact.year, fact.confidence)
        assert row["source"].startswith(fact.source)
        assert fact.url in (row["address"] or row["source"])
        assert not row["address"] or row["address"].startswith("https://")
    assert all(f"{mark} " in screen.captions for mark in "ABC")


@pytest.mark.parametrize(("dialect", "separator", "decimal"), [("point", ",", "."), ("comma", ";", ",")])
def test_published_figures_come_as_a_file(dialect, separator, decimal):
    published = list(facts().values())
    content = answer.facts_csv(published, dialect).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(content), delimiter=separator))
    assert [row["id"] for row in rows] == [fact.id for fact in published]
    values = [float(row["value"].replace(decimal, ".")) if row["value"] else None for row in rows]
    assert values == [fact.value for fact in published]


def test_the_search_stays_after_a_change_of_page():
    screen = searched("ROAS").go("plan").go("glossary")
    assert screen.at.text_input(key="glossary_search").value == "ROAS"
