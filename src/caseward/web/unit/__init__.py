"""The unit board: how a unit stands, officer by officer, and who read the record of its people. Nothing is written."""
