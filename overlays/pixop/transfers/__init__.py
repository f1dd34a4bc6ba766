"""Media up and down: framing, part files, journals, ranges, rates and events."""
