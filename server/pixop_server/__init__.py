"""The reference server: the whole API on SQLite, local disk and FFmpeg."""
