"""Constants of the Polish numbering plan."""

from __future__ import annotations

DEFAULT_REGION = "PL"


MAX_SHORT_CODE_DIGITS = 6


NATIONAL_DIGITS = 9
