"""What stands behind the pages of the portal and the letters: Jinja, strict about names and words alike."""

from pathlib import Path

import jinja2
import pytest
from django.template import engines

LINTEL = Path(__file__).parents[2] / "lintel"
ENVIRONMENT: jinja2.Environment = engines["jinja2"].env  # type: ignore[attr-defined]
FOLDERS = sorted(LINTEL.glob("*/jinja2"))


def test_every_template_can_be_read() -> None:
    names = [str(file.relative_to(folder)) for folder in FOLDERS for file in folder.rglob("*.html")]
    assert len(names) > 30
    for name in names:
        assert ENVIRONMENT.get_template(name) is ENVIRONMENT.get_template(name), "compiled once"


def test_words_are_escaped() -> None:
    assert ENVIRONMENT.from_string("{{ name }}").render(name="<b>") == "&lt;b&gt;"
    assert ENVIRONMENT.from_string("{{ name|linebreaks }}").render(name="<b>") == "<p>&lt;b&gt;</p>"


@pytest.mark.parametrize("line", ["{{ name }}", "{% if name %}{% endif %}", "{{ given.name }}"])
def test_a_name_that_nobody_gave_is_an_error(line: str) -> None:
    with pytest.raises(jinja2.UndefinedError):
        ENVIRONMENT.from_string(line).render(given={})
