"""What people type in their own language: the commands, the settings, and which language it is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.render import MENUS, Renderer
from bot.stage import Stage  # noqa: F401 - the doors are loaded, so every table is complete
from handlers import spoken
from handlers.client import commands as client_commands
from handlers.spoken import Role
from handlers.therapist import commands as therapist_commands
from prompts import carrier
from prompts.catalog import Catalog
from tests.client_states import due, in_state
from tests.core_stage import playing
from tests.world import ADA, client, play, texts

KEEP_ENGLISH = {"english", "spanish", "as", "start"}
"""Names of languages, and words that are no command of their own."""


@pytest.mark.parametrize("name", sorted(set(client_commands.TABLE) - KEEP_ENGLISH))
def test_every_client_command_has_a_spanish_word(name: str) -> None:
    """A client who reads Spanish can say everything in Spanish, with and without a slash."""
    word = spoken.shown(name, "client", "es")
    for typed in (word, word.upper(), f"/{word}", f"{word}."):
        found = client_commands.parse(typed, "es")
        assert found is not None
        assert found.name == name


@pytest.mark.parametrize("name", sorted(set(therapist_commands.TABLE) - KEEP_ENGLISH))
def test_every_therapist_command_has_a_spanish_word(name: str) -> None:
    """So can a therapist."""
    word = spoken.shown(name, "therapist", "es")
    assert spoken.understood(f"/{word} Sol", "therapist", "es") == (name, "Sol")


@pytest.mark.parametrize("role", ["client", "therapist"])
def test_no_word_is_a_carriers(role: Role) -> None:
    """Nobody is shown a word that would end the messages, or start them anew; HELP's own word is meant."""
    words = {spoken.shown(name, role, "es") for name in MENUS[role]}
    tables = client_commands.TABLE if role == "client" else therapist_commands.TABLE
    words |= {spoken.shown(name, role, "es") for name in tables}
    assert [word for word in words - {"ayuda", "help", "start"} if carrier.is_one(word)] == []


@given(st.text(max_size=40), st.sampled_from(["en", "es", "es-MX", "xx"]))
def test_reading_never_fails(text: str, language: str) -> None:
    """Any text is a command or none, in any language."""
    client_commands.parse(text, language)
    spoken.understood(text, "therapist", language)
    assert spoken.language_named(text) in ("", "en", "es")


SENTENCES = [
    ("logro dormir mejor", "es"),
    ("todo", "es"),
    ("Todo lo que hago", "es"),
    ("hecho polvo", "en"),
    ("nota", "en"),
]


@pytest.mark.parametrize(("text", "language"), SENTENCES)
def test_everyday_words_are_no_commands(text: str, language: str) -> None:
    """A verb, or a word of the other language, is an ordinary sentence."""
    assert client_commands.parse(text, language) is None


SAID = [
    ("LOGRO dormir sin pastillas", "win", "dormir sin pastillas"),
    ("logro: llamé a mi hermana", "win", "llamé a mi hermana"),
    ("Pregunta ¿vale una línea?", "ask", "¿vale una línea?"),
    ("hora 19:00", "time", "19:00"),
    ("por qué", "why", ""),
    ("como terapeuta", "as", "therapist"),
    ("cómo", "how", ""),
    ("/todo", "todo", ""),
    ("done", "done", ""),
    ("Español", "spanish", ""),
    ("en inglés", "english", ""),
    ("Premios", "rewards", ""),
    ("logros", "wins", ""),
    ("mi lista", "mylist", ""),
    ("guardado", "kept", ""),
    ("Día bajo", "low", ""),
    ("día bajo hoy", "low", "hoy"),
    ("energía sí", "energy", "sí"),
    ("CARTAS NO", "letters", "NO"),
    ("recuérdame: llamar a Ana", "remind", "llamar a Ana"),
    ("viaje a Tokio hasta el 20 de abril", "travel", "a Tokio hasta el 20 de abril"),
    ("ahora", "now", ""),
    ("Calendario", "calendar", ""),
    ("calendar", "calendar", ""),
    ("Contar.", "tell", ""),
    ("acerca de", "about", ""),
    ("pareja", "couple", ""),
    ("Desenlazar.", "unlink", ""),
    ("tarjeta", "card", ""),
    ("Apoyo", "supporter", ""),
    ("aliento", "cheer", ""),
    ("juntos no", "together", "no"),
]


