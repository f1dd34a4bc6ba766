"""Ingestion and processing: requests checked before they are sent, and waiting for what was asked."""
