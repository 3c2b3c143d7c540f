"""The story: schedule, sign, pay, cancel. It points at everything; nothing points at it."""
