"""Whether the server can work; for load balancers and service managers, beside the API and without credentials."""

import logging

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from pixop_server.routes.method_table import path
from pixop_server.services import services_of

logger = logging.getLogger(__name__)

HEALTH_PATH = "/healthz"


async def health(request: Request) -> Response:
    """Answer 200 when the database answers, else 503."""
    try:
        await services_of(request).database.read(lambda connection: connection.scalar(select(1)))
    except SQLAlchemyError:
        logger.exception("the database does not answer")
        return JSONResponse({"status": "the database does not answer"}, 503, {"Retry-After": "5"})
    return JSONResponse({"status": "ok"}, headers={"Cache-Control": "no-store"})


routes = [path(HEALTH_PATH, GET=health, HEAD=health)]
