"""The figures of access at their small size: the code that measures them works, and every target is met."""

import pytest

from tests.figures import audit, callbacks, invites


@pytest.mark.parametrize("figure", [audit, callbacks, invites], ids=lambda module: module.__name__)
def test_a_small_size_reaches_its_targets(figure: object) -> None:
    """Every target of this figure is reached at its quick size already."""
    found = figure.measure("quick")  # type: ignore[attr-defined]  # each module has one
    assert found
    assert [one for one in found if not one.reached] == []
