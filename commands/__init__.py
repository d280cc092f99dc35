"""What the command line's commands do, one file a subject; `main.py` says which there are, and composes the bot."""
