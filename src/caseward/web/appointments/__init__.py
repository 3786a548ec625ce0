"""Appointments: booked with warnings; what came of them; and whether an absence was acceptable, as its own step."""
