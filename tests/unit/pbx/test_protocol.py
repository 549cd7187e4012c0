"""References to PROTOCOL.md name sections that exist."""

from __future__ import annotations

import re
from pathlib import Path

PACKAGE = Path(__file__).parents[3] / "desktop_app"
PAGE = (PACKAGE / "pbx" / "PROTOCOL.md").read_text("utf-8")
SECTIONS = re.findall(r"^#+ (.+)$", PAGE, re.MULTILINE)


def test_every_reference_names_a_section() -> None:
    references: set[str] = set()
    for path in PACKAGE.rglob("*.py"):
        for line in re.findall(r"see PROTOCOL\.md, .*", path.read_text("utf-8"), re.IGNORECASE):
            references.update(re.findall(r"«([^»]+)»", line))
    assert len(references) > 10
    assert references <= set(SECTIONS)


def test_every_link_of_the_page_names_a_section() -> None:
    anchors = {re.sub(r"[^a-z0-9 -]", "", section.lower()).replace(" ", "-") for section in SECTIONS}
    assert set(re.findall(r"\]\(#([^)]*)\)", PAGE)) <= anchors
