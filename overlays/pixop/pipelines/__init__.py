"""Many files from upload to verified result, with a ledger on disk."""
