"""Periodic mails: what waits for leaders, what moved for executives, and how the loop goes for HR."""
