"""Reports: console, JSON, JUnit and HTML."""
