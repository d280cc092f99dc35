"""What the network remembers, on SQLite or PostgreSQL. Only `unit_of_work` commits."""
