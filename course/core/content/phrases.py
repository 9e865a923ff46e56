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
    "behind_paragraph": "This paragraph has changed in the original since it was translated.",
    "behind_part": "This part has changed in the original since it was translated.",
    "behind_front": "Title, summary or aims have changed in the original since they were translated.",
    "behind_added": "Here the original has a new part, which is not translated yet.",
    "behind_removed": "The original no longer has the part above.",
    "behind_whole": "This lesson has changed in the original since it was translated.",
    "behind_show": "Show the original",
    "behind_read": "Read the original",
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
    "behind_paragraph": "Este párrafo ha cambiado en el original desde que se tradujo.",
    "behind_part": "Esta parte ha cambiado en el original desde que se tradujo.",
    "behind_front": "El título, el resumen o los objetivos han cambiado en el original desde que se tradujeron.",
    "behind_added": "Aquí el original tiene una parte nueva, todavía sin traducir.",
    "behind_removed": "El original ya no tiene la parte anterior.",
    "behind_whole": "Esta lección ha cambiado en el original desde que se tradujo.",
    "behind_show": "Ver el original",
    "behind_read": "Leer el original",
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
    "behind_paragraph": "Ce paragraphe a changé dans l’original depuis sa traduction.",
    "behind_part": "Cette partie a changé dans l’original depuis sa traduction.",
    "behind_front": "Le titre, le résumé ou les objectifs ont changé dans l’original depuis leur traduction.",
    "behind_added": "Ici, l’original contient une nouvelle partie, pas encore traduite.",
    "behind_removed": "L’original ne contient plus la partie qui précède.",
    "behind_whole": "Cette leçon a changé dans l’original depuis sa traduction.",
    "behind_show": "Voir l’original",
    "behind_read": "Lire l’original",
}

PHRASES: Mapping[str, Mapping[str, str]] = {"en": _ENGLISH, "es": _SPANISH, "fr": _FRENCH}


def phrases(language: str) -> Mapping[str, str]:
    """Return the words for a language, else the English ones."""
    return PHRASES.get(language, _ENGLISH)
