"""Extensions in the names of peers and devices."""

from __future__ import annotations

import pytest

from desktop_app.pbx.device_names import extension_from_device, extension_from_peer


@pytest.mark.parametrize(
    ("peer", "pbx_name", "extension"),
    [
        ("MojaCentrala-101", "MojaCentrala", "101"),
        ("Biuro-Rachunkowe-Kępa-101", "Biuro-Rachunkowe-Kępa", "101"),
        ("A-B-101-2", "A-B", "101-2"),
        ("101", "MojaCentrala", "101"),
        ("Inna-101", "MojaCentrala", "Inna-101"),
        ("MojaCentrala-", "MojaCentrala", "MojaCentrala-"),
        ("SIP/MojaCentrala-101", "MojaCentrala", "101"),
        ("SIP\tak-101", "tak", "101"),
        ("sip/x-101", "", "101"),
        ("-101", "", "-101"),
        ("SIP/MojaCentrala-recepcja", "MojaCentrala", "recepcja"),
    ],
)
def test_the_pbx_name_is_removed_from_a_peer_as_a_prefix(peer: str, pbx_name: str, extension: str) -> None:
    assert extension_from_peer(peer, pbx_name) == extension


@pytest.mark.parametrize(
    ("device", "pbx_name"),
    [
        ("SIP/PBX-101-00000028", "PBX"),
        ("SIP\\MojaCentrala-101", "MojaCentrala"),
        ("SIP\niebo-101", "niebo"),
        ("SIP\b-101", "b"),
        ("SIP\f-101", "f"),
        ("SIP\tak-tak-101", "tak-tak"),
        ("SIP\row-101", "ow"),
        ("PJSIP/A-B-101-0000abcd", "A-B"),
        ("iax2/x-101", "other"),
        ("SCCP/x-101", ""),
        ("DAHDI/x-101", ""),
        ("Local/PBX-101@context-00000028;1", "PBX"),
        ("Local/PBX-101-0000ffff;2", "PBX"),
        ("SIP/PBX-101@a@b", "PBX"),
        ("101", "PBX"),
    ],
)
def test_a_device_name_is_matched_by_its_known_form(device: str, pbx_name: str) -> None:
    assert extension_from_device(device, pbx_name) == "101"


@pytest.mark.parametrize(
    ("device", "pbx_name", "extension"),
    [
        ("SIP/PBX-101-000028", "PBX", "101-000028"),
        ("SIP/PBX-101-0000002g", "PBX", "101-0000002g"),
        ("SIP/PBX-trunk", "PBX", "trunk"),
        ("SIP/operator", "PBX", "operator"),
        ("SIP\bUro-x", "bUro", "x"),
        ("SIP\firma-x", "firma", "x"),
        ("SIP\nowa-x", "nowa", "x"),
        ("SIP\row-x", "row", "x"),
        ("SIP\tak-x", "tak", "x"),
        ("SIP/x-123456789", "PBX", "x-123456789"),
        ("SIP/x-12345678", "PBX", "x"),
        ("SIP/x-12345678", "x", "x"),
        ("SIP/x-1234567", "PBX", "1234567"),
        ("SIP/PBX-", "PBX", "PBX-"),
        ("Agent/7", "PBX", "Agent/7"),
    ],
)
def test_other_device_names(device: str, pbx_name: str, extension: str) -> None:
    assert extension_from_device(device, pbx_name) == extension
