"""Dates of the API as moments in UTC, for values that come from elsewhere than a model. Pure.

The reference prints `YYYY-MM-DD hh:mm:ss`, which is UTC here (D-14); other servers send ISO 8601 or epoch
milliseconds. The rule is that of the generated models, whose dates are moments already.
"""

from datetime import datetime

from pixop_client import timestamp as _rule
from pixop_client.timestamp import Timestamp, UnreadableTimestamp

from pixop.errors import UnexpectedResponseError

__all__ = ["Timestamp", "UnreadableTimestamp", "moment"]


def moment(value: str | int | float | datetime) -> datetime:
    """Return an aware `datetime` in UTC.

    Takes `YYYY-MM-DD hh:mm:ss` (UTC), ISO 8601 with `T`, fraction and offset, a date alone, and epoch milliseconds or
    seconds as a number or in digits. A moment without an offset is UTC. Fractions below a microsecond are cut.

    Raises:
        UnexpectedResponseError: it is none of these.
    """
    try:
        return _rule.moment(value)
    except ValueError as error:
        raise UnexpectedResponseError(f"{value!r} is no date: {error}.") from None
