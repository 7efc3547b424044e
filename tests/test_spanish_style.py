"""The language rules in Spanish: what they reject, what they let pass, and how easily it reads."""

from typing import Any

import pytest

from prompts import readability
from prompts.deny import denied
from prompts.gsm import plain
from prompts.style import check
from prompts.style_rules import patterns, table


def rules_of(text: str, kind: str = "reply", channel: str = "telegram", **more: Any) -> set[str]:
    return {finding.rule for finding in check(text, kind=kind, channel=channel, language="es", **more)}


# Left must be rejected, right must pass: CONTENT C5 as Spanish says it.
PAIRS = [
    (
        "No pasa nada, no te preocupes por habértelo saltado!",
        "Parece una semana llena, y hacer hueco a esto cuesta lo suyo. También importa para ver a los "
        "amigos, y me gustaría que demos con una versión que encaje.",
    ),
    (
        "¿Por qué no hiciste el registro?",
        "El domingo tenías ganas de empezar el registro. Tengo curiosidad por lo que se interpuso.",
    ),
    ("Todavía no has hecho los deberes.", "Sam, el registro está aquí para cuando quieras, unos 5 min."),
    ("Deberías salir a caminar.", "Caminar estaba en tu propia lista. ¿Te gustaría que sea el paso de hoy?"),
    (
        "Saltarlo demuestra que no te importa la terapia.",
        "No hacerlo también dice algo, y eso merece una mirada en la sesión.",
    ),
    ("Has perdido tu racha de 6 días.", "6 puntos hasta ahora. El siguiente empieza cuando quieras."),
    (
        "¿Has probado a poner una alarma?",
        "¿Te gustaría un recordatorio a una hora fija, o prefieres otra cosa?",
    ),
    (
        "Estás evitando esto por la ansiedad.",
        'Escribiste "se me revuelve el estómago". Lo guardo para Ada, si quieres.',
    ),
    (
        "Siempre estoy aquí para ti, 24/7.",
        "Soy un programa automático y nadie lee esto en directo. Ada lo ve antes del martes.",
    ),
    (
        "Tienes que terminarlo antes del jueves.",
        "Está previsto para antes del jueves. Cualquier parte cuenta.",
    ),
    ("No es para tanto.", "Puede doler, y las semanas se llenan."),
    ("Tranquila, échale ganas.", "Cuesta lo suyo, y cada parte cuenta."),
]


@pytest.mark.parametrize(("reject", "accept"), PAIRS)
def test_pairs(reject: str, accept: str) -> None:
    """The hurtful wording is rejected and the kind one passes, on Telegram and as SMS writes it."""
    for channel, as_written in (("telegram", str), ("sms", plain)):
        assert rules_of(as_written(reject), "barrier", channel)
        assert rules_of(as_written(accept), "barrier", channel) == set()