@pytest.mark.parametrize(("text", "name", "rest"), SAID)
def test_what_a_text_says(text: str, name: str, rest: str) -> None:
    """The command and what follows it, as typed."""
    found = client_commands.parse(text, "es")
    assert found is not None
    assert (found.name, found.rest) == (name, rest)


def test_settings_are_read_in_spanish() -> None:
    """Hours, a rest, neutral texts and the word of a shared phone, each by its Spanish words."""
    desk = in_state("assigned")
    desk.person.language = "es"
    desk.say("horario de 10 a 18")
    assert desk.client.hours == ["10:00", "18:00"]
    desk.say("pausa 2 semanas")
    assert desk.client.paused_until
    desk.say("seguir")
    assert not desk.client.paused_until
    desk.say("discreto sí")
    assert desk.client.discreet
    desk.say("palabra garza")
    assert desk.client.lock_word == "garza"
    desk.say("palabra no")
    assert not desk.client.lock_word


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("word", ["private", "PRIVADO", "privado:"])
def test_private_keeps_back_in_either_language(language: str, word: str) -> None:
    """Before an answer the word is understood from anybody: no private line is ever missed."""
    desk = in_state("started")
    desk.person.language = language
    desk.say(f"{word} nadie sabe de la carta")
    if any(row.kind == "gather" for row in desk.person.agenda):
        due(desk, "gather")
    (answer,) = [entry.doc for entry in desk.records if entry.kind == "response"]
    assert (answer["words"], answer["private"]) == ("nadie sabe de la carta", True)


def test_a_language_by_its_name_asks_again_in_it() -> None:
    """In the middle of a question its name alone is enough, and the question comes anew."""
    desk = in_state("at_scale")
    said = desk.say("español")
    assert desk.person.language == "es"
    assert desk.turn is not None
    assert desk.turn.menu == "client"
    assert said[0].text.startswith("Desde ahora en español")
    assert desk.asked().kind == "scale"
    desk.say("english")
    assert desk.person.language == "en"


def test_a_language_nobody_wrote_is_not_taken() -> None:
    """Only what is there is offered, each by its code."""
    desk = in_state("assigned")
    said = desk.say("language xx")[0].text
    assert 'English ("language en")' in said
    assert desk.person.language == "en"


INVITED = [
    ("/invite Sol +447700900123 tue 15:00 spanish", "Interlude: mensajes acordados"),
    ("/invite Sol +447700900123 español tue 15:00 weekly", "Interlude: mensajes acordados"),
    ("/invite Sol +447700900123 tue 15:00", "Interlude: texts agreed"),
    ("/invite Spanish +447700900123", "Interlude: texts agreed"),
]


@pytest.mark.parametrize(("command", "first"), INVITED)
async def test_the_first_text_is_in_the_language_the_therapist_chose(command: str, first: str) -> None:
    """One word in the invitation decides, wherever it stands after the name."""
    printed = await play([ADA, {"who": "ada", "text": command}, {"who": "ada", "tap": "Yes"}])
    assert texts(printed, kind="invite")[0].startswith(first)


async def test_joining_in_another_language_than_the_invitation() -> None:
    """Who answers the opt-in, or a question of the welcome, with a language's name is asked again in it."""
    sam = {**client("sam", "sms"), "joined": False, "phone": "+447700900123"}
    lines = [ADA, sam, {"who": "ada", "text": "/invite Sam +447700900123 tue 15:00"}]
    lines += [{"who": "ada", "tap": "Yes"}, {"who": "sam", "text": "español"}]
    lines += [{"who": "sam", "text": "sí"}, {"who": "sam", "text": "english"}]
    said = texts(await play(lines), to="sam")
    assert said[1].startswith("¿Eres tú? SI te une.".replace("ú", "u"))
    assert said[2].startswith("Gracias.")
    assert said[-1].startswith("Texts aren't encrypted")


async def test_a_therapist_reads_in_which_language_a_text_goes_out() -> None:
    """What is shown before Send is in the therapist's words; that it goes out in others is said."""
    lines = [ADA, client("sol", "telegram", language="es"), {"who": "ada", "text": "/discharge Sol"}]
    printed = await play([*lines, {"who": "ada", "tap": "Send"}])
    assert "Sol gets it in Spanish" in texts(printed, to="ada")[0]
    assert "Tu trabajo aquí con Ada ha terminado" in texts(printed, to="sol")[-1]


