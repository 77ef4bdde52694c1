"""What runs found: their tallies with names, the measures made of them, and how they are kept."""
