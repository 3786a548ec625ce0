"""Where things stand in the tables that kernels read and in the rows they write. Every number here is a column."""

from __future__ import annotations

# What a kernel writes, one int32 row of each for every obligation: ``unpacked`` says how it is read. R_SAID packs the
# status, whether it is scored and the quantity needed; R_EXTRA is the days it was late for what was done late, else the
# earliest day it was unmet, NONE where there is neither.
R_SUBJECT, R_STATE, R_ABOUT, R_START, R_DUE, R_SAID, R_COUNTED, R_EXTRA, ROW_WIDTH = range(9)
SAID_STATUS, SCORES, NEEDS = 7, 8, 4  # a mask, a bit, a shift

# The same, unpacked for the table of obligations.
(
    SUBJECT, TEMPLATE, STATE, ABOUT, WINDOW_START, WINDOW_END, DUE, STATUS, NEEDED, SCORED, LATE, UNMET, COUNTED,
    OUT_WIDTH,
) = range(14)  # fmt: skip

MET, LATE_DONE, MISSED, OVERDUE, PENDING, EXCUSED, INDETERMINATE, NOT_ASSESSABLE = range(8)
STATUSES = ("met", "late", "missed", "overdue", "pending", "excused", "indeterminate", "not assessable")

# What is asked under a state (see ``regimes``): -1 stands for "not given".
(
    S_TEMPLATE, S_MISSING, S_COUNT, S_MOST, S_BASE, S_QUOTAS, S_QUOTAS_END, S_LINES, S_LINES_END, S_INTERVAL, S_FIRST,
    S_WITHIN,
    S_WIDTH,
) = range(13)  # fmt: skip

# What holds for a template, whatever the row.
(
    T_CHANGE, T_CALENDAR, T_GRACE, T_LATE, T_SHARE,  # all kinds
    # every
    T_MONTHS, T_SPAN, T_ORIGIN, T_ANCHOR, T_IN_MONTHS, T_CLOSED, T_GROUPS, T_GROUPS_END, T_PLUS, T_PLUS_EACH,
    T_PLUS_WHOLE,
    T_RESTART_AT_DUE, T_LOOK_BACK, T_PAUSE, T_RESTART, T_WAIVE, T_STOP,  # apart, when
    T_RACE, T_ANSWERS, T_CLOSES, T_AFTER, T_ALREADY, T_CANCELLED, T_TRIGGERS, T_TRIGGERS_END,  # when
    T_THIS, T_EXCEPT,  # never
    T_WIDTH,
) = range(33)  # fmt: skip

# What sets a clock off.
G_ON, G_ENTRY, G_NTH, G_ROW, G_BROKEN, G_WITHIN, G_FACT, G_IGNORE, G_PRIORITY, G_WIDTH = range(10)
TRIGGERS = ("entry", "fact_begins", "fact_ends", "fact_changes", "start", "end")
ON_ENTRY, ON_BEGINS, ON_ENDS, ON_CHANGES, ON_START, ON_END = range(6)
RACES = ("each", "first", "last")
EACH, FIRST, LAST = range(3)

CHANGES = ("retroactive", "fresh_start", "split_and_look_back", "latest_level_wins", "ask_but_do_not_score")
RETROACTIVE, FRESH, SPLIT, LATEST, UNSCORED = range(5)
AT_CALENDAR, AT_START, AT_CHANGE = range(3)
