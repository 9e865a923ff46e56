"""Citations, against texts checked by hand."""

from dataclasses import replace

import pytest

from course.core.formats.citations import Citation, bibtex, plain_text, ris

NOTE = Citation(
    key="pln-25",
    kind="peer-learning-note",
    kind_name="Peer Learning Note",
    title="Urban Migration: Strengthening Cooperation with Civil Society",
    publishers=("UCLG Learning", "City of Sfax"),
    year=2019,
    number=25,
    language="en",
    address="https://learning.uclg.org/peer_learning_notes/pln-25/",
)
REPORT = Citation(
    key="cultural-policies",
    kind="report",
    kind_name="Rapport",
    title="Cultural Policies: a vector for migrants’ inclusion?",
    publishers=("MC2CM (ICMPD, UCLG)", "UCLG Committee on Culture"),
    authors=("Baltà Portolés, Jordi",),
    address="https://agenda21culture.net/news/mc2cm?a=1&b={x}",
)
ARTICLE = Citation(
    key="op-ed",
    kind="article",
    kind_name="Artículo de opinión",
    title="La migración, 100% humana",
    publishers=("El País",),
    year=2021,
    date="2021-12-18",
    language="es",
    note="Sin dirección & sin fecha",
)


def test_a_note_in_bibtex():
    assert bibtex(NOTE) == (
        "@techreport{pln-25,\n"
        "  author = {{UCLG Learning} and {City of Sfax}},\n"
        "  title = {{Urban Migration: Strengthening Cooperation with Civil Society}},\n"
        "  type = {Peer Learning Note},\n"
        "  number = {25},\n"
        "  institution = {UCLG Learning, City of Sfax},\n"
        "  year = {2019},\n"
        "  langid = {english},\n"
        "  url = {https://learning.uclg.org/peer_learning_notes/pln-25/},\n"
        "}\n"
    )


def test_a_report_by_a_person_in_bibtex_keeps_accents_and_a_safe_address():
    assert bibtex(REPORT) == (
        "@techreport{cultural-policies,\n"
        "  author = {Baltà Portolés, Jordi},\n"
        "  title = {{Cultural Policies: a vector for migrants’ inclusion?}},\n"
        "  type = {Rapport},\n"
        "  institution = {MC2CM (ICMPD, UCLG), UCLG Committee on Culture},\n"
        "  url = {https://agenda21culture.net/news/mc2cm?a=1&b=%7Bx%7D},\n"
        "}\n"
    )


def test_an_article_in_bibtex_names_its_newspaper_and_month():
    assert bibtex(ARTICLE) == (
        "@article{op-ed,\n"
        "  title = {{La migración, 100\\% humana}},\n"
        "  journal = {El País},\n"
        "  year = {2021},\n"
        "  month = dec,\n"
        "  langid = {spanish},\n"
        "  note = {Sin dirección \\& sin fecha},\n"
        "}\n"
    )


def test_what_is_neither_report_nor_article_says_how_it_was_published():
    podcast = replace(ARTICLE, kind="podcast", kind_name="Podcast", date="", language="", note="")

    assert bibtex(podcast) == (
        "@misc{op-ed,\n"
        "  title = {{La migración, 100\\% humana}},\n"
        "  howpublished = {Podcast},\n"
        "  organization = {El País},\n"
        "  year = {2021},\n"
        "}\n"
    )


@pytest.mark.parametrize(
    ("written", "escaped"),
    [
        ("a {b} c", r"a \textbraceleft{}b\textbraceright{} c"),
        ("only }", r"only \textbraceright{}"),
        (r"back\slash", r"back\textbackslash{}slash"),
        ("50% & $5 #1 a_b", r"50\% \& \$5 \#1 a\_b"),
        ("~ ^", r"\textasciitilde{} \textasciicircum{}"),
        ("Málaga “ñ” –\n\tİzmir", "Málaga “ñ” – İzmir"),
    ],
)
def test_signs_of_bibtex_are_escaped_so_that_braces_stay_paired(written, escaped):
    entry = bibtex(replace(NOTE, title=written))

    assert f"  title = {{{{{escaped}}}}},\n" in entry
    assert entry.count("{") == entry.count("}")


