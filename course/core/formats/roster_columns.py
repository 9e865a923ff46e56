"""The columns of a roster and the headings by which they are known.

Headings are compared without case, accents, blanks and signs, so that "Correo electrónico*" is
`correoelectronico`. Known are the names of the docs, everyday headings in English, Spanish and French,
Moodle's "Upload users" and OneRoster's users.csv (1.1 and 1.2).
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

# For each column its headings, the surest first: where a file has several, the first here is read
# and the others are named as ignored.
HEADINGS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        column: (column.replace("_", ""), *words.split())
        for column, words in {
            "email": "emailaddress mail mailaddress correo correoelectronico correoe direcciondecorreo "
            "direcciondecorreoelectronico courriel couriel adresseemail adressemail adresseelectronique "
            "adressedecourriel adressedemessagerie mel",
            "given_name": "firstname forename givennames firstnames nombredepila nombres primernombre prenom "
            "prenoms",
            "family_name": "lastname surname familynames lastnames apellidos apellido primerapellido nomdefamille "
            "nomfamille",
            "display_name": "fullname preferredfirstname preferredgivenname preferredname alternatename shortname "
            "nombrecompleto nombreyapellidos nombrevisible nombreparamostrar nombrepreferido nomcomplet "
            "nometprenom prenometnom nomaffiche nomdaffichage nomdusage",
            "country": "countrycode pais codigodepais pays codepays",
            "city": "town municipality ciudad municipio localidad ville commune municipalite",
            "organisation": "organization institution organizacion institucion entidad organisme collectivite "
            "employer orgname department departamento departement",
            "role_title": "jobtitle job position post cargo puesto funcion fonction poste intituledeposte",
            "language": "lang preferredlanguage locale idioma lengua idiomapreferido langue languepreferee",
            "time_zone": "tz zonahoraria husohorario fuseauhoraire fuseau",
            "cohort": "cohort1 cohorte cohorte1 edicion promocion promotion",
            "group": "group1 grupo grupo1 groupe groupe1",
            "role": "role1 rol rol1",
            "starts": "start startdate startson from inicio fechadeinicio fechainicio desde debut commence "
            "comienza empieza datededebut datedebut",
            "ends": "end enddate endson until fin fechadefin fechafin hasta datedefin datefin jusquau",
            "external_id": "idnumber sourcedid identifier externalidentifier studentid employeeid userid "
            "identificador idexterno numerodeidentificacion identifiant identifiantexterne matricule id username",
            "action": "accion",
        }.items()
    }
)
COLUMNS = tuple(HEADINGS)

# "Nombre" beside "Apellidos" is the given name, alone it is the whole name; "Nom" beside "Prénom" is the
# family name. What the heading means depends on the other column.
_BY_NEIGHBOUR = {
    "name": ("given_name", "family_name"),
    "nombre": ("given_name", "family_name"),
    "nom": ("family_name", "given_name"),
}
_IN_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")


@dataclass(frozen=True, slots=True)
class Recognised:
    """Which cells of a line are read, and as what."""

    columns: tuple[str, ...]
    places: tuple[int, ...]  # for each of `columns` the place of its cell in a line, from 0
    ignored: tuple[str, ...]  # headings as they are written in the file; "#3" for a third without a name
    twice: tuple[str, ...]  # headings as written that stand there again, so that nobody knows which holds
    width: int  # cells in a line


def squeeze(heading: str) -> str:
    """Return a heading as it is compared: no remark in brackets, no accents, case, blanks and signs."""
    apart = unicodedata.normalize("NFKD", _IN_BRACKETS.sub("", heading)).casefold()
    return "".join(sign for sign in apart if sign.isalnum())


def recognise(headings: Sequence[str]) -> Recognised:
    """Find the columns in a first line; those that it lacks are absent from the answer."""
    squeezed = [squeeze(heading) for heading in headings]
    first: dict[str, int] = {}
    for place, name in enumerate(squeezed):
        first.setdefault(name, place)
    known = {column: _known(column, first) for column in COLUMNS}
    found = {column: first[names[0]] for column, names in known.items() if names}
    _add_names(found, first)
    if "sourcedid" in first and "status" in first:  # OneRoster's "tobedeleted" must not pass for "keep"
        found.setdefault("action", first["status"])
    read = {squeezed[place] for place in found.values()}
    twice = tuple(
        heading
        for place, heading in enumerate(headings)
        if squeezed[place] in read and first[squeezed[place]] != place
    )
    taken = frozenset(found.values())
    ignored = tuple(
        heading.strip() or f"#{place + 1}" for place, heading in enumerate(headings) if place not in taken
    )
    columns = tuple(sorted(found, key=COLUMNS.index))
    return Recognised(columns, tuple(found[column] for column in columns), ignored, twice, len(headings))


def _known(column: str, first: Mapping[str, int]) -> list[str]:
    return [name for name in HEADINGS[column] if name in first]


def _add_names(found: dict[str, int], first: Mapping[str, int]) -> None:
    for heading, (meant, neighbour) in _BY_NEIGHBOUR.items():
        if heading in first:
            column = meant if neighbour in found and meant not in found else "display_name"
            found.setdefault(column, first[heading])
