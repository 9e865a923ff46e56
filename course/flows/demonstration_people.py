"""Invented people of the demonstration cohort. The names are common ones; none is of a real learner."""

from dataclasses import dataclass
from random import Random


@dataclass(frozen=True, slots=True, kw_only=True)
class Invented:
    """One invented learner. `pace` says how they go through the course."""

    given_name: str
    family_name: str
    country: str
    city: str
    organisation: str
    role_title: str
    language: str
    spoken: tuple[str, ...]
    topics: tuple[str, ...]
    time_zone: str
    pace: str  # finished, steady, slow, stopped, stuck, absent
    ability: float  # 0.0 to 1.0: how likely an answer of middling difficulty is right
    shares: bool  # whether they agreed to be seen by the whole community


# City, country, its people's names, language, languages spoken, time zone.
_PLACES: tuple[tuple[str, str, tuple[str, ...], tuple[str, ...], str, tuple[str, ...], str], ...] = (
    (
        "Sfax",
        "TN",
        ("Leïla", "Walid", "Amel"),
        ("Ben Youssef", "Trabelsi"),
        "fr",
        ("ar", "fr"),
        "Africa/Tunis",
    ),
    (
        "Douala",
        "CM",
        ("Aïcha", "Serge", "Mireille"),
        ("Ngono", "Mbarga"),
        "fr",
        ("fr", "en"),
        "Africa/Douala",
    ),
    (
        "Kampala",
        "UG",
        ("Grace", "Brian", "Sarah"),
        ("Achieng", "Okello"),
        "en",
        ("en", "sw"),
        "Africa/Kampala",
    ),
    ("Dakar", "SN", ("Fatou", "Pape", "Awa"), ("Sarr", "Ndiaye"), "fr", ("fr", "wo"), "Africa/Dakar"),
    ("Accra", "GH", ("Yaw", "Efua", "Kofi"), ("Mensah", "Owusu"), "en", ("en", "ak"), "Africa/Accra"),
    (
        "Meknes",
        "MA",
        ("Noor", "Youssef", "Salma"),
        ("Alaoui", "Bennani"),
        "fr",
        ("ar", "fr"),
        "Africa/Casablanca",
    ),
    ("Málaga", "ES", ("Inés", "Pablo", "Lucía"), ("Salgado", "Ruiz"), "es", ("es", "en"), "Europe/Madrid"),
    ("Grenoble", "FR", ("Camille", "Hugo", "Élise"), ("Morel", "Girard"), "fr", ("fr", "en"), "Europe/Paris"),
    ("Lisbon", "PT", ("Beatriz", "Tiago", "Rita"), ("Almeida", "Sousa"), "en", ("pt", "en"), "Europe/Lisbon"),
    ("Leipzig", "DE", ("Jonas", "Anna", "Meryem"), ("Möller", "Krause"), "en", ("de", "en"), "Europe/Berlin"),
    ("Gaziantep", "TR", ("Elif", "Emre", "Zeynep"), ("Kaya", "Demir"), "en", ("tr", "ar"), "Europe/Istanbul"),
    ("Irbid", "JO", ("Rania", "Omar", "Dana"), ("Haddad", "Khoury"), "en", ("ar", "en"), "Asia/Amman"),
    (
        "Quito",
        "EC",
        ("Rosa", "Andrés", "Paola"),
        ("Pilco", "Cevallos"),
        "es",
        ("es", "qu"),
        "America/Guayaquil",
    ),
    (
        "Medellín",
        "CO",
        ("Tomás", "Valentina", "Julián"),
        ("Quiroga", "Restrepo"),
        "es",
        ("es",),
        "America/Bogota",
    ),
    (
        "Mexico City",
        "MX",
        ("Ximena", "Diego", "Renata"),
        ("Flores", "Ortega"),
        "es",
        ("es", "en"),
        "America/Mexico_City",
    ),
    (
        "Montevideo",
        "UY",
        ("Martín", "Florencia", "Bruno"),
        ("Silva", "Pereyra"),
        "es",
        ("es", "pt"),
        "America/Montevideo",
    ),
    (
        "Montreal",
        "CA",
        ("Sophie", "Marc", "Nadia"),
        ("Tremblay", "Gagnon"),
        "fr",
        ("fr", "en"),
        "America/Toronto",
    ),
    ("Quezon City", "PH", ("Maria", "Jose", "Liza"), ("Reyes", "Santos"), "en", ("fil", "en"), "Asia/Manila"),
    ("Dhaka", "BD", ("Nusrat", "Rafiq", "Farhana"), ("Rahman", "Akter"), "en", ("bn", "en"), "Asia/Dhaka"),
    ("Suva", "FJ", ("Mere", "Josefa", "Litia"), ("Tuilagi", "Vakatawa"), "en", ("en", "fj"), "Pacific/Fiji"),
)
_OFFICES = {
    "en": (
        "City council",
        "Office for newcomers",
        "Planning department",
        "Regional government",
        "University",
    ),
    "es": ("Ayuntamiento", "Oficina de acogida", "Área de planificación", "Gobierno regional", "Universidad"),
    "fr": ("Mairie", "Service d’accueil", "Direction de l’urbanisme", "Conseil régional", "Université"),
}
_ROLES = {
    "en": ("Head of social affairs", "Planner", "Councillor", "Project officer", "Researcher", "Mediator"),
    "es": (
        "Jefatura de asuntos sociales",
        "Planificación",
        "Concejalía",
        "Gestión de proyectos",
        "Investigación",
    ),
    "fr": (
        "Direction des affaires sociales",
        "Urbanisme",
        "Conseil municipal",
        "Gestion de projets",
        "Recherche",
    ),
}
# Of 40: 8 finished, 13 steady, 8 slow, 5 stopped, 3 stuck, 3 absent.
_PACES = (
    ("finished",) * 8 + ("steady",) * 13 + ("slow",) * 8 + ("stopped",) * 5 + ("stuck",) * 3 + ("absent",) * 3
)


def invent(number: int, *, seed: int, topics: tuple[str, ...]) -> list[Invented]:
    """Invent people: the same seed gives the same ones, and a smaller number the first of a larger one's."""
    random = Random(seed)
    paces = list(_PACES)
    random.shuffle(paces)
    people, taken = [], set[str]()
    for index in range(number):
        person = _one(random, index, paces[index % len(paces)], topics)
        name = f"{person.given_name} {person.family_name}"
        while name in taken and len(taken) < len(_PLACES) * 6:
            person = _one(random, random.randrange(len(_PLACES)), person.pace, topics)
            name = f"{person.given_name} {person.family_name}"
        taken.add(name)
        people.append(person)
    return people


def _one(random: Random, index: int, pace: str, topics: tuple[str, ...]) -> Invented:
    city, country, given, family, language, spoken, zone = _PLACES[index % len(_PLACES)]
    means = {"finished": 0.85, "steady": 0.72, "slow": 0.62, "stopped": 0.55, "stuck": 0.3, "absent": 0.6}
    return Invented(
        given_name=random.choice(given),
        family_name=random.choice(family),
        country=country,
        city=city,
        organisation=random.choice(_OFFICES[language]),
        role_title=random.choice(_ROLES[language]),
        language=language,
        spoken=spoken,
        topics=tuple(sorted(random.sample(topics, k=min(len(topics), random.randint(1, 3))))),
        time_zone=zone,
        pace=pace,
        ability=min(0.97, max(0.1, random.gauss(means[pace], 0.08))),
        shares=random.random() < 0.6,
    )
