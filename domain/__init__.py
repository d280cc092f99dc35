"""Every rule of the network. Standard library only; the clock is always passed in."""
