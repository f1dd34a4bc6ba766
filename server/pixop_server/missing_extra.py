"""What to install when a module of the server's is not there."""

_OTHER_EXTRAS = {"psycopg": "postgresql", "psycopg_pool": "postgresql", "redis": "redis", "obstore": "s3"}


def explain_missing(error: ModuleNotFoundError) -> str | None:
    """Write a sentence with the line that installs what is missing; None when the module is one of our own."""
    module = (error.name or "").partition(".")[0]
    if not module or module in {"pixop_server", "pixop_schemas"}:
        return None
    extra = _OTHER_EXTRAS.get(module, "server")
    return f"the module {module} is not installed. Install what is missing: pip install 'pixop[{extra}]'"
