"""What a therapist types after a command, in each language: in English, as the readers of commands know it.

English is understood in every language; a word that means nothing here stays as it was typed, folded.
"""

from collections.abc import Mapping

from handlers.answers_words import brief, fold

Words = Mapping[str, str]

_WHOLE: dict[str, Words] = {
    "es": {
        "propias": "mine",
        "mias": "mine",
        "mios": "mine",
        "borrador": "drafts",
        "borradores": "drafts",
        "archivadas": "archived",
        "archivados": "archived",
        "ruta": "pathways",
        "rutas": "pathways",
        "medida": "measures",
        "medidas": "measures",
        "cuestionarios": "questionnaires",
        "escalas": "scales",
        "marcas": "marks",
        "una vez": "once",
        "semanal": "weekly",
        "cada semana": "weekly",
        "quincenal": "fortnightly",
        "cada quince dias": "fortnightly",
        "cada 15 dias": "fortnightly",
        "cada dos semanas": "fortnightly",
        "cada 2 semanas": "fortnightly",
        "terminar": "end",
        "fin": "end",
        "parar": "end",
        "si": "on",
        "activar": "on",
        "no": "off",
        "ninguno": "off",
        "ninguna": "off",
        "desactivar": "off",
        "etiqueta": "tag",
        "etiquetas": "tags",
        "etapa": "stage",
        "fase": "phase",
        "capacidad": "capacity",
        "minutos": "minutes",
        "recursos": "resources",
        "meta": "goal",
        "objetivo": "goal",
        "mini": "small",
        "la mini": "small",
        "precontemplacion": "precontemplation",
        "contemplacion": "contemplation",
        "preparacion": "preparation",
        "accion": "action",
        "mantenimiento": "maintenance",
        "inicio": "start",
        "comienzo": "start",
        "mitad": "middle",
        "final": "ending",
        "cierre": "ending",
    }
}
_FIRST: dict[str, Words] = {
    "es": {
        "pausa": "pause",
        "pausar": "pause",
        "descanso": "pause",
        "seguir": "go on",
        "continuar": "go on",
        "siguiente": "next",
        "proximo": "next",
        "subir": "up",
        "bajar": "down",
        "quitar": "leave out",
        "sin": "without",
        "opcional": "optional",
        "necesario": "required",
        "necesaria": "required",
        "repetir": "again",
        "anadir": "add",
        "agregar": "add",
        "rellenar": "fill",
        "rellena": "fill",
        "maximo": "at most",
        "fase": "phase",
        "terminar": "end",
        "fin": "end",
        "puntos": "dots",
    }
}


def setting(words: str, language: str) -> str:
    """Words that stand alone (a place in the library, how often, on or off), in English; folded."""
    said = fold(brief(words))
    return _WHOLE.get(language[:2], {}).get(said, said)


def act(words: str, language: str) -> str:
    """What is to be done with something, as typed: its first word in English, where this language has one."""
    said = " ".join(brief(words).split()).strip(" .")
    first, _, rest = said.partition(" ")
    return f"{_FIRST.get(language[:2], {}).get(first, first)} {rest}".strip()
