"""What was found is told as a story."""

from tests.journeys.conftest import network

__all__ = ["network"]
