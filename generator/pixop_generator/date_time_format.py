"""The formats of dates and times that clients read as a `datetime`."""

from __future__ import annotations

#: A format, and the function of the client that writes it. openapi-python-client knows only the first: the client's
#: view gives it that one, and carries the document's in the `example`.
DATE_TIME_FORMATS = {"date-time": "wire.date_time_json", "pixop-date-time": "wire.spaced_date_time_json"}
