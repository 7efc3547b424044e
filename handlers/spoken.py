"""What people type in each language: its own words for the commands, beside the English ones.

The English word is a command's name everywhere in the code. The first of a language's words is the one
shown in texts and menus, the others are understood as well. None is a word that carriers act on.
"""

from collections.abc import Mapping
from typing import Literal

from handlers.answers_words import brief, fold

Words = Mapping[str, str]
Role = Literal["client", "therapist"]

LANGUAGES: Words = {
    "english": "en",
    "ingles": "en",
    "espanol": "es",
    "spanish": "es",
    "castellano": "es",
}
"""The name of a language, alone: from now on in that one. Understood whatever somebody reads now."""

TONGUES = tuple(sorted(set(LANGUAGES.values())))
"""The codes of the languages there are words in."""

_CLIENT: dict[str, Words] = {
    "es": {
        "menu": "menu",
        "todo": "lista",
        "agreement": "acuerdo, lo acordado",
        "mine": "propio, propia, idea propia",
        "done": "hecho, hecha, listo, ya esta",
        "later": "luego, despues, mas tarde",
        "small": "mini, la mini, mas pequeno",
        "skip": "paso, saltar, omitir",
        "back": "atras, volver",
        "why": "motivo, por que, porque, para que",
        "how": "como",
        "ask": "pregunta, preguntar",
        "win": "logro",
        "note": "nota",
        "private": "privado",
        "dots": "puntos",
        "rewards": "premios, recompensas",
        "wins": "logros",
        "mylist": "milista, mi lista",
        "kept": "guardado",
        "low": "diadificil, dia dificil, diagris, dia gris, dia bajo, diabajo",
        "energy": "energia",
        "letters": "cartas",
        "remind": "recuerdame, recordarme, recordatorio",
        "travel": "viaje",
        "now": "ahora",
        "calendar": "calendario",
        "tell": "contar, contarlo",
        "about": "acerca, acerca de",
        "progress": "progreso",
        "sees": "visto",
        "card": "tarjeta",
        "couple": "pareja",
        "unlink": "desenlazar, desenlaza, desvincular",
        "supporter": "apoyo",
        "cheer": "aliento",
        "together": "juntos",
        "resume": "seguir",
        "wrong": "equivocado, equivocada, numero equivocado",
        "export": "copia",
        "delete": "borrar",
        "time": "hora",
        "hours": "horario",
        "place": "lugar",
        "pause": "descanso, pausa",
        "language": "idioma",
        "discreet": "discreto",
        "word": "palabra",
        "as client": "como cliente",
        "as therapist": "como terapeuta",
        "sos": "sos",
        "help": "ayuda",
    }
}
_THERAPIST: dict[str, Words] = {
    "es": {
        "invite": "invitar, invita",
        "clients": "clientes, pacientes",
        "client": "cliente, paciente",
        "group": "grupo",
        "groups": "grupos",
        "couple": "pareja, parejas",
        "session": "sesion",
        "away": "ausencia",
        "cover": "cubro",
        "assign": "asignar, asigna",
        "library": "biblioteca",
        "preview": "previa",
        "play": "probar, prueba",
        "copy": "copiar, copia",
        "new": "nueva, nuevo",
        "pathway": "ruta, rutas",
        "shrink": "reducir",
        "mine": "propuestas, propuesta",
        "insession": "ensesion, en sesion",
        "pause": "descanso, pausa",
        "discharge": "cerrar",
        "export": "exportar",
        "help": "ayuda",
        "menu": "menu",
        "summary": "resumen",
        "questions": "preguntas",
        "answer": "responder, responde",
        "note": "nota",
        "recap": "repaso",
        "reflect": "reflexion",
        "measure": "medida, medidas",
        "letter": "carta",
        "release": "liberar",
        "backup": "respaldo",
        "alerts": "alertas",
        "lock": "bloqueo",
        "language": "idioma",
        "skip": "paso, saltar, omitir",
        "back": "atras, volver",
        "as client": "como cliente",
        "as therapist": "como terapeuta",
    }
}
_TABLES = {"client": _CLIENT, "therapist": _THERAPIST}

