"""The few words that blocks add to a lesson, in the lesson's own language.

They are part of the rendered text, not of a page around it, so they cannot wait for a request's language.
A language without an entry gets English.
"""

from collections.abc import Mapping

_ENGLISH = {
    "key_points": "Key points",
    "do": "Your turn",
    "reflect": "For your notes",
    "case": "From practice",
    "explainer": "Explained in pictures",
    "steps": "Steps of the picture",
    "whole": "Whole",
    "turn": "Turn the card",
    "podcast": "Podcast",
    "podcast_minutes": "Podcast, {minutes} min",
    "conversation": "Conversation",
    "transcript": "Transcript",
    "read": "Read the conversation",
    "download": "Download",
    "source": "Source: {source}",
    "table": "Table",
    "minutes": "about {minutes} min",
    "back": "Back to the text",
}
_SPANISH = {
    "key_points": "Ideas clave",
    "do": "Te toca",
    "reflect": "Para tus notas",
    "case": "De la práctica",
    "explainer": "Explicado en imágenes",
    "steps": "Pasos de la imagen",
    "whole": "Entera",
    "turn": "Gira la tarjeta",
    "podcast": "Pódcast",
    "podcast_minutes": "Pódcast, {minutes} min",
    "conversation": "Conversación",
    "transcript": "Transcripción",
    "read": "Leer la conversación",
    "download": "Descargar",
    "source": "Fuente: {source}",
    "table": "Tabla",
    "minutes": "aprox. {minutes} min",
    "back": "Volver al texto",
}
_FRENCH = {
    "key_points": "À retenir",
    "do": "À vous",
    "reflect": "Pour vos notes",
    "case": "Sur le terrain",
    "explainer": "Expliqué en images",
    "steps": "Étapes de l’image",
    "whole": "Entière",
    "turn": "Retourner la carte",
    "podcast": "Podcast",
    "podcast_minutes": "Podcast, {minutes} min",
    "conversation": "Conversation",
    "transcript": "Transcription",
    "read": "Lire la conversation",
    "download": "Télécharger",
    "source": "Source : {source}",
    "table": "Tableau",
    "minutes": "environ {minutes} min",
    "back": "Retour au texte",
}

PHRASES: Mapping[str, Mapping[str, str]] = {"en": _ENGLISH, "es": _SPANISH, "fr": _FRENCH}


def phrases(language: str) -> Mapping[str, str]:
    """Return the words for a language, else the English ones."""
    return PHRASES.get(language, _ENGLISH)