@pytest.mark.parametrize("date", ["2021-19-01", ""])
def test_a_month_that_never_was_is_left_out(date):
    assert "month" not in bibtex(replace(ARTICLE, date=date))


def test_a_month_without_a_year_is_left_out():
    assert "month" not in bibtex(replace(ARTICLE, year=None))


def test_a_note_in_ris():
    assert ris(NOTE) == (
        "TY  - RPRT\r\n"
        "AU  - UCLG Learning\r\n"
        "AU  - City of Sfax\r\n"
        "TI  - Urban Migration: Strengthening Cooperation with Civil Society\r\n"
        "PB  - UCLG Learning; City of Sfax\r\n"
        "PY  - 2019\r\n"
        "M3  - Peer Learning Note\r\n"
        "SN  - 25\r\n"
        "LA  - en\r\n"
        "UR  - https://learning.uclg.org/peer_learning_notes/pln-25/\r\n"
        "ER  - \r\n"
    )


def test_an_article_in_ris_names_its_newspaper_and_day():
    assert ris(ARTICLE) == (
        "TY  - NEWS\r\n"
        "TI  - La migración, 100% humana\r\n"
        "T2  - El País\r\n"
        "PY  - 2021\r\n"
        "DA  - 2021/12/18/\r\n"
        "LA  - es\r\n"
        "N1  - Sin dirección & sin fecha\r\n"
        "ER  - \r\n"
    )


def test_a_comma_in_a_bodys_name_does_not_part_it_in_ris():
    record = ris(replace(REPORT, authors=()))

    assert "AU  - MC2CM (ICMPD; UCLG)\r\n" in record
    assert "AU  - Baltà Portolés, Jordi\r\n" in ris(REPORT)


def test_a_line_end_in_a_value_begins_no_field_of_its_own():
    record = ris(replace(NOTE, title="One\r\nER  - \r\nTY  - BOOK"))

    assert record.count("\r\nER  -") == 1
    assert "TI  - One ER - TY - BOOK\r\n" in record


@pytest.mark.parametrize(
    ("kind", "type_"),
    [
        ("peer-learning-note", "RPRT"),
        ("report", "RPRT"),
        ("policy-study", "RPRT"),
        ("practices", "RPRT"),
        ("handbook", "RPRT"),
        ("charter", "GOVDOC"),
        ("declaration", "GOVDOC"),
        ("video", "VIDEO"),
        ("podcast", "SOUND"),
        ("article", "NEWS"),
        ("news", "ELEC"),
        ("campaign", "ELEC"),
        ("tool", "ELEC"),
        ("a-kind-of-tomorrow", "GEN"),
    ],
)
def test_each_kind_has_its_type_in_ris(kind, type_):
    assert ris(replace(NOTE, kind=kind)).startswith(f"TY  - {type_}\r\n")


@pytest.mark.parametrize(
    ("citation", "text"),
    [
        (
            NOTE,
            (
                "UCLG Learning, City of Sfax (2019). Urban Migration: Strengthening Cooperation with Civil Society. "
                "Peer Learning Note 25. https://learning.uclg.org/peer_learning_notes/pln-25/"
            ),
        ),
        (
            REPORT,
            (
                "Baltà Portolés, Jordi (n.d.). Cultural Policies: a vector for migrants’ inclusion? Rapport. "
                "MC2CM (ICMPD, UCLG), UCLG Committee on Culture. https://agenda21culture.net/news/mc2cm?a=1&b=%7Bx%7D"
            ),
        ),
        (
            ARTICLE,
            "La migración, 100% humana (2021). Artículo de opinión. El País. Sin dirección & sin fecha.",
        ),
    ],
)
def test_a_citation_as_a_line(citation, text):
    assert plain_text(citation, undated="n.d.") == text
