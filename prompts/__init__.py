"""Every word a person reads, and the library."""
