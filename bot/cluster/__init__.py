"""Many processes on one PostgreSQL: who does what, and how work is taken over."""
