"""Whether a result is what was asked for: its length, and the media itself where FFmpeg is here."""
