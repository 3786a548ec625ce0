"""Case reviews: due by policy, after an event or drawn at random; what was found, and actions followed until done."""
