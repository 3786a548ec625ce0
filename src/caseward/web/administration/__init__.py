"""Administration: users and their roles, sign-up by a one-time link, reviews of access, policies adopted. No person."""
