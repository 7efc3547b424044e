"""An activity of the practice's own: draft or published, and who may use it (CONTENT A-26, A-27).

An assignment takes a copy of the activity with it, so whoever runs one never needs this.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Literal

from handlers.content_bench import Shape

Scope = Literal["mine", "clinic", "pathway"]
Part = Literal["draft", "published"]


@dataclass(slots=True)
class Own:
    """One activity. `draft` is what its owner works on, `published` what may be given; either may be None.

    `scope`: its owner's alone, everybody's in the practice, or only inside the pathway with the id `pathway`.
    `todo` is the question of `/new` that comes next, "" when it is through; `undo` holds earlier drafts.
    """

    id: str
    owner: str
    draft: Shape | None = None
    published: Shape | None = None
    archived: bool = False
    scope: Scope = "mine"
    pathway: str = ""
    version: int = 0
    todo: str = ""
    undo: list[Shape] = field(default_factory=list)

    @property
    def shape(self) -> Shape:
        """What its owner sees of it: the draft where there is one."""
        return self.draft or self.published or {}

    @property
    def title(self) -> str:
        return str(self.shape.get("title", ""))


def may_use(own: Own, person: str, pathway: str = "") -> bool:
    """Whether this therapist may give it to a client, by itself or as part of this pathway."""
    if own.published is None or own.archived:
        return False
    if own.scope == "pathway":
        return bool(pathway) and own.pathway == pathway
    return own.scope == "clinic" or own.owner == person


def assembled(rows: Iterable[tuple[str, str, str, Any]]) -> dict[str, Own]:
    """The rows of the store, as (id, part, owner, document), as activities."""
    found: dict[str, Own] = {}
    for id, part, owner, doc in rows:
        own = found.setdefault(id, Own(id, owner))
        own.owner = owner
        for name, value in doc.items():
            setattr(own, name, value)
        if part == "draft":
            own.draft = own.draft or {}
    return {id: own for id, own in found.items() if own.draft is not None or own.published is not None}


def parts(own: Own) -> dict[Part, dict[str, Any] | None]:
    """What is kept of it, by part; None for a part that is not there."""
    common = {"scope": own.scope, "pathway": own.pathway}
    draft = {**common, "draft": own.draft, "undo": own.undo, "todo": own.todo}
    given = {**common, "published": own.published, "archived": own.archived, "version": own.version}
    return {
        "draft": None if own.draft is None else draft,
        "published": None if own.published is None else given,
    }
