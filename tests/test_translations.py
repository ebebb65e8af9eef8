"""Catalogues are complete and sound, and what translators write comes into them or is named as a fault."""

import json

import pytest

from tools import catalogues, messages, translate
from tools.translate import counts_of_forms
from tools.typography import spaced

NBSP, NARROW = "\u00a0", "\u202f"


@pytest.fixture(scope="module")
def template():
    return messages.template()


@pytest.mark.parametrize("language", catalogues.present())
def test_a_catalogue_has_no_fault(language, template):
    assert list(catalogues.faults_of_catalogue(language, template)) == []


def test_the_foreign_letters_of_the_stand_in_have_no_fault(template, tmp_path):
    catalogues.write(catalogues.stand_in("sl"), tmp_path, "sl")
    assert catalogues.present(tmp_path) == ("sl",)
    assert list(catalogues.faults_of_catalogue("sl", template, tmp_path)) == []


def test_a_draft_is_offered_to_nobody_and_may_lack_texts_but_has_no_other_fault(template, tmp_path):
    folder = tmp_path / "de" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    folder.joinpath(catalogues.DRAFT).touch()
    draft = catalogues.updated("de", template, tmp_path)
    draft["Budget"].string = "Budget"
    catalogues.write(draft, tmp_path, "de")
    assert catalogues.present(tmp_path) == ()
    assert list(catalogues.faults_of_catalogue("de", template, tmp_path)) == []
    draft["{points} points"].string = "Punkte"
    catalogues.write(draft, tmp_path, "de")
    assert len(list(catalogues.faults_of_catalogue("de", template, tmp_path))) == 1
    folder.joinpath(catalogues.DRAFT).rename(folder / "messages.po")
    assert catalogues.present(tmp_path) == ("de",)
    assert len(list(catalogues.faults_of_catalogue("de", template, tmp_path))) > 1_000


@pytest.mark.parametrize(
    ("english", "translation", "fault"),
    [
        ("Budget", "", "not translated"),
        ("{count} of {most}", "{count} sur {more}", "places {count} {more} instead of {count} {most}"),
        ("{count} left", "reste", "places none instead of {count}"),
        ("{count} left", "{count reste", "braces"),
        ("**Budget:** {money}", "**Budget :* {money}", "bold"),
        (":material/add: Add", ":material/ajouter: Ajouter", "icon"),
        (":red[wrong]", "rouge[faux]", "colour"),
        ("[Site](a/b)", "[Site](a/c)", "address"),
        ("CVR*", "CVR", "asterisk"),
        ("one\ntwo", "un deux", "new line"),
        ("- one", "un", "a line begins with another mark"),
        (", or", ",ou ", "spaces"),
        ("a “name”", "un “nom”", "English quotation marks"),
    ],
)
def test_a_fault_of_a_translation_is_named(english, translation, fault):
    assert any(item.startswith(fault) for item in catalogues.faults("fr", english, [translation]))


@pytest.mark.parametrize(
    ("english", "translation"),
    [
        ("**{count} of {most}** left", "Il en reste **{count} sur {most}**"),
        ("Only “{name}”", "Seulement « {name} »"),
        ("90 % interval", "intervalle à 90 %"),
    ],
)
def test_a_good_translation_has_no_fault(english, translation):
    assert catalogues.faults("fr", english, [translation]) == []


def test_every_plural_form_of_the_language_is_wanted():
    text = ("{count} row", "{count} rows")
    assert catalogues.faults("fr", text, ["{count} ligne", "{count} lignes"]) == []
    assert catalogues.faults("sl", text, ["{count} vrstica", "{count} vrstici"]) == ["2 forms, 4 wanted"]
    slovenian = counts_of_forms(catalogues.Catalog(locale="sl"))
    assert [counts.split(", ")[:2] for counts in slovenian] == [["1", "101"], ["2", "102"], ["3", "4"], ["0", "5"]]
    assert [counts.split(", ")[0] for counts in counts_of_forms(catalogues.Catalog(locale="fr"))] == ["0", "2"]


@pytest.mark.parametrize(
    ("english", "translation", "remark"),
    [
        ("What an order leaves", "What an order leaves", "the same"),
        ("Draw", "Tirage de la simulation", "long"),
        ("1,250 orders", "1 520 commandes", "numbers"),
        ("Cost of the next order", "Coût of la prochaine commande", "English words: of"),
    ],
)
def test_what_is_worth_another_look_is_named_and_taken(english, translation, remark):
    assert any(item.startswith(remark) for item in catalogues.remarks(english, [translation]))
    assert catalogues.faults("fr", english, [translation]) == []


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("Quoi ? Oui ! Bon ; {a} %", f"Quoi{NARROW}? Oui{NARROW}! Bon{NARROW}; {{a}}{NBSP}%"),
        ("Budget: {money} (« n »)", f"Budget{NBSP}: {{money}} («{NBSP}n{NBSP}»)"),
        ("**Marge :** l'un", f"**Marge{NBSP}:** l’un"),
        (":red[non] 10:30 :material/add: oui", ":red[non] 10:30 :material/add: oui"),
        ("19 959 ventes en 2020", f"19{NARROW}959 ventes en 2020"),
    ],
)
def test_french_spaces_are_put_by_the_program(typed, written):
    assert spaced("fr", typed) == written
    assert spaced("fr", written) == written


def test_what_goes_out_to_translators_comes_back_into_the_catalogue(template, tmp_path, capsys):
    out, home = tmp_path / "out", tmp_path / "home"
    assert translate.export("sl", out, size=200, home=home) == len(list(catalogues.texts(template)))
    paths = sorted(out.glob("sl_*.json"))
    entries = json.loads(paths[0].read_text(encoding="utf-8"))
    assert all(entry["context"] for entry in entries)
    for entry in entries[:-2]:
        form = catalogues.pseudo(entry.get("plural", entry["id"]))
        entry["translation"] = [form] * 4 if "plural" in entry else form
    entries[-2]["translation"] = "{nothing}"
    entries.append({"id": "no text of the app", "translation": "x"})
    paths[0].write_text(json.dumps(entries), encoding="utf-8")
    assert translate.take_in("sl", out, home) == 2
    said = capsys.readouterr().out
    assert "places {nothing} instead of" in said
    assert "no text of the app (any more)" in said
    assert "198 taken in, 2 with faults" in said
    assert translate.export("sl", out / "again", home=home) == len(list(catalogues.texts(template))) - 198
