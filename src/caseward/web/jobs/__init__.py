"""What is done in the background: drawing for the new day, messages, escalation; and whether the whole is well."""
