"""What the Makefile calls. Run from the top folder."""
