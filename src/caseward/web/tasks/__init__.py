"""Promises: something to be done by somebody by a day, open until there is proof of doing. A promise is not a deed."""
