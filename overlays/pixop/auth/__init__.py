"""Tokens and credentials: who the client is, and which server may know."""
