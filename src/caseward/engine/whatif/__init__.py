"""Two policies over one record: what is asked, met and missed under each, what it costs, and for whom it differs."""
