"""Facts of the Polish numbering plan that the other modules share."""

from __future__ import annotations

DEFAULT_REGION = "PL"
COUNTRY_CODE = 48
NATIONAL_DIGITS = 9
# Up to here, digits are an extension, a short code (112, 19115, 116111) or a feature code (*43#).
MAX_SHORT_CODE_DIGITS = 6
