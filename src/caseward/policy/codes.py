"""The codes of the faults a policy can have. Each line is the documentation of its code."""

from __future__ import annotations

SYNTAX = "CW301"
REFUSED_YAML = "CW302"
DUPLICATE_KEY = "CW303"
UNREADABLE = "CW304"
UNKNOWN_KEY = "CW305"
MISSING_KEY = "CW306"
WRONG_VALUE = "CW307"
NO_SUCH_DAY = "CW308"
SHAPE = "CW309"
UNKNOWN_NAME = "CW310"
UNKNOWN_RECORD = "CW311"
FACT = "CW312"
DUPLICATE_ID = "CW313"
DATES = "CW314"
CLASH = "CW315"
OVERLAP = "CW316"
HOLE = "CW317"
NO_NUMBER = "CW318"
UNIT = "CW319"
BASIS = "CW320"
CIRCULAR = "CW321"

#: What each code means, for ``docs/errors.md``.
POLICY_CODES: dict[str, str] = {
    SYNTAX: "The file is not YAML 1.2, or holds more than one document.",
    REFUSED_YAML: "An anchor, alias, merge key or tag: a policy reads the same to everybody, so rules are written out.",
    DUPLICATE_KEY: "The same key stands twice in one mapping.",
    UNREADABLE: "The file is not UTF-8, is too large, or is nested too deeply.",
    UNKNOWN_KEY: "A key that the policy language does not have.",
    MISSING_KEY: "A key that must be there is missing.",
    WRONG_VALUE: "A value of the wrong type, or not one of those allowed.",
    NO_SUCH_DAY: "A date that does not exist.",
    SHAPE: "Exactly one of several keys must be given, and none or more than one is.",
    UNKNOWN_NAME: "A name of a source, matcher, calendar, version, requirement or overlay that the policy lacks.",
    UNKNOWN_RECORD: "A kind of entry, field or code that the record does not have.",
    FACT: "A fact that nothing gives, or a value that the fact cannot take.",
    DUPLICATE_ID: "Two things of one sort have the same id.",
    DATES: "Versions or periods that are out of order, overlap, or end before they begin.",
    CLASH: "Two requirements of one duty (or two overlays of one order) may both apply to one moment.",
    OVERLAP: "Two rows of one requirement fit the same facts.",
    HOLE: "No row of a requirement fits some combination of facts, and nothing says that nothing is owed there.",
    NO_NUMBER: "A requirement (or a row of it) without the number it needs.",
    UNIT: "A duration in a unit that cannot be used there, or business days without a calendar that covers them.",
    BASIS: "A number that does not say where it comes from: published without a source, or assumed without a reason.",
    CIRCULAR: "Something that is defined by way of itself.",
}
