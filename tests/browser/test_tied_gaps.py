"""In a browser: the line that tells a number in another form is tied to its field as it is told."""

from tests.browser.test_gaps import begin, faults, gaps_site, pytestmark, wait_until_stored  # noqa: F401


def test_a_number_is_tied_to_the_line_that_tells_its_form(begin):  # noqa: F811
    page = begin()
    number, horse, legs = page.locator("#q1 input"), *page.locator("#q2 input").all()[:2]
    number.fill("far")
    horse.fill("horse")
    legs.fill("many")
    wait_until_stored(page, "q1", "q2")
    page.wait_for_function("document.querySelectorAll('[aria-invalid]').length === 2")
    told = [one.get_attribute("aria-describedby") for one in (number, horse, legs)]
    found = faults(page)
    number.fill("42.2 km")
    legs.fill("4")
    page.wait_for_function("!document.querySelector('[aria-invalid]')")

    assert told == ["q1-hint q1-stored", None, "q2-stored"]
    assert found == []
    assert number.get_attribute("aria-describedby") == "q1-hint"
