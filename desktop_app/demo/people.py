"""The colleagues of the demo office and the outside parties who call it."""

from __future__ import annotations

from typing import NamedTuple


class Colleague(NamedTuple):
    """A person with a desk phone; `queue` is empty for those who are no agents."""

    extension: str
    name: str
    queue: str = ""


class Outsider(NamedTuple):
    """An outside party; the name is empty when it is unknown."""

    number: str
    name: str


PBX_NAME = "MojaCentrala"
RECEPTION = "101"
SERVICE_QUEUE = "Obsługa Klienta"
SALES_QUEUE = "Sprzedaż"
ROOM = "Rada"

COLLEAGUES = (
    Colleague("101", "Recepcja"),
    Colleague("102", "Anna Kowalska"),
    Colleague("103", "Grażyna Wąsowska-Brzęczyszczykiewicz"),
    Colleague("105", "Łukasz Żółciński", SALES_QUEUE),
    Colleague("106", "Iza Kępa", SALES_QUEUE),
    Colleague("107", "Krzysztof Świątek", SALES_QUEUE),
    Colleague("108", "Michał Górski", SALES_QUEUE),
    Colleague("110", "Sekretariat Zarządu"),
    Colleague("111", "Dorota Jasińska"),
    Colleague("113", "Stanisław Pąk"),
    Colleague("118", "Maciej Dąb"),
    Colleague("121", "Ewa Wiśniewska", SERVICE_QUEUE),
    Colleague("122", "Zbigniew Śliwa", SERVICE_QUEUE),
    Colleague("123", "Grażyna Jaźń", SERVICE_QUEUE),
    Colleague("124", "Tomasz Brzęczek", SERVICE_QUEUE),
    Colleague("125", "Paweł Ćwik", SERVICE_QUEUE),
    Colleague("126", "Marta Łoś", SERVICE_QUEUE),
    Colleague("128", "Katarzyna Źródlana", SERVICE_QUEUE),
    Colleague("201", "Serwis – Andrzej Ożóg"),
    Colleague("202", "Serwis – Piotr Sęk"),
    Colleague("210", "Magazyn"),
    Colleague("211", "Magazyn – rampa"),
    Colleague("250", "Księgowość – Halina Wójcik"),
    Colleague("299", "Dyżur"),
)

OUTSIDERS = (
    Outsider("600100200", "Jan Nowak"),
    Outsider("322511800", "Hurtownia Malwa"),
    Outsider("226354410", ""),
    Outsider("224430000", "Urząd Miasta"),
    Outsider("501222333", "Marta Nowicka"),
    Outsider("124102218", "Przychodnia Zdrowie"),
    Outsider("605331902", "Kurier"),
    Outsider("618524400", "Hotel Pod Różą"),
    Outsider("0049301901820", ""),
    Outsider("228261190", "Biuro Rachunkowe Kępa"),
    Outsider("583019912", ""),
    Outsider("717170000", "Zakład Usług Drogowych i Mostowych „Przęsło” Sp. z o.o."),
    Outsider("694205117", "Agnieszka Szczęsna"),
    Outsider("512880641", ""),
    Outsider("914338820", "Szkoła Podstawowa nr 7"),
    Outsider("888412009", "Robert O'Hara <serwis>"),
)

PAUSE_REASONS = ("obiad", "szkolenie", "przerwa", "dokumenty")
