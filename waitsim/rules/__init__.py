"""Rules both engines call: pure functions of scalars."""
