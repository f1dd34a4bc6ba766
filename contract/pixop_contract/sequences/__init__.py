"""Sequences of requests: a state machine asks, a model of the service says what must follow."""
