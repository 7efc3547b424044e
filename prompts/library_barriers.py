"""The barrier taxonomy in each language, read and checked: English holds it whole, the others only words."""

import re
from importlib.resources.abc import Traversable
from typing import Any, get_args

from handlers.content import BarrierCode, Barriers, KeywordHint, OfferCode, Option
from prompts.library_file import Fields, File, Translation, nearest, plainly, read_as, read_file, toml_names
from prompts.library_lines import Path
from prompts.library_text import SMS_LABEL, SMS_STEP, check_label, check_text

FOLDER = "barriers"
ENGLISH = "en"
_FILE = Fields(required={"codes": dict, "hints": list, "therapist_tags": dict})
_CODE = Fields(
    required={"label": str, "offers": list, "note": str},
    optional={"follow_up": str, "ask": str, "choices": dict, "sms_label": str},
)
_STRUCTURE = ("offers", "ask")
_HINT = Fields(required={"words": list, "codes": list}, optional={"with_words": list})
_ASKS = ("text", "scale", "choice", "none")
_OFFERS: tuple[str, ...] = get_args(OfferCode)
_TAGS = tuple(f"C{n}" for n in range(1, 7))
# The talk and the reports rely on these; a practice may add codes to a group, not take any away.
_LAST = {"P": 9, "U": 5, "S": 6, "T": 12, "E": 9, "R": 5}
EVERY_CODE = (*(f"{g}{n}" for g, last in _LAST.items() for n in range(1, last + 1)), "X0", "X1", "X2")
_CODE_FORM = re.compile(r"[PUSTERX][0-9]{1,2}")
_WORDS = frozenset({"therapist", "goal", "name"})
# A follow-up is curious about what happened; "why" puts people on the defence.
_OPENERS = {
    ENGLISH: (
        re.compile(r"(what|when|where|(at )?which|how|would|is|shall)\b"),
        "what, when, where, which, how, would, is or shall",
    ),
    "es": (
        re.compile(r"¿((a|con|de|en) )?(qué|cuál|cuándo|cuánto|dónde|cómo|te gustaría|quieres|sería|es)\b"),
        "qué, cuál, cuándo, cuánto, dónde, cómo, te gustaría, quieres, sería or es",
    ),
}
_NOTE_LIMIT = 200


def read_barriers(root: Traversable) -> tuple[dict[str, Barriers], dict[str, File]]:
    """The taxonomy of every language that has one, and its file, by language code.

    What stands under "es" stands under "es.sms" as well, as that channel writes it.
    """
    english = read_file(root, FOLDER, f"{ENGLISH}.toml")
    files = {ENGLISH: english}
    if not english.findings:
        _check(english, ENGLISH)
    for name in toml_names(root, FOLDER):
        if (language := name.removesuffix(".toml")) != ENGLISH:
            files[language] = file = read_as(Translation, root, FOLDER, name)
            if not english.findings and not file.findings and _lay_over(file, english.data["codes"]):
                _check(file, language)
    return _taxonomies(files) if not english.findings else {}, files


def _taxonomies(files: dict[str, File]) -> dict[str, Barriers]:
    found: dict[str, Barriers] = {}
    for language, file in files.items():
        if not file.findings:
            found[language] = _barriers(file.data)
            if language != ENGLISH:
                found[f"{language}.sms"] = _barriers(plainly(file.data))
    return found


def _lay_over(file: File, english: dict[str, Any]) -> bool:
    """Put the words over the English codes, in their order; False when they do not belong together."""
    if not file.table((), file.data, _FILE):
        return False
    given = file.data["codes"]
    if not file.table(("codes",), given, Fields(dict.fromkeys(english, dict))):
        return False
    for code, whole in english.items():
        path: Path = ("codes", code)
        if file.table(path, given[code], _words_of(whole)) and "choices" in whole:
            choices = Fields(dict.fromkeys(whole["choices"], str))
            file.table((*path, "choices"), given[code]["choices"], choices)
    if file.findings:
        return False
    file.data = {**file.data, "codes": {code: _laid(whole, given[code]) for code, whole in english.items()}}
    return True


def _words_of(whole: dict[str, Any]) -> Fields:
    """What a translation of this code has to say."""
    kinds = {**_CODE.required, **_CODE.optional}
    said = [name for name in whole if name not in (*_STRUCTURE, "sms_label")]
    return Fields({name: kinds[name] for name in said}, {"sms_label": str})


