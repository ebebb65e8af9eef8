"""Pages are tested in English, whatever the locale of the numbers: `test_language.py` reads the real catalogues."""

import pytest

from pages.kit import languages


@pytest.fixture(scope="session", autouse=True)
def english_everywhere(tmp_path_factory):
    """No language has a catalogue; a test that reads one puts it in place itself."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(languages, "CATALOGUES", tmp_path_factory.mktemp("no_catalogues"))
        languages.languages.cache_clear()
        languages.catalogue.cache_clear()
        yield
    languages.languages.cache_clear()
    languages.catalogue.cache_clear()