_UNDERSTOOD: dict[tuple[str, str], Words] = {
    (role, language): {word: name for name, words in table.items() for word in words.split(", ")}
    for role, languages in _TABLES.items()
    for language, table in languages.items()
}
_PHRASES: dict[str, dict[str, str]] = {
    "en": {
        "low": "today is a low day, todays a low day, its a low day, it is a low day, a low day, "
        "im having a low day",
        "small": "2 min, 2 mins, 2 minutes, two minutes, i have 2 min, i have 2 minutes, ive got 2 min, "
        "ive got 2 minutes, i have two minutes, ive got two minutes, i only have 2 min, "
        "i only have 2 minutes, i only have two minutes, only 2 min, just 2 min, "
        "only two minutes, just two minutes",
        "pause": "i need a break, i need a rest, i want a break, i want a rest, i would like a break, "
        "i need a pause, i want a pause, pause everything, please pause everything, "
        "i need a break please, i need a break please pause everything, can we pause",
    },
    "es": {
        "small": "2 min, 2 minutos, dos minutos, tengo 2 min, tengo 2 minutos, tengo dos minutos, "
        "solo tengo 2 min, solo tengo 2 minutos, solo tengo dos minutos, solo 2 minutos, solo dos minutos",
        "low": "hoy es un dia gris, hoy es un dia bajo, es un dia gris, un dia gris, tengo un dia gris",
        "done": "ya lo hice, lo hice, lo he hecho, ya lo he hecho, ya la hice, la hice, la he hecho, "
        "ya la he hecho",
        "later": "ahora no, lo hago luego, la hago luego, luego lo hago, lo hago mas tarde",
        "why": "para que sirve, para que sirve esto, para que sirve eso, para que es, para que es esto, "
        "para que es eso, para que lo hago, para que hago esto, de que sirve, de que sirve esto, "
        "de que sirve eso, por que esto, por que lo hago, por que hago esto",
        "how": "como se hace, como lo hago, como la hago, no entiendo, no lo entiendo",
        "pause": "descanso, un descanso, quiero una pausa, quiero un descanso, necesito una pausa, "
        "necesito un descanso",
        "language": "cambiar idioma, cambiar de idioma, cambia de idioma, quiero cambiar de idioma, "
        "quiero cambiar el idioma",
    },
}
"""What a client says for a command in a sentence of its own: nothing follows it, and where any words are
the answer they are the answer."""

_WHOLE: dict[str, Words] = {
    language: {words: name for name, said in table.items() for words in said.split(", ")}
    for language, table in _PHRASES.items()
}
_LONGEST = 3
"""Words of the longest way to say a command."""

_ALONE = frozenset(("why",))
"""Commands whose words begin a sentence as well ("para que lo veas"): nothing may follow them."""

_PRIVATE = frozenset(("private", "privado", "privada"))

_OTHERWISE = {"es": frozenset(("todo",))}
"""English commands that are everyday words of a language: there only with a slash before them."""

_VERBS = {"logro": ("ar", "er", "ir", "arme", "erme", "irme", "arlo", "erlo", "irlo")}
"""Commands that in small letters are also the first word of a sentence, when such a word follows."""

_SETTINGS = {
    "es": {
        "si": "on",
        "no": "off",
        "cliente": "client",
        "terapeuta": "therapist",
        "ya": "now",
        "ahora": "now",
        "aplicacion": "app",
        "revocar": "revoke",
    }
}


def understood(text: str, role: Role, language: str) -> tuple[str, str] | None:
    """The command a text begins with, in this language's words, and what follows; None for none of them."""
    table = _UNDERSTOOD.get((role, language[:2]))
    if table is None:
        return None
    words = text.split()
    first = words[0].lstrip("/").partition("@")[0] if words else ""
    for length in range(min(_LONGEST, len(words)), 0, -1):
        name = table.get(fold(brief(" ".join([first, *words[1:length]]))))
        if name is not None and not _is_sentence(words):
            if name in _ALONE and len(words) > length:
                return None
            rest = text.split(maxsplit=length)[length:]
            command, _, more = name.partition(" ")
            return command, " ".join([more, *rest]).strip()
    return None


def phrase(text: str, language: str) -> str:
    """The command a client's whole text says in other words than its name ("ya lo hice"); "" for none."""
    return _WHOLE.get(language[:2], {}).get(fold(brief(text)), "")


def _is_sentence(words: list[str]) -> bool:
    """Whether the first word is a verb here, as in "logro dormir"; "LOGRO dormir" is the command."""
    endings = _VERBS.get(words[0])
    return endings is not None and len(words) > 1 and words[1].casefold().endswith(endings)


def in_english(text: str, role: Role, language: str) -> str:
    """A command of one setting ("bloqueo ya") as it is in English, folded; any other text folded."""
    said = understood(text, role, language)
    return f"{said[0]} {setting(said[1], language)}".strip() if said else fold(brief(text))


def is_private(word: str) -> bool:
    """Whether this word keeps back what follows it: in any language, so that none is missed."""
    return word.rstrip(":,.").casefold() in _PRIVATE


def otherwise(word: str, language: str) -> bool:
    """Whether this English command is an everyday word for somebody of this language."""
    return word in _OTHERWISE.get(language[:2], ())


def means(words: str, command: str, language: str) -> bool:
    """Whether these words are this command and nothing else, in English or this language."""
    said = fold(brief(words))
    known = {**_UNDERSTOOD.get(("client", language[:2]), {}), **_WHOLE.get(language[:2], {})}
    return said == command or known.get(said) == command


def shown(command: str, role: Role, language: str) -> str:
    """The word for a command that somebody of this language is shown."""
    words = _TABLES[role].get(language[:2], {}).get(command, command)
    return words.partition(", ")[0]


def setting(words: str, language: str) -> str:
    """A setting's word (on, off, a role) in English, as said in this language; folded."""
    said = fold(brief(words))
    return _SETTINGS.get(language[:2], {}).get(said, said)


def language_named(text: str) -> str:
    """The code of the language a text names and nothing else; "" for any other text."""
    return LANGUAGES.get(fold(brief(text)).removeprefix("en "), "")


def language_of(word: str) -> str:
    """The code a word stands for, by name or by code; "" when it is no language we know the name of."""
    said = fold(brief(word))
    return LANGUAGES.get(said, said if said in LANGUAGES.values() else "")
