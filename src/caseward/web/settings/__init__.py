"""Settings: ``everywhere`` what never differs, ``protection`` what guards the door, ``agency`` what one agency says."""
