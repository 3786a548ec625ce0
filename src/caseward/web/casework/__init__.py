"""What officers do with the people they are responsible for: today's work, the caseload, a person, a contact."""