def _laid(whole: dict[str, Any], words: dict[str, Any]) -> dict[str, Any]:
    laid = {**{name: whole[name] for name in _STRUCTURE if name in whole}, **words}
    if "choices" in whole:
        laid["choices"] = {code: words["choices"][code] for code in whole["choices"]}
    return laid


def _check(file: File, language: str) -> None:
    if not file.table((), file.data, _FILE):
        return
    codes = file.data["codes"]
    for code in EVERY_CODE:
        if code not in codes:
            file.fault(("codes",), f"code {code} is missing")
    for code, table in codes.items():
        path: Path = ("codes", code)
        if not _CODE_FORM.fullmatch(code):
            file.fault(path, f"{code!r} is no code: a letter of a group and a number")
        if file.table(path, table, _CODE):
            _check_code(file, path, table)
            _check_follow_up(file, path, table, language)
    for index, hint in enumerate(file.data["hints"]):
        if file.table(("hints", index), hint, _HINT):
            _check_hint(file, ("hints", index), hint, codes)
    _check_tags(file)


def _check_code(file: File, path: Path, table: dict[str, Any]) -> None:
    check_text(file, (*path, "label"), table["label"], 2 * SMS_LABEL, ())
    name = "sms_label" if "sms_label" in table else "label"
    check_label(file, (*path, name), table[name])
    check_text(file, (*path, "note"), table["note"], _NOTE_LIMIT, ())
    if not table["offers"]:
        file.fault((*path, "offers"), "at least one offer")
    if file.texts((*path, "offers"), table["offers"]):
        for index, offer in enumerate(table["offers"]):
            if offer not in _OFFERS:
                file.fault((*path, "offers", index), f"unknown offer {offer!r}{nearest(offer, _OFFERS)}")


def _check_follow_up(file: File, path: Path, table: dict[str, Any], language: str) -> None:
    ask, question = table.get("ask", "text"), table.get("follow_up", "")
    if ask not in _ASKS:
        file.fault((*path, "ask"), f"'ask' must be one of {', '.join(_ASKS)}, found {ask!r}")
    if (ask == "none") == bool(question):
        file.fault(path, "a code has a 'follow_up', or 'ask' is \"none\"")
    if question:
        check_text(file, (*path, "follow_up"), question, SMS_STEP, _WORDS)
        _check_opening(file, (*path, "follow_up"), question, language)
    if (ask == "choice") != (len(table.get("choices", {})) > 1):
        file.fault(path, "'choices' (two or more) belong to a follow-up with ask = \"choice\"")
    for code, label in table.get("choices", {}).items():
        check_label(file, (*path, "choices", code), label)


def _check_opening(file: File, path: Path, text: str, language: str) -> None:
    """The question itself, after any sentence of thanks, opens with a curious word."""
    question = re.split(r"(?<=[.]) ", text)[-1].lower()
    opener = _OPENERS.get(language)
    if not text.endswith("?"):
        file.fault(path, "'follow_up' must end with its question")
    elif opener and not opener[0].match(question):
        file.fault(path, f"'follow_up' must open with {opener[1]}")


def _check_hint(file: File, path: Path, hint: dict[str, Any], codes: dict[str, Any]) -> None:
    for name in ("words", "with_words"):
        if file.texts((*path, name), hint.get(name, [])):
            for index, word in enumerate(hint.get(name, [])):
                if word != word.lower():
                    file.fault((*path, name, index), f"hint word {word!r} must be lower-case")
    if file.texts((*path, "codes"), hint["codes"]):
        for index, code in enumerate(hint["codes"]):
            if code not in codes:
                file.fault((*path, "codes", index), f"unknown code {code!r}{nearest(code, codes)}")


def _check_tags(file: File) -> None:
    tags = file.data["therapist_tags"]
    if file.table(("therapist_tags",), tags, Fields(required=dict.fromkeys(_TAGS, str))):
        for tag, note in tags.items():
            check_text(file, ("therapist_tags", tag), note, _NOTE_LIMIT, ())


def _barriers(data: dict[str, Any]) -> Barriers:
    codes = {code: _code(code, dict(table)) for code, table in data["codes"].items()}
    hints = (KeywordHint(**{name: tuple(value) for name, value in h.items()}) for h in data["hints"])
    return Barriers(codes=codes, hints=tuple(hints), therapist_tags=data["therapist_tags"])


def _code(code: str, table: dict[str, Any]) -> BarrierCode:
    choices = tuple(Option(key, label) for key, label in table.pop("choices", {}).items())
    offers, follow_up = tuple(table.pop("offers")), table.pop("follow_up", "")
    return BarrierCode(code=code, group=code[0], offers=offers, follow_up=follow_up, choices=choices, **table)
