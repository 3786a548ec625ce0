"""The command line: reads clocks, files and the terminal, and hands everything else to the rooms below."""