# rule, kind, a text that breaks exactly this rule, a near miss that breaks none
PATTERNS = [
    ("MIN-1", "reply", "No pasa nada.", "Ahora no pasa el tren."),
    ("MIN-2", "reply", "No es para tanto.", "Es para el martes."),
    ("MIN-3", "reply", "No te preocupes.", "Lo que te preocupa queda escrito."),
    ("MIN-4", "reply", "Olvídalo.", "Un olvido es parte de la semana."),
    ("MIN-5", "reply", "No era tan importante.", "Es importante para Sol."),
    ("MIN-6", "reply", "No tiene importancia.", "La importancia es 8."),
    ("MIN-7", "reply", "Simplemente ignora el aviso.", "Es simplemente una línea."),
    ("MIN-8", "reply", "Quizá no era una buena idea.", "Quizá era una idea."),
    ("MIN-9", "reply", "Le pasa a cualquiera.", "¿Qué pasa entonces?"),
    ("SHM-1", "step", "¿Por qué no empezaste?", "Por eso es corta."),
    ("SHM-2", "reply", "¿Cómo es que no viniste?", "¿Cómo es la mañana?"),
    ("SHM-3", "reply", "Debes empezar hoy.", "Puedes empezar hoy."),
    ("SHM-4", "reply", "Prometiste una línea.", "Escribiste una línea."),
    ("SHM-5", "reply", "Suena a pereza.", "Suena a descanso."),
    ("SHM-6", "reply", "Es una decepción.", "Es una noticia."),
    ("SHM-7", "reply", "No te interesa.", "Si te interesa, ahí está."),
    ("SHM-8", "reply", "Si de verdad quieres, dilo.", "Si quieres, dilo."),
    ("SHM-9", "reply", "Va con retraso.", "Va a las 19:00."),
    ("SHM-10", "reply", "Se acabó: racha perdida.", "La racha es de 4 días."),
    ("SHM-11", "completion", "Fue un fracaso.", "Fue un intento."),
    ("SHM-12", "reply", "Asume tu responsabilidad.", "Toma asiento."),
    ("SHM-13", "reply", "Como ya te dije, el martes.", "Como acordaste, el martes."),
    ("SHM-14", "reply", "Los demás lo logran.", "Los demás mensajes llegan mañana."),
    ("ADV-1", "reply", "¿Has probado con una lista?", "¿Qué probarías?"),
    ("ADV-2", "reply", "Te recomiendo un paseo.", "Es idea de Ada: un paseo."),
    ("ADV-3", "reply", "Cálmate.", "Una tarde en calma."),
    ("ADV-3", "reply", "Ánimo, ya falta poco.", "ánimo"),
    ("ADV-3", "reply", "Mucho ánimo", "ánimo"),
    ("ADV-4", "reply", "Por lo menos lo escribiste.", "Al menos dos líneas."),
    ("ADV-5", "reply", "Tienes un trauma.", "Tienes tiempo."),
    ("ADV-6", "reply", "En el fondo es miedo.", "El fondo es azul."),
    ("ADV-7", "reply", "Puedes dejar la medicación.", "Puedes dejar la nota."),
    ("ADV-8", "reply", "Siempre funciona.", "Funciona con SMS."),
    ("BOT-1", "reply", "Soy tu doctora.", "Tu terapeuta lo ve."),
    ("BOT-2", "reply", "Estamos aquí para ti.", "Tus notas están aquí."),
    ("BOT-3", "reply", "Sé cómo te sientes.", "¿Cómo te sientes?"),
    ("BOT-4", "reply", "Me siento triste.", "Escribiste algo triste."),
    ("BOT-5", "reply", "Ada lo lee enseguida.", "Ada lo lee el martes."),
    ("TXT-1", "reply", "¡Hola! ¡Adiós!", "¡Hola! Hasta el martes."),
    ("TXT-1", "letter", "¡Hasta el martes!", "Hasta el martes."),
    ("TXT-2", "reply", "¿Cuándo? ¿Dónde?", "¿Cuándo y dónde?"),
    ("TXT-3", "reply", "Hazlo TEMPRANO.", "Escribe MENU para más."),
    ("TXT-4", "reply", "Tus deberes están aquí.", "Tu deber es de nadie."),
    ("TXT-5", "reply", "Cuándo te va bien?", "¿Cuándo te va bien?"),
    ("WORD-school", "reply", "Está aprobado.", "Está probado."),
    ("WORD-person", "reply", "Muchas víctimas lo hacen.", "Muchas personas lo hacen."),
    ("WORD-gender", "reply", "¿Estás lista?", "¿Empezamos?"),
    ("WORD-idiom", "reply", "Es pan comido.", "Es pan con tomate."),
    ("WORD-usted", "reply", "Usted decide.", "Tú decides."),
    ("WORD-loan", "reply", "Aquí tienes un link.", "Aquí tienes un enlace."),
    ("WORD-praise", "completion", "Increíble.", "Dos líneas están escritas."),
    ("CUE-1", "cue", "Sam, te faltan dos.", "Sam, hay dos en el plan."),
    ("WRAP-1", "wrapup", "Te quedan dos.", "Dos están escritas."),
    ("LET-1", "letter", "Hiciste 2 de 3.", "Hiciste dos."),
    ("SAFE-1", "safety", "¿Estás a salvo?", "Llama al 112 si hay peligro ahora."),
    ("HUM-1", "safety", "Alguien está leyendo.", "Nadie está leyendo ahora."),
    ("HUM-2", "safety", "Hemos avisado ahora.", "Va un aviso a Ada."),
    ("HUM-3", "safety", "Ada te llamará pronto.", "Ada quizá no lo vea antes de la mañana."),
    ("HUM-4", "reply", "Este chat está vigilado.", "Este chat no está vigilado."),
    ("SAFE-2", "reply", "No se lo diremos a nadie.", "Díselo a alguien."),
    ("SAFE-3", "safety", "Promete que no lo harás.", "Ada propuso una llamada."),
    ("SAFE-4", "safety", "No estás pensando en suicidarte.", "No se te pregunta nada."),
    ("SAFE-5", "safety", "Cometió suicidio.", "Murió por suicidio."),
    ("MIN-2", "reply", "Tampoco es para tanto.", "Tampoco es para el martes."),
    ("MIN-4", "reply", "Ya se te pasará.", "Ya pasó el martes."),
    ("MIN-1", "reply", "Todo va a salir bien.", "El martes va a salir un mensaje."),
    ("MIN-2", "reply", "No exageres.", "No es exacto."),
    ("SHM-3", "reply", "Podrías haberlo hecho el domingo.", "Podrías hacerlo el domingo."),
    ("SHM-4", "reply", "No lo hiciste esta semana.", "Si no lo hiciste, también vale."),
    ("SHM-4", "reply", "No cumpliste con lo acordado.", "Lo acordado sigue ahí."),
    ("SHM-3", "reply", "Hubieras debido avisar.", "Si hubieras querido otra hora, se cambia."),
    ("ADV-1", "reply", "Procura hacerlo hoy.", "Hacerlo hoy es una opción."),
    ("ADV-2", "reply", "Te convendría salir a caminar.", "Te espera el martes."),
    ("WORD-gender", "reply", "Quédate tranquilo.", "Quédate el tiempo acordado."),
    ("WORD-gender", "reply", "eres muy valioso", "tu línea es valiosa"),
    ("WORD-gender", "reply", "Estás bien acompañada.", "La lista está bien acompañada de notas."),
    ("WORD-gender", "reply", "Cuando uno se acerca, duele.", "Cuando uno de los pasos duele, se salta."),
    ("WORD-gender", "reply", "El cliente lo ve.", "Cada cliente lo ve."),
    ("WORD-gender", "reply", "La terapeuta lo ve.", "Tu terapeuta lo ve."),
    (
        "HUM-1",
        "reply",
        "Alguien de la consulta está pendiente de ti.",
        "Alguien de la consulta lo sabrá el martes.",
    ),
    ("SAFE-6", "safety", "No puedo hablar de eso.", "Puedes hablar de eso con Ada."),
]


