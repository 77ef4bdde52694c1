"""What a person writes: scenario files, read and checked."""
