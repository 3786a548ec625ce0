"""Messages to people and to other systems: what needs somebody, told at once, sent until it arrives, and escalated."""
