"""What an evaluation leaves on disk: the obligations by policy and slice, measures, and a manifest."""