@pytest.mark.parametrize(("rule", "kind", "breaks", "near_miss"), PATTERNS)
def test_patterns(rule: str, kind: str, breaks: str, near_miss: str) -> None:
    """Each pattern has a text that breaks it alone and one close to it that breaks nothing."""
    assert rules_of(breaks, kind) == {rule}
    assert rules_of(near_miss, kind) == set()
    assert rule in rules_of(plain(breaks), kind, "sms"), "the same without the accents SMS drops"


def test_every_rule_of_english_has_its_counterpart() -> None:
    """A rule that guards English readers guards Spanish ones, and every Spanish rule is tried above."""
    english, spanish = ({rule.rule for rule in patterns(language)} for language in ("en", "es"))
    assert english <= spanish
    assert spanish == {row[0] for row in PATTERNS}


def test_after_a_miss_both_halves_are_said() -> None:
    """The first words after something was not done both validate and say that it matters (CONTENT H2)."""
    half = "Hay semanas con mucho encima. ¿Lo vemos?"
    assert rules_of(half, "barrier", first_after_miss=True) == {"MISS-important"}
    assert rules_of("Es parte del trabajo. ¿Lo vemos?", "barrier", first_after_miss=True) == {"MISS-valid"}
    both = "Hacer hueco a esto cuesta lo suyo, y es parte del trabajo. ¿Lo vemos?"
    assert rules_of(both, "barrier", first_after_miss=True) == set()


@pytest.mark.parametrize("label", "Alto baja Cancelar Salir Fin Ayuda Empezar Stop Yes".split())
def test_reserved_labels(label: str) -> None:
    """On SMS no option is a word carriers or our own opt-out act on, in Spanish or English."""
    assert rules_of("¿Seguimos?", channel="sms", options=["Luego", label]) == {"RES-1"}


def test_a_barrier_question_opens_with_curiosity() -> None:
    """What, when, how; never why."""
    assert rules_of("Por favor, ¿te parece poco?", "barrier") == {"OPENER"}
    assert rules_of("Por favor, ¿qué se interpuso?", "barrier") == set()


CONDITIONS = (
    "terapia psicóloga ansiedad depresión síntomas crisis puntaje depre fármaco anímico TLP TCA recaída"
)


@pytest.mark.parametrize("word", CONDITIONS.split())
def test_a_locked_screen_names_no_condition(word: str) -> None:
    """Words about a condition never stand where a locked screen shows them, with or without an accent."""
    assert rules_of(f"Sam, hoy {word}.", "cue", "sms") >= {"PRV-1"}
    assert denied(plain(f"Hoy {word}."), "es", neutral=False)


def test_a_neutral_text_names_no_work() -> None:
    """Neither the session nor what is done for it, nor a score."""
    assert denied("Tu sesión de mañana: 2 de 3.", "es", neutral=True)
    assert not denied("Tienes algo nuevo que hacer. Responde cuando te venga bien.", "es", neutral=True)


SYLLABLES = {"día": 2, "cuidado": 3, "hacer": 2, "aéreo": 4, "queso": 2, "pingüino": 3, "muy": 1, "línea": 3}


@pytest.mark.parametrize(("word", "count"), SYLLABLES.items())
def test_syllables(word: str, count: int) -> None:
    """Strong vowels part, a strong and a weak one stay together, and the silent u is none."""
    assert readability.spanish_syllables(word) == count


def test_perspicuity() -> None:
    """Plain texting reads far easier than an official letter, and the bound lies between them."""
    easy = "Gracias por decirlo. Ada lo lee el martes. Una línea basta, tal como salga, y cuenta."
    hard = (
        "La institución procederá oportunamente a la correspondiente comunicación administrativa relativa "
        "al procedimiento de confidencialidad establecido reglamentariamente."
    )
    bound = table()["es"]["sentences"]["perspicuity"]
    assert readability.perspicuity(hard) < bound < readability.perspicuity(easy)


def test_what_is_too_hard_is_said() -> None:
    """A text of thirty words is held to the measure of its own language."""
    hard = "Determinadas consideraciones administrativas particularmente relevantes. " * 8
    assert "GRADE" in rules_of(hard, "reply")
    assert "GRADE" not in rules_of("Una línea basta y ya está. " * 8, "reply")
