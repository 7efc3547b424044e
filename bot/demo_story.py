"""The story the demo plays: scenes of lines. `prompts/demo/en.toml` holds it and explains the form.

Each language has a story of its own, whose people read that language.
"""

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from importlib.resources import files
from typing import Any

_LINE = re.compile(r"(?P<who>[a-z]+)(?: (?P<verb>begins|taps|gets))?: (?P<words>.+)")


@dataclass(frozen=True, slots=True)
class Line:
    """Somebody `writes`, `begins` to write, `taps` a button, or `gets` a text of this kind."""

    who: str
    verb: str
    words: str


@dataclass(frozen=True, slots=True)
class Scene:
    """Time passes `until` then, somebody is `cast`, the lines are played; the caption closes it."""

    caption: str
    lines: tuple[Line, ...]
    until: str = ""
    cast: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Story:
    """One week for one client; `casting` are the rehearsal lines that put the two people on stage."""

    start: datetime
    zone: str
    casting: tuple[dict[str, Any], ...]
    scenes: tuple[Scene, ...]
    words: Mapping[str, Any]

    def people(self) -> list[Mapping[str, Any]]:
        """The `cast` lines of everybody who ever comes on, in that order."""
        return [*self.casting, *(scene.cast for scene in self.scenes if scene.cast)]


def wording(language: str = "en") -> dict[str, Any]:
    """The whole file: the story and the words around it."""
    return tomllib.loads(files("prompts").joinpath("demo", f"{language}.toml").read_text("utf-8"))


def read_story(channel: str, language: str = "en") -> Story:
    """The story for a client on this channel. Raises ValueError for a line nobody could play."""
    found = wording(language)
    casting = (therapist_line(found), client_line(found, channel, joined=False))
    scenes = [scene for scene in found["scene"] if scene.get("channel", channel) == channel]
    cast = {scene["cast"]["cast"]: scene["cast"]["cast"] for scene in scenes if "cast" in scene}
    people = {"ada": "ada", "client": casting[1]["cast"], **cast}
    fill = partial(_fill, name=casting[1]["name"], phone=found["client"]["phone"])
    return Story(
        datetime.fromisoformat(found["start"]),
        found["zone"],
        casting,
        tuple(_scene(scene, fill, people) for scene in scenes),
        found["words"],
    )


def therapist_line(found: Mapping[str, Any]) -> dict[str, Any]:
    """The `cast` line of the therapist."""
    return {
        "cast": "ada",
        "role": "therapist",
        "channel": "telegram",
        "name": found["ada"]["name"],
        "zone": found["zone"],
        **_language(found),
    }


def _language(found: Mapping[str, Any]) -> dict[str, str]:
    return {"language": found["language"]} if "language" in found else {}


def client_line(found: Mapping[str, Any], channel: str, **more: Any) -> dict[str, Any]:
    """The `cast` line of the client on this channel."""
    name = found["client"][channel]
    line = {"cast": name.casefold(), "role": "client", "of": "ada", "channel": channel, "name": name}
    phone = {"phone": found["client"]["phone"]} if channel == "sms" else {}
    return {**line, **phone, "zone": found["zone"], **_language(found), **more}


def _fill(text: str, name: str, phone: str) -> str:
    return text.replace("{client}", name).replace("{phone}", phone)


def _scene(scene: Mapping[str, Any], fill: Callable[[str], str], people: Mapping[str, str]) -> Scene:
    lines = tuple(read_line(fill(line), people) for line in scene["lines"])
    return Scene(fill(scene["caption"]), lines, scene.get("until", ""), scene.get("cast"))


def read_line(text: str, people: Mapping[str, str]) -> Line:
    """One line of the story; `people` maps the names it may use to keys on stage. Raises ValueError."""
    found = _LINE.fullmatch(text)
    if found is None or found["who"] not in people:
        raise ValueError(f"not a line of the story: {text}")
    return Line(people[found["who"]], found["verb"] or "writes", found["words"])
