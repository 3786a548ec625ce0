"""Subjects of which an entry is in doubt: what the doubt leaves open, worked out from rows of the kernels.

An entry is in doubt where its day is imprecise, where a fact of it is missing on which a matcher depends, or where it
may state the same event as another. Kernels know only entries about which all is certain. Here they are run over a few
subjects again, with the entries in doubt left out or placed on a day, and the rows are compared as the reference would;
what is not surely the same is left to it.
"""
