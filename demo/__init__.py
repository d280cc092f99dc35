"""The demo: an invented network that a running bot serves, to be seen on a page or told in the terminal."""

from demo.showing import show
from demo.telling import tell

__all__ = ["show", "tell"]
