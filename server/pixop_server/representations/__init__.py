"""The JSON of the wire, made from rows of the database. What has no value is left out."""
