"""What somebody is to be told. A notice names things by number and holds no personal data: what it says is read when it
is delivered, so that it is never out of date, and one that has become pointless is dropped unsent.
"""
