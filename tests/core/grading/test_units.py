"""Units behind typed numbers: which of a question's units they are taken for, and which they are not."""

import pytest

from course.core.grading.fitting import misread
from course.core.grading.marking import mark_response
from course.core.grading.questions import Unit
from course.core.grading.units import unit_of
from tests.core.grading import builders as a


def found(rest, *symbols):
    """Return the symbol of the unit that is found, with other factors for each of these; None where none is."""
    unit = unit_of(rest, [Unit(symbol, 10.0**place) for place, symbol in enumerate(symbols)])
    return unit and unit.symbol


@pytest.mark.parametrize(
    ("rest", "symbol"),
    [
        ("km", "km"),
        ("Km", "km"),
        ("KM", "km"),
        ("k m", "km"),
        ("km.", "km"),
        ("(km)", "km"),
        ("KG", "kg"),
        ("Kwh", "kWh"),
        ("KM/H", "km/h"),
        ("km / h", "km/h"),
        ("L", "l"),
        ("H", "h"),
        ("mL", "ml"),
        ("mg/dL", "mg/dl"),
        ("Min", "min"),
        ("MPH", "mph"),
        ("mmhg", "mmHg"),
        ("gw", "GW"),
        ("Personas", "personas"),
        ("METROS.", "metros"),
        ("HOURS", "hours"),
        ("dias", "días"),
        ("Annees", "années"),
        ("di\u0301as", "días"),
        ("m2", "m²"),
        ("m²", "m2"),
        ("M2", "m²"),
        ("km\u200b", "km"),
        ("\u2126", "Ω"),
        ("°c", "°C"),
        ("€", "€"),
        ("%.", "%"),
        ("‰", "‰"),
        ("‰ .", "‰"),
        ("#", "#"),
        ("’", "'"),
        ("′", "'"),
        ("”", '"'),
        ("″", '"'),
        ("''", '"'),
        ("/km", "/km"),
    ],
)
def test_a_unit_is_known_as_people_and_their_keyboards_write_it(rest, symbol):
    assert found(rest, symbol) == symbol


@pytest.mark.parametrize(
    ("rest", "symbol"),
    [
        ("MG", "mg"),
        ("Mg", "mg"),
        ("MW", "mW"),
        ("Mw", "mW"),
        ("mw", "MW"),
        ("mwh", "MWh"),
        ("Mmol", "mmol"),
        ("kg/ML", "kg/ml"),
        ("PF", "pF"),
        ("M", "m"),
        ("M.", "m"),
        ("m", "M"),
        ("K", "k"),
        ("G", "g"),
        ("T", "t"),
        ("P", "p"),
        ("m^2", "m²"),
        ("m³", "m²"),
        ("km", "/km"),
        ("/km", "km"),
        ("%", "‰"),
        ("‰", "%"),
        ("'", '"'),
        ("...", "'"),
        ("*", "#"),
        ("", "km"),
        ("", "‰"),
        ("", "'"),
        ("", "\u200b"),
        ("apples", "km"),
    ],
)
def test_what_is_another_unit_or_none_is_not_taken_for_it(rest, symbol):
    assert found(rest, symbol) is None


def test_of_units_that_differ_by_case_each_is_known_as_it_is_written():
    assert [found(rest, "mW", "MW") for rest in ("mW", "MW", "mw", "Mw")] == ["mW", "MW", None, None]
    assert [found(rest, "Gb", "GB") for rest in ("Gb", "GB", "gb")] == ["Gb", "GB", None]
    assert [found(rest, "ano", "año") for rest in ("ano", "año", "AÑO")] == ["ano", "año", None]


def test_spellings_of_one_unit_may_stand_there_together():
    units = [Unit("km"), Unit("KM")]

    assert unit_of("Km", units) in units


@pytest.mark.parametrize("symbol", ["‰", "'", '"', "#"])
def test_a_bare_number_lacks_its_unit_where_that_is_a_sign(symbol):
    question = a.a_numeric(answers=((5.0, 0.0, 1.0),), units=((symbol, 1.0),))

    assert mark_response(question, "5").share == 0.0
    assert misread(question, "5").code == "number_unit"
    assert mark_response(question, f"5{symbol}").share == 1.0
    assert mark_response(question, f"5 {symbol}").share == 1.0
    assert misread(question, f"5{symbol}") is None


def test_another_size_earns_nothing_and_is_told():
    question = a.a_numeric(answers=((5.0, 0.0, 1.0),), units=(("mg", 1.0),))

    assert mark_response(question, "5 mg").share == 1.0
    assert mark_response(question, "5 MG").share == 0.0
    assert misread(question, "5 MG").code == "number_unit"
