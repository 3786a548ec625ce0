"""The kept record: entries into the log and out again, without loss, and what an agency's folder says about where it
lies.
"""
