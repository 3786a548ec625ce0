"""The web application without a browser: an agency on a real record and a real database, asked as a browser would."""
