"""One call: the exchange without I/O, its two drivers, retries, reconciliation and errors read from answers."""
