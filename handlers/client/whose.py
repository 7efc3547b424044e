"""Whose the answers of one doing are, where a choice inside the activity says so (CONTENT A-24, F-68, F-70).

`private` keeps them with the client, `share` opens them, `ask` leaves it for the end of the doing.
"""

from collections.abc import Mapping
from typing import Any

from handlers.client.asking import which
from handlers.talk import Do, Reply, Script, Talk

SAID = "sharing/"
"""Where a doing notes what was chosen; no step can have this name."""

_SEEN = {"private": "private", "ask": "ask", "share": "shared"}

Args = Mapping[str, Any]


def as_chosen(args: Args, said: Mapping[str, Any]) -> Args:
    """The doing as the client said whose it is; as agreed where nothing was said."""
    seen = _SEEN.get(said.get(SAID, ""))
    return {**args, "visibility": seen} if seen else args


def offered(args: Args, step: Mapping[str, Any]) -> Mapping[str, Any]:
    """The step without options that open what was agreed to stay with the client."""
    means = {one["code"]: one["label"] for one in step.get("sharing", ())}
    if not means or args.get("visibility") != "private":
        return step
    left = [one for one in step["options"] if means.get(one["code"], "private") == "private"]
    return {**step, "options": left}


def is_asked(step: Mapping[str, Any]) -> bool:
    """Whether it still leaves something to say."""
    return not step.get("sharing") or len(step["options"]) > 1


def note(args: Args, step: Mapping[str, Any], reply: Reply, said: dict[str, Any]) -> Script:
    """Keep what this choice says of the doing; an option that says nothing leaves it as agreed."""
    if not step.get("sharing") or reply.skipped or args.get("visibility") == "private":
        return
    share = next((one["label"] for one in step["sharing"] if one["code"] == reply.value), "")
    said[SAID] = share
    yield Do("set_sharing", {**which(args), "share": share})


def is_kept(talk: Talk | None) -> bool:
    """Whether what is written in this talk stays with the client, or is not decided about yet."""
    if talk is None:
        return False
    chosen = [one.result["share"] for one in talk.emitted if one.key.startswith("do:set_sharing#")]
    share = next((one for one in reversed(chosen) if one), talk.args.get("visibility"))
    return share in ("private", "ask", "summary")
