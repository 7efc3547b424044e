"""Activities: one file each, read and checked whole."""

from collections.abc import Iterable
from importlib.resources.abc import Traversable

from handlers.content import Activity
from handlers.content_shape import activity_of
from prompts import style
from prompts.library_file import Fields, File, nearest, plainly, read_file, toml_names
from prompts.library_fill import check_fill, filled_in
from prompts.library_labels import filed, read_labels
from prompts.library_links import check_small
from prompts.library_rest import check_rest
from prompts.library_said import said
from prompts.library_steps import check_steps
from prompts.library_text import check_tags, check_text, check_twins, id_of, is_named_by_file
from prompts.library_translated import ActivityWords, languages, read_translated

FOLDER = "activities"
ACTIVITY = Fields(
    required={
        "id": str,
        "title": str,
        "client_title": str,
        "type": str,
        "modality": str,
        "rhythm": str,
        "minutes": int,
        "tiny_minutes": int,
        "tags": list,
        "what": str,
        "why": str,
        "how": str,
        "tiny_words": str,
        "tiny": list,
        "steps": list,
    },
    optional={
        "guard": str,
        "therapist_note": str,
        "avoidance_sensitive": bool,
        "optional": bool,
        "needs_yes": bool,
        "on_event": bool,
        "source": str,
        "prefix": str,
        "visibility": str,
        "version": int,
        "fill": dict,
        "language": str,
    },
)
# Characters a field may have: the assignment text holds title, what and why together.
_LIMITS = {"title": 40, "client_title": 40, "what": 90, "why": 120, "how": 306, "tiny_words": 60}
# The same for what only a therapist reads, which an activity may do without.
_LIMITS_IF_THERE = {"modality": 40, "guard": 200, "therapist_note": 300, "source": 200}
_ONE_OF = {"type": ("edu", "self", "mod"), "rhythm": ("once", "daily", "3x")}
_VISIBILITY = ("shared", "ask", "private")
_CUE_WORDS = 6
_LANGUAGES = tuple(sorted(style.languages()))
_LONGEST = 120


def read_activities(root: Traversable) -> tuple[dict[str, Activity], list[File]]:
    """Every sound activity by id, in the order of their ids, and all files with their findings."""
    files = [read_file(root, FOLDER, name) for name in toml_names(root, FOLDER)]
    for file in files:
        if not file.findings:
            _check(file)
    check_twins(files)
    sound = (file for file in files if not file.findings)
    return {activity.id: activity for activity in (activity_of(file.data) for file in sound)}, files


def read_translations(
    root: Traversable, files: Iterable[File]
) -> tuple[dict[str, dict[str, Activity]], list[ActivityWords], list[File]]:
    """The sound activities of each other language by id, the files of their words, and those of their tags.

    What stands under "es" stands under "es.sms" as well, as that channel writes it.
    """
    read = list(read_translated(ActivityWords, root, FOLDER, {id_of(file): file for file in files}))
    for file in read:
        if not file.findings:
            check_activity(file)
    labels = {language: read_labels(root, language) for language in languages(root, FOLDER)}
    found: dict[str, dict[str, Activity]] = {}
    for language in labels:
        of_it = [file for file in read if file.language == language]
        check_twins(of_it)
        whole = {id_of(file): filed(file.data, labels[language]) for file in of_it if not file.findings}
        found[language] = {id: activity_of(data) for id, data in whole.items()}
        found[f"{language}.sms"] = {id: activity_of(plainly(data)) for id, data in whole.items()}
    return found, read, [file for file in labels.values() if file is not None]


def _check(file: File) -> None:
    check_activity(file)
    is_named_by_file(file)


def check_activity(file: File) -> None:
    """Everything about one activity that does not depend on where it is kept.

    What is missing, or no such thing at all, hides no other fault.
    """
    if not (file.table((), file.data, ACTIVITY) and check_fill(file) and _check_parts(file)):
        check_rest(file, ACTIVITY, _check_parts)


def _check_parts(file: File) -> bool:
    """The same for what has all its fields; True when its steps have theirs."""
    _check_words(file)
    _check_minutes(file)
    check_tags(file)
    if not check_steps(file):
        return False
    _check_tiny(file)
    return True


def _check_words(file: File) -> None:
    data = file.data
    for name, allowed in _ONE_OF.items():
        if data[name] not in allowed:
            known = ", ".join(allowed)
            file.fault((name,), said("one_of_these", name=name, known=known, found=data[name]))
    if data.get("visibility", "shared") not in _VISIBILITY:
        options = ", ".join(_VISIBILITY)
        file.fault(("visibility",), f"'visibility' must be one of {options}, found {data['visibility']!r}")
    for name, limit in _LIMITS.items():
        check_text(file, (name,), filled_in(data, data[name]), limit)
    for name in _LIMITS_IF_THERE.keys() & data.keys():
        check_text(file, (name,), data[name], _LIMITS_IF_THERE[name])
    if len(data["client_title"].split()) > _CUE_WORDS:
        file.fault(("client_title",), said("cue_words", name="client_title", most=_CUE_WORDS))
    if data.get("language", _LANGUAGES[0]) not in _LANGUAGES:
        known = ", ".join(_LANGUAGES)
        file.fault(("language",), said("language", name="language", known=known, found=data["language"]))
    # Where skipping brings relief, easing is a clinical decision: say what the therapist must know.
    if data.get("avoidance_sensitive") and not data.get("guard"):
        file.fault(("avoidance_sensitive",), said("no_guard"))


def _check_minutes(file: File) -> None:
    minutes, tiny = file.data["minutes"], file.data["tiny_minutes"]
    if not 1 <= minutes <= _LONGEST:
        file.fault(("minutes",), said("minutes", name="minutes", most=_LONGEST, found=minutes))
    if not 1 <= tiny <= (minutes if 1 <= minutes <= _LONGEST else _LONGEST):
        file.fault(("tiny_minutes",), said("tiny_minutes", name="tiny_minutes", most=minutes, found=tiny))


def _check_tiny(file: File) -> None:
    tiny = file.data["tiny"]
    keys = [step["key"] for step in file.data["steps"]]
    if not tiny:
        file.fault(("tiny",), said("no_tiny", name="tiny"))
    if not file.texts(("tiny",), tiny):
        return
    for index, key in enumerate(tiny):
        if key not in keys:
            file.fault(("tiny", index), said("tiny_step", name="tiny", key=key, near=nearest(key, keys)))
    if sorted(tiny, key=lambda key: keys.index(key) if key in keys else -1) != tiny:
        file.fault(("tiny",), said("tiny_order", name="tiny"))
    check_small(file)
