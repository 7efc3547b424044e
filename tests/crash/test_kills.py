"""The real process, killed under load: every text that was acknowledged counts once (SAFETY §6)."""

from tests.crash.killing import killed


async def test_killed_under_load() -> None:
    """Five SIGKILLs at random moments: nothing acknowledged is lost, nothing is applied or said twice."""
    toll = await killed(5, clients=20, per_second=20, seed=1)
    assert toll.acked > 10
    assert toll.brought > toll.acked
    assert (toll.lost, toll.twice, toll.replies_lost, toll.unexplained) == (0, 0, 0, 0)
