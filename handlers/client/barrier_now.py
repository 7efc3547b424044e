"""Doing a piece in the same talk: the tiny version, or one rough line (CONTENT B2 NOW, H6)."""

from collections.abc import Mapping
from typing import Any

from handlers.client.activity import run_activity
from handlers.client.asking import private_part
from handlers.client.barrier_run import Run
from handlers.talk import Ask, Do, Reply, Script


def do_now(run: Run, chosen: str) -> Script:
    """Run it here and now; gives `done`, `of` and whether it was the rough form; None when passed over."""
    line, rating = rough_steps(run.args["activity"])
    piece = yield Do("begin_piece", {"assignment": run.args["assignment"]})
    if chosen == "NOW_ROUGH" and line is not None:
        return (yield from _rough(run, piece["occurrence"], line, rating))
    running = _running(run, chosen) | {"occurrence": piece["occurrence"]}
    counts = yield from run_activity(running, small=chosen != "NOW_PART")
    return {"done": counts["done"], "of": counts["of"], "rough": False}


def rough_steps(activity: Mapping[str, Any]) -> tuple[Mapping[str, Any] | None, Mapping[str, Any] | None]:
    """The line and the rating a rough version keeps: the last words asked for before the first rating.

    In a thought record that is the thought and how much it is believed.
    """
    tiny = [s for s in activity["steps"] if s["key"] in activity["tiny"]]
    scale = next((i for i, s in enumerate(tiny) if s["kind"] == "scale"), len(tiny))
    lines = [s for s in tiny[:scale] if s["kind"] == "text"] or [s for s in tiny if s["kind"] == "text"][:1]
    return (lines[-1] if lines else None), (tiny[scale] if scale < len(tiny) else None)


def _running(run: Run, chosen: str) -> dict[str, Any]:
    keys = ("assignment", "activity", "therapist", "name", "goal", "visibility")
    running = {key: run.args[key] for key in keys} | {"post": False}
    return running | ({"visibility": "private"} if chosen == "NOW_PRIVATE" else {})


def _rough(run: Run, occurrence: str, line: Mapping[str, Any], rating: Mapping[str, Any] | None) -> Script:
    here = {"assignment": run.args["assignment"], "occurrence": occurrence}
    yield Do("start", {**here, "small": True})
    reply = yield Ask(
        "barrier/rough", "text", "step", run.words(step=line["key"], asked=_filled(run, line)), skip=True
    )
    run.heard(reply)
    if reply.skipped:
        return None
    yield _respond(run, here, line, reply)
    if rating is not None:
        number = yield Ask(
            "barrier/rough_rating",
            "scale",
            "step",
            run.words(step=rating["key"], asked=_filled(run, rating)),
            low=rating["low"],
            high=rating["high"],
            skip=True,
        )
        run.heard(number)
        if not number.skipped:
            yield _respond(run, here, rating, number)
    counts = yield Do("complete", {**here, "small": True})
    return {"done": counts["done"], "of": counts["of"], "rough": True}


def _filled(run: Run, step: Mapping[str, Any]) -> str:
    text = str(step["text"])
    for name in ("name", "therapist", "goal"):
        text = text.replace("{" + name + "}", str(run.args[name]))
    return text


def _respond(run: Run, here: Mapping[str, Any], step: Mapping[str, Any], reply: Reply) -> Do:
    words, kept_back = private_part(reply.words or str(reply.value))
    private = kept_back or run.args["visibility"] == "private"
    value = words if step["kind"] == "text" else reply.value
    answer = {
        "step": step["key"],
        "kind": step["kind"],
        "asked": step["text"],
        "value": value,
        "words": words,
    }
    return Do("respond", {**here, **answer, "private": private})
