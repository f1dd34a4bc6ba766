"""The 24 operations: one module a service."""