ASSIGNED = [
    ("/asignar Sol cbt-record 3x a las 19:30", ("3x", "19:30", False, "shared")),
    ("/asignar Sol cbt-record una vez opcional privado a las 18:00", ("once", "18:00", True, "private")),
    ("/asignar Sol cbt-record cada día a las 9 nota: Poco a poco.", ("daily", "09:00", False, "shared")),
]


@pytest.mark.parametrize(("line", "kept"), ASSIGNED)
async def test_assigning_in_spanish(line: str, kept: tuple[str, str, bool, str]) -> None:
    """How often, when, optional or not, and who sees it are read from Spanish words."""
    ada = {**ADA, "language": "es"}
    async with playing(ada, client("sol", "telegram", language="es")) as stage:
        await stage({"who": "ada", "text": line}, {"who": "ada", "tap": "Enviar"})
        sol = (await stage.person("sol")).client
        assert sol is not None
        (item,) = sol.assignments
        assert (item.rhythm, item.at, item.optional, item.visibility) == kept


async def test_sessions_in_spanish() -> None:
    """Mar is a Tuesday where a meeting is set; a meeting is moved and asked for in Spanish."""
    lines = [{**ADA, "language": "es"}, client("sol", "telegram", session="wed 10:00")]
    for said in ("mar 15:00 quincenal", "", "mover 12 marzo 16:00"):
        lines.append({"who": "ada", "text": f"/sesion Sol {said}".strip()})
    shown = texts(await play(lines), to="ada")
    assert "los martes, 15:00, cada dos semanas" in shown[0]
    assert "los martes, 15:00, cada dos semanas" in shown[1]
    assert "jueves 12 de marzo, 16:00" in shown[2]


def test_the_command_menu_is_in_the_readers_words() -> None:
    """Beside the text field a Spanish reader sees Spanish words, in the form Telegram takes."""
    renderer = Renderer(Catalog.load())
    for role in ("client", "therapist"):
        shown = renderer.commands(role, "es")
        assert all(command.word.isascii() and command.word.islower() for command in shown)
        assert [command.word for command in renderer.commands(role)] == list(MENUS[role])
    assert renderer.commands("client", "es")[1].word == "lista"


@pytest.mark.parametrize(
    "words", ["pareja de baile", "apoyo de mi hermana", "juntos por la tarde", "tarjeta roja"]
)
def test_what_is_between_people_is_no_command(words: str) -> None:
    """These are everyday words: with others after them, a line like any other."""
    desk = in_state("assigned")
    desk.person.language = "es"
    desk.say(words)
    assert desk.asked().key.startswith("journal/")


@pytest.mark.parametrize(("words", "said"), [(["juntos no"], "no"), (["juntos no", "juntos sí"], "yes")])
def test_counted_together_or_not_in_spanish(words: list[str], said: str) -> None:
    """Sí and no after the word change it, once it was asked."""
    desk = in_state("assigned")
    desk.person.language = "es"
    (bond,) = desk.client.bonds
    bond.together.said = "yes"
    for one in words:
        desk.say(one)
    assert bond.together.said == said


ROLES = [
    ("como cliente", "client", "/resumen", "es para ti como terapeuta"),
    ("como cliente", "client", "nota Sam llamó", "No se guardó nada"),
    ("como terapeuta", "therapist", "/logros", "es para ti como cliente"),
]


@pytest.mark.parametrize(("line", "role", "typed", "answer"), ROLES)
async def test_two_roles_in_spanish(line: str, role: str, typed: str, answer: str) -> None:
    """The role is changed in Spanish, and work typed in the wrong one is not kept, as in English."""
    from tests.supervision_stage import both

    async with both({"who": "bea", "text": "/language es"}) as stage:
        await stage({"who": "bea", "text": "as client"})
        if role == "client":
            await stage({"who": "bea", "text": "as therapist"})
        await stage({"who": "bea", "text": line})
        assert (await stage.person("bea")).role == role
        assert answer in texts(await stage({"who": "bea", "text": typed}), "bea")[-1]
