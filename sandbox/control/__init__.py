"""Everything the Python API does, over HTTP under `/sandbox`: for a web page and for other processes."""

from sandbox.control.routes import Control

__all__ = ["Control"]
