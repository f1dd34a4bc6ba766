"""The end of a job that nobody waits for any more."""


class JobCancelled(Exception):  # noqa: N818  # it is no error
    """The job's video was deleted, or the server stops."""
