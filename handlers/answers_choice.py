"""Choosing by digit, by label or by the beginning of one: one option or several."""

import re
from collections.abc import Iterator

from handlers import spoken
from handlers.answers_words import LONGEST, fold, numbers, plain, word_set
from handlers.ask import Asked, Read, ReadResult, Unread
from handlers.content import Option

Options = tuple[Option, ...]
Labels = list[tuple[Option, str]]  # in the order shown, with the folded label

# Codes of declining: shown as "0 Rather not say" at the end of a long list (CONTENT B).
RATHER_NOT = frozenset(("rather_not", "unsaid", "X0"))

_YES = word_set("yes y yep yeah yup sure ok okay si vale claro 👍")
_NO = word_set("no n nope nah 👎")
_YES_CODES = word_set("yes agree go_ahead it_does")
_NO_CODES = word_set("no not_now not_today not_this_time not_yet not_for_me disagree")
_ARTICLES = word_set("a an the un una el la los las")
_POLITE = word_set("please pls plz thanks thank you ta gracias porfavor")

_NUMBERED = re.compile(r"(?:option |number |#)?([0-9]{1,2})(?: ?[.):-])?(?: (.*))?")
_SEPARATORS = re.compile(r"[,;&+\n]")
_FIGURES = re.compile(r"[0-9]+")


def read_choice(asked: Asked, text: str, language: str) -> ReadResult:
    """One option: its code, or `no_such_option` with the labels that fit, when several do."""
    found = _matching(asked.options, text, language, asked.first)
    if len(found) == 1:
        return Read(found[0].code, text)
    return Unread("no_such_option", text, tuple(option.label for option in found))


def read_multi(asked: Asked, text: str, language: str) -> ReadResult:
    """Several options as a list of codes in the order shown: "1,3", "1 3", "135", labels."""
    whole = _matching(asked.options, text, language)
    if len(whole) == 1:
        return Read([whole[0].code], text)
    if len(text) > LONGEST:
        return Unread("no_such_option", text)
    chosen: dict[str, Option] = {}
    for part in _parts(asked.options, text, language):
        found = (chosen[part],) if part in chosen else _matching(asked.options, part, language)
        if len(found) != 1:
            return Unread("no_such_option", text, tuple(option.label for option in found))
        chosen[part] = found[0]
    if not chosen:
        return Unread("no_such_option", text)
    return Read([option.code for option in asked.options if option in chosen.values()], text)


def _matching(options: Options, text: str, language: str, first: int = 1) -> Options:
    """The options a text may mean, one for each code. `first` is the digit of the first of them."""
    found = _found(options, text.strip(), language, first)
    return tuple({option.code: option for option in found}.values())


def _found(options: Options, text: str, language: str, first: int) -> Options:
    """Each rule only where the ones before it found nothing."""
    exact = tuple(option for option in options if option.label.strip() == text)
    if exact or len(text) > LONGEST or not text:
        return exact[:1]
    labels = [(option, _core(option.label)) for option in options]
    wanted = _core(text)
    return (
        _by_position(labels, text, first)
        or (_by_label(labels, wanted) if wanted else ())
        or tuple(option for option in options if option.code.casefold() == text.casefold())
        or tuple(option for option in options if spoken.means(text, option.code, language))
        or _by_yes_or_no(options, wanted or text)
        or (_by_beginning(labels, wanted) if wanted else _by_emoji(options, text))
        or _by_number_word(options, text, language, first)
    )


def _by_position(labels: Labels, text: str, first: int) -> Options:
    """A digit as shown, also "1." and "option 1"; words after it must be the label's own."""
    numbered = _NUMBERED.fullmatch(_keycaps(plain(text)))
    if not numbered:
        return ()
    position, words = int(numbered[1]), _core(numbered[2] or "")
    if first == 0:
        return tuple(option for option, label in labels[position : position + 1] if label.startswith(words))
    shown = labels[position - 1 : position] if position else labels[-1:]
    return tuple(
        option for option, label in shown if label.startswith(words) and (position or _is_rather_not(option))
    )


def _is_rather_not(option: Option) -> bool:
    return option.code in RATHER_NOT or option.code.startswith("0")


def _by_label(labels: Labels, wanted: str) -> Options:
    return tuple(option for option, label in labels if label == wanted)


def _by_yes_or_no(options: Options, word: str) -> Options:
    for words, codes in ((_YES, _YES_CODES), (_NO, _NO_CODES)):
        if word in words:
            plainly = tuple(
                option for option in options if option.code in ("yes", "no") and option.code in codes
            )
            return plainly or tuple(option for option in options if option.code in codes)
    return ()


def _by_beginning(labels: Labels, wanted: str) -> Options:
    # "no" is not the beginning of "Not sure": a word that already means something stands whole.
    end = " " if wanted in _YES | _NO else ""
    return tuple(option for option, label in labels if f"{label} ".startswith(wanted + end))


def _by_emoji(options: Options, text: str) -> Options:
    return tuple(option for option in options if option.label.startswith(text))


def _by_number_word(options: Options, text: str, language: str, first: int) -> Options:
    at = numbers(language).get(fold(text), -1) - first
    return options[at : at + 1] if at >= 0 else ()


def _core(text: str) -> str:
    """Folded, without a leading article and without please and thank you."""
    words = fold(text).split()
    kept = [word for word in words if word not in _POLITE] or words
    return " ".join(kept[1:] if len(kept) > 1 and kept[0] in _ARTICLES else kept)


def _keycaps(text: str) -> str:
    """1️⃣ as 1 and 🔟 as 10."""
    return text.replace("\ufe0f", "").replace("\u20e3", "").replace("🔟", "10")


def _parts(options: Options, text: str, language: str) -> Iterator[str]:
    """What was meant one by one: between commas and "and", else word by word, else figure by figure."""
    joined = _SEPARATORS.sub(",", text).replace(" and ", ",").replace(" y ", ",")
    for part in dict.fromkeys(part.strip() for part in joined.split(",") if part.strip()):
        fits = len(_matching(options, part, language)) == 1
        for word in [part] if fits else part.split():
            yield from _figures(options, word)


def _figures(options: Options, word: str) -> list[str]:
    """Figure by figure ("135" is 1, 3, 5) when it is no position itself and every figure is one."""
    distinct = 1 < len(set(word)) == len(word) <= len(options)
    if not distinct or not _FIGURES.fullmatch(word) or int(word) <= len(options):
        return [word]
    return list(word) if all(0 < int(figure) <= len(options) for figure in word) else [word]
