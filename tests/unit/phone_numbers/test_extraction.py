"""Numbers as people type, paste and click them, in one table."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.phone_numbers.extraction import extract_numbers
from desktop_app.phone_numbers.parsing import parse_number
from tests.support.cpu_time import within_cpu_time

MOBILE, WARSAW, BERLIN = "600100200", "226354410", "004930901820"

# Text → plain form; None: no number, a tuple: several numbers.
TABLE: dict[str, str | tuple[str, ...] | None] = {
    # separators
    "600100200": MOBILE,
    "600 100 200": MOBILE,
    "600-100-200": MOBILE,
    "600.100.200": MOBILE,
    "600/100/200": MOBILE,
    "60 010 02 00": MOBILE,
    " 600100200 ": MOBILE,
    "\t600 100 200\n": MOBILE,
    "600\u00a0100\u00a0200": MOBILE,
    "600\u2009100\u2009200": MOBILE,
    "600–100–200": MOBILE,
    "600‑100‑200": MOBILE,
    "600—100—200": MOBILE,
    "(600) 100 200": MOBILE,
    "(600)100200": MOBILE,
    "６００１００２００": MOBILE,
    "22 635 44 10": WARSAW,
    "(22) 635 44 10": WARSAW,
    "(22) 635-44-10": WARSAW,
    "22/635 44 10": WARSAW,
    "22.635.44.10": WARSAW,
    "22 6354410": WARSAW,
    # Poland with its country code
    "+48600100200": MOBILE,
    "+48 600 100 200": MOBILE,
    "+48-600-100-200": MOBILE,
    "+48 (600) 100-200": MOBILE,
    "(+48) 600 100 200": MOBILE,
    "(+48)600100200": MOBILE,
    "+48 22 635 44 10": WARSAW,
    "+48 (22) 635 44 10": WARSAW,
    "+48 (0) 600 100 200": MOBILE,
    "0048600100200": MOBILE,
    "0048 600 100 200": MOBILE,
    "0048-22-635-44-10": WARSAW,
    "48600100200": MOBILE,
    "48 600 100 200": MOBILE,
    # abroad
    "+49 30 901820": BERLIN,
    "+49 (0)30 901820": BERLIN,
    "+49 (30) 90 18 20": BERLIN,
    "0049 30 901820": BERLIN,
    "+1 650-253-0000": "0016502530000",
    "+1 (650) 253-0000": "0016502530000",
    "+44 20 7031 3000": "00442070313000",
    "+44 (0)20 7031 3000": "00442070313000",
    "+420 224 811 111": "00420224811111",
    "00420224811111": "00420224811111",
    "+380 44 278 9595": "00380442789595",
    "+33 1 42 68 53 00": "0033142685300",
    "+39 06 6982": "0039066982",
    # links
    "tel:+48600100200": MOBILE,
    "tel:600100200": MOBILE,
    "TEL:600100200": MOBILE,
    "tel://600100200": MOBILE,
    "tel:600-100-200": MOBILE,
    "tel:600%20100%20200": MOBILE,
    "tel:%2B48600100200": MOBILE,
    "tel:+48-22-635-44-10": WARSAW,
    "tel:600100200;ext=7": MOBILE,
    "tel:105;phone-context=example.pl": "105",
    "tel:+493090%31820": BERLIN,
    "callto:600100200": MOBILE,
    "callto:+48600100200": MOBILE,
    "callto://+48600100200": MOBILE,
    "callto:600100200?call": MOBILE,
    "sip:600100200@example.pl": MOBILE,
    "sip:105@pbx.example.pl": "105",
    "sip:105@10.0.0.5:5060": "105",
    "sips:600100200@example.pl;transport=tls": MOBILE,
    "sip:+48600100200@example.pl?subject=x": MOBILE,
    "sip:%2B48600100200@example.pl": MOBILE,
    "sip:anna@example.pl": None,
    "tel:": None,
    "tel:anna": None,
    "callto:anna.kowalska": None,
    "mailto:600100200@example.pl": None,
    "https://example.pl/600100200": None,
    "javascript:600100200": None,
    # labels in front, extensions behind
    "tel. 600 100 200": MOBILE,
    "Tel: 600 100 200": MOBILE,
    "telefon: 22 635 44 10": WARSAW,
    "kom. 600 100 200": MOBILE,
    "nr 600 100 200": MOBILE,
    "fax 22 635 44 10": WARSAW,
    "m: 600 100 200": MOBILE,
    "600 100 200.": MOBILE,
    "600 100 200,": MOBILE,
    "22 635 44 10 wew. 12": WARSAW,
    "22 635 44 10 wewn. 12": WARSAW,
    "22 635 44 10, wew 12": WARSAW,
    "22 635 44 10 w. 12": WARSAW,
    "22 635 44 10 ext. 12": WARSAW,
    "22 635 44 10 ext 12": WARSAW,
    "22 635 44 10 x12": WARSAW,
    "+48 22 635 44 10 extension 12": WARSAW,
    # extensions, short codes and emergencies
    "101": "101",
    " 105 ": "105",
    "9": "9",
    "*43": "*43",
    "*43#": "*43#",
    "#31#": "#31#",
    "*21*105#": "*21*105#",
    "112": "112",
    "１１２": "112",
    "999": "999",
    "wew. 105": "105",
    "ext 105": "105",
    "wewnętrzny: 105": "105",
    "19115": "19115",
    "116111": "116111",
    # in a sentence
    "Proszę dzwonić pod 600 100 200 do piątku": MOBILE,
    "Zadzwoń: +48 600-100-200!": MOBILE,
    "Jan Nowak <600 100 200>": MOBILE,
    "biuro (22) 635 44 10, pokój 12": WARSAW,
    "Faktura 12/2026 na 1 200 zł, tel. 600 100 200": MOBILE,
    "Kontakt: tel:+48600100200.": MOBILE,
    "oddzwonić do Anny, wew. 105, pilne": "105",
    "22 635 44 10 wew. 12 w godz. 8–16": WARSAW,
    "call us at +49 30 901820 today": BERLIN,
    "600 100 200 lub 501 222 333": (MOBILE, "501222333"),
    "tel. 22 635 44 10, kom. 600 100 200": (WARSAW, MOBILE),
    "600100200;501222333": (MOBILE, "501222333"),
    "600 100 200, +48 600 100 200": MOBILE,
    "tel:600100200 tel:501222333": (MOBILE, "501222333"),
    "600100200/601200300": (MOBILE, "601200300"),
    "600 100 200 601 200 300": (MOBILE, "601200300"),
    "600 100 200 601 200 300 602 300 400": (MOBILE, "601200300", "602300400"),
    "600100200" * 4: None,
    "konto 600100200601200300": None,
    "zob. SIP:105@pbx.example.pl": "105",
    "(sips:105@pbx.example.pl)": "105",
    "zob. callto:105.": "105",
    "HTTPS://example.pl/600100200 x": None,
    "oddzwonić, WEW. 105, pilne": "105",
    "wew. 12, biuro 22 635 44 10": ("12", WARSAW),
    "tel:123456 wew. 12 i reszta": ("123456", "12"),
    # offsets: order, and the extension that belongs to a number
    "https://www.example.pl/x 501 222 333 tel:600100200": ("501222333", MOBILE),
    "tel:+48600100200 501222333 tel:601200300": (MOBILE, "501222333", "601200300"),
    "prosimy dzwonić tylko 22 635 44 10 wew. 12 rano": WARSAW,
    f"22 635 44 10{' ' * 19}wew. 12 rano": WARSAW,
    f"22 635 44 10{' ' * 20}wew. 12 rano": (WARSAW, "12"),
    "0 600 100 200": MOBILE,
    "0 22 635 44 10": WARSAW,
    "0112": "0112",
    # not a number
    "2026-10-05": None,
    "05.10.2026": None,
    "10/2026": None,
    "12.50": None,
    "*": None,
    "##": None,
    "1234567": None,
    "12345678901234": None,
    "": None,
    "   ": None,
    "Anna": None,
    "12a": None,
    "a12": None,
    "+": None,
    "++48600100200": MOBILE,
    "6+00": None,
    "1" * 21: None,
    "١١٢": None,
    "12;rm -rf": None,
    "$(reboot)": None,
    "2026-11-23 o 12:30": None,
    "NIP 526-10-40-567 zł": None,
    "pokój 105, piętro 2": None,
    "1 200,50 zł": None,
    "🙂": None,
    "null\x00": None,
}


@pytest.mark.parametrize(("text", "numbers"), TABLE.items())
def test_numbers_in_a_text(text: str, numbers: str | tuple[str, ...] | None) -> None:
    expected = [] if numbers is None else [numbers] if isinstance(numbers, str) else list(numbers)
    assert extract_numbers(text) == expected


def test_digits_that_cannot_be_dialled_are_no_extension() -> None:
    assert extract_numbers("wew. \u0661820") == []
    assert extract_numbers("wew. １05") == ["105"]


@pytest.mark.parametrize(
    ("word", "is_mail"),
    [
        ("600100200@firma.pl", True),
        ("600100200@a.b", True),
        ("a@600100200.b", True),
        ("600100200@a@b.c", True),
        ("600100200@b.c@d", True),
        ("@@600100200.pl", True),
        ("@600100200.pl", False),
        ("600100200@firma", False),
        ("600100200@firma.", False),
        ("600100200@.pl", False),
        ("a.600100200@b", False),
        ("a@bc,600100200", False),
        ("600100200", False),
    ],
)
def test_digits_of_a_mail_address_are_no_number(word: str, is_mail: bool) -> None:
    assert extract_numbers(f"pisz {word}") == ([] if is_mail else ["600100200"])


def test_the_table_is_long() -> None:
    assert len(TABLE) >= 120


@pytest.mark.parametrize(
    "text",
    ["@" * 3000, "a@" * 1500, "@." * 1500, "a@b." * 800, ";" * 3000 + "1", " " * 3000 + "w", "ﷺ" * 3000, "wew" * 1000,
     "\u00a8" * 3000, "1" * 3000, "(" * 3000, "+" * 3000, "http:" * 700],
)  # fmt: skip
def test_a_hostile_text_takes_no_time(text: str) -> None:
    """Two thousand at signs took five seconds, and some characters become eighteen when they are normalised."""
    extract_numbers("warm up")
    with within_cpu_time(0.7):
        extract_numbers(text)
        parse_number(text)


@given(st.text(max_size=80))
def test_any_text_gives_plain_numbers(text: str) -> None:
    for number in extract_numbers(text):
        assert parse_number(number) == number
        assert len(number) <= 24
