"""Pakken er i orden, og dens eget ark siger det, det skal. Kør det med: pytest"""

from klyngepakke.testing import check_pack


def test_pakken_er_i_orden(pack_folder):
    """Der er hverken fejl eller råd."""
    check_pack(pack_folder)


def test_opkaldslisten_har_alle_raekker(pack_kit):
    """Hver slags opkald står på arket, som det trykkes."""
    (sheet,) = pack_kit.of("opkaldsliste")
    text = pack_kit.text("opkaldsliste")

    assert sheet.pages == 1
    for row in sheet.document.data["data"]["rækker"]:
        assert row in text
