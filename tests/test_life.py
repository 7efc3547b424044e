"""A client's life in any order, from the invitation to the erasure."""

from hypothesis import HealthCheck, settings

from tests.life_machine import Life

TestLife = Life.TestCase
TestLife.settings = settings(
    max_examples=100, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)
)
