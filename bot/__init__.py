"""The shell: the only place with network, clock, randomness and processes."""

__version__ = "0.1.0"
