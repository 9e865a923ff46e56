"""What people of the course work on: the fixed list from which a profile and the roster's filter choose."""

from collections.abc import Mapping

from course.core.text import N_

TOPICS: Mapping[str, str] = {
    "governance": N_("Migration policy and governance"),
    "reception": N_("Reception and first orientation"),
    "housing": N_("Housing and shelter"),
    "health": N_("Health and care"),
    "education": N_("Schools, training and language courses"),
    "work": N_("Work, skills and enterprise"),
    "documents": N_("Documents, status and legal advice"),
    "protection": N_("Protection and human rights"),
    "children": N_("Children and young people"),
    "gender": N_("Gender equality"),
    "participation": N_("Participation and citizenship"),
    "narratives": N_("Public debate, narratives and racism"),
    "climate": N_("Climate, disasters and displacement"),
    "diaspora": N_("Diaspora and partnerships between cities"),
    "data": N_("Data and planning"),
    "finance": N_("Municipal finance"),
}
