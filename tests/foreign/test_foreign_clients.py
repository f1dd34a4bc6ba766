"""Clients of other APIs' documents, each run against a mock that knows nothing but its document."""

from __future__ import annotations

import asyncio
import importlib
import json
import re
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx
import pytest
from jsonschema import Draft202012Validator
from pixop_generator.command import run_generate
from pixop_generator.document import load_document
from pixop_generator.openapi_walk import operations, parameters, resolve

HERE = Path(__file__).parent
NAMES = ("depot", "events", "files", "messages", "payments", "pets", "shapes", "trains")
Make = Callable[[str], ModuleType]


@pytest.fixture(scope="module")
def client_package(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Make]:
    """Generate the packages of a document once, and give the module of its client."""
    root = tmp_path_factory.mktemp("foreign")

    def make(name: str) -> ModuleType:
        target = root / name
        if not target.exists():
            assert run_generate(HERE / f"{name}.yaml", target, package=f"foreign_{name}") == 0
            sys.path.insert(0, str(target))
        return importlib.import_module(f"foreign_{name}.client")

    yield make
    sys.path[:] = [each for each in sys.path if not each.startswith(str(root))]
    for name in [each for each in sys.modules if each.startswith("foreign_")]:
        del sys.modules[name]


class DocumentMock:
    """Answers each request as the document says, and keeps what was asked."""

    def __init__(self, name: str) -> None:
        self.document = load_document(HERE / f"{name}.yaml").data
        self.faults: list[str] = []
        self.asked: list[tuple[str, httpx.Request]] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        for pointer, path, method, item, operation in operations(self.document):
            pattern = re.sub(r"\\\{[^{}]*\\\}", "[^/]+", re.escape(path))
            prefix = next((each for each in ("/v2", "/api") if request.url.path.startswith(f"{each}/")), "")
            if method != request.method.lower() or not re.fullmatch(
                prefix + pattern, request.url.raw_path.decode().partition("?")[0]
            ):
                continue
            self.asked.append((pointer, request))
            self._judge(item, operation, request)
            return self._answer(operation, method)
        return httpx.Response(404, json={"code": 404, "message": "no such path"})

    def _judge(self, item: dict[str, Any], operation: dict[str, Any], request: httpx.Request) -> None:
        for parameter in parameters(self.document, item, operation):
            given = {"query": request.url.params, "header": request.headers}.get(parameter["in"])
            if given is not None and parameter.get("required") and parameter["name"] not in given:
                self.faults.append(f"{parameter['name']} is missing")
        body = resolve(self.document, operation.get("requestBody"))
        if body and "application/json" in body["content"]:
            schema = {**self.document, **body["content"]["application/json"]["schema"]}
            self.faults += [
                error.message
                for error in Draft202012Validator(schema).iter_errors(json.loads(request.content))
            ]

    def _answer(self, operation: dict[str, Any], method: str) -> httpx.Response:
        status, raw = next(iter(operation["responses"].items()))
        status = {"2XX": "207", "default": "200"}.get(status, status)
        content = resolve(self.document, raw).get("content") or {}
        if method == "head" or not content:
            return httpx.Response(int(status), headers={"Content-Length": "5"} if method == "head" else {})
        media_type, media = next(iter(content.items()))
        if "json" not in media_type:
            return httpx.Response(int(status), content=b"%PDF-", headers={"Content-Type": media_type})
        return httpx.Response(
            int(status),
            content=json.dumps(self._sample(media["schema"])),
            headers={"Content-Type": media_type},
        )

    def _sample(self, schema: dict[str, Any], depth: int = 0) -> Any:
        """A value that a schema allows, with all that can be in it down to a depth."""
        schema = resolve(self.document, schema)
        if isinstance(schema, bool):
            return "anything"
        for part in schema.get("allOf") or []:
            target = resolve(self.document, part)
            schema = {
                **target,
                **schema,
                "properties": {**target.get("properties", {}), **schema.get("properties", {})},
            }
        if "const" in schema or "enum" in schema:
            return schema.get("const", (schema.get("enum") or [None])[-1])
        for branch in (schema.get("oneOf") or schema.get("anyOf") or [])[:1]:
            return self._sample(branch, depth)
        kinds = schema.get("type", "string")
        match kinds if isinstance(kinds, str) else kinds[0]:
            case "object":
                value = {
                    name: self._sample(part, depth + 1)
                    for name, part in (schema.get("properties") or {}).items()
                    if depth < 4 or name in schema.get("required", ())
                }
                more = schema.get("additionalProperties")
                mapped = isinstance(more, dict) and depth < 4
                return value | ({"more": self._sample(more, depth + 1)} if mapped else {})
            case "array":
                return [] if depth > 3 else [self._sample(schema["items"], depth + 1)]
            case "integer" | "number":
                return schema.get("minimum", 7)
            case "boolean":
                return True
            case "null":
                return None
        return {"date": "2024-01-02", "date-time": "2024-01-02T03:04:05Z"}.get(schema.get("format"), "text")


@pytest.fixture
def run(client_package: Make) -> Callable[..., DocumentMock]:
    """Run calls with a client of a document against its mock, and give the mock back."""

    def play(name: str, calls: Callable[[Any, ModuleType], None], **credentials: Any) -> DocumentMock:
        module, mock = client_package(name), DocumentMock(name)
        with httpx.Client(transport=httpx.MockTransport(mock)) as http:
            base = None if module.DEFAULT_BASE_URL else "https://api.example"
            calls(module.Client(base, http=http, **credentials), module)
        assert mock.faults == []
        return mock

    return play


def test_pets_are_listed_added_shown_and_deleted(run: Callable[..., DocumentMock]) -> None:
    """Arrays in the query, path integers, models of renamed schemas, and a key in a header."""

    def calls(client: Any, module: ModuleType) -> None:
        [pet] = client.default.list_pets(limit=5, tags=["a", "b"])
        assert (pet.id, pet.name, pet.kind) == (7, "text", "other")
        models = importlib.import_module("foreign_pets.models")
        assert client.default.add_pet(body=models.NewPet(name="Rex", kind="dog")).id == 7
        assert client.default.show_pet(7).name == "text"
        assert client.default.delete_pet(7) is None

    mock = run("pets", calls, api_key="secret")
    first = mock.asked[0][1]
    assert first.url.query == b"limit=5&tags=a&tags=b"
    assert {request.headers.get("X-Api-Key") for _, request in mock.asked} == {"secret"}
    assert len(mock.asked) == 4


def test_trains_are_booked(run: Callable[..., DocumentMock], tmp_path: Path) -> None:
    """Methods get names where the document gives none; unions are sent; a ticket is streamed."""

    def calls(client: Any, module: ModuleType) -> None:
        page = client.stations.get_stations(country="DK")
        assert page.data[0].name == "text"
        models = importlib.import_module("foreign_trains.models")
        seat = models.Seat(kind="seat", car=3)
        booking = client.booking_desk.create_booking(body=models.NewBooking(trip="t", place=seat))
        assert booking.trip == "text"
        with client.booking_desk.get_bookings_booking_id_ticket("a b") as ticket:
            assert b"".join(ticket.iter_bytes()) == b"%PDF-"

    mock = run("trains", calls, token="t0ken")
    assert {request.headers["Authorization"] for _, request in mock.asked} == {"Bearer t0ken"}
    assert mock.asked[0][1].url.host == "eu.trains.example"


def test_payments_are_made(run: Callable[..., DocumentMock]) -> None:
    """Closed bodies become arguments, a header is required, and a deprecated operation warns."""

    def calls(client: Any, module: ModuleType) -> None:
        models = importlib.import_module("foreign_payments.models")
        money = models.Money(amount=5, currency="EUR")
        payment = client.payments.create_payment(idempotency_key="k1", money=money)
        assert (payment.status, payment.money.currency) == ("failed", "DKK")
        with pytest.warns(DeprecationWarning, match="refundPayment"):
            client.payments.refund_payment("p")
        assert client.balance.get_balance().additional_properties == {"more": 7}
        assert not hasattr(client.balance, "order_statement")

    mock = run("payments", calls, basic=("key", ""))
    assert mock.asked[0][1].headers["Authorization"].startswith("Basic ")


def test_files_go_up_and_down(run: Callable[..., DocumentMock]) -> None:
    """The form field has the document's name; downloads take a range; HEAD gives header fields; trees are read."""
    done: list[tuple[int, int | None]] = []

    def calls(client: Any, module: ModuleType) -> None:
        entry = client.files.upload_file(b"abc", filename="a.txt", progress=lambda *each: done.append(each))
        assert entry.path == "text"
        with client.files.download_file("a/b", range_="bytes=0-1") as stream:
            assert b"".join(stream.iter_bytes()) == b"%PDF-"
        assert client.files.head_file("a")["content-length"] == "5"
        assert client.files.get_tree().folders[0].name == "text"

    mock = run("files", calls, api_key="s3ssion")
    upload = mock.asked[0][1]
    assert b'name="content"; filename="a.txt"' in upload.content
    assert mock.asked[1][1].headers["Range"] == "bytes=0-1"
    assert mock.asked[1][1].url.raw_path == b"/files/a%2Fb?session=s3ssion"
    assert done == [(3, 3)]


def test_events_are_searched_and_patched(run: Callable[..., DocumentMock]) -> None:
    """Vendor JSON is JSON; integer enums and null are sent; names with dots and dashes are classes."""

    def calls(client: Any, module: ModuleType) -> None:
        found = client.events.search_events(level=20)
        assert found.items[0].level == 30
        assert client.events.patch_event("e", level=10, subject=None).id == "text"

    mock = run("events", calls)
    assert json.loads(mock.asked[1][1].content) == {"level": 10, "subject": None}


def test_messages_are_listed_and_preferences_set(run: Callable[..., DocumentMock]) -> None:
    """Ranges and defaults of statuses, dates, maps, recursive models, and all credentials that a requirement names."""
    moment = datetime(2024, 1, 2, 3, 4, 5, tzinfo=UTC)

    def calls(client: Any, module: ModuleType) -> None:
        models = importlib.import_module("foreign_messages.models")
        [message] = client.default.list_messages("in box", unread=True, since=moment, x_trace="t")
        assert (message.sent, message.priority, message.tags) == (moment, 3, ["text"])
        assert message.headers.additional_properties == {"more": ["text"]}
        assert message.to_dict()["sent"] == "2024-01-02T03:04:05Z"
        body = models.SetPreferencesBody()
        body.additional_properties = {"a": "x", "b": models.Schedule(at=moment), "c": None}
        assert client.default.set_preferences(body=body) is None
        left_out = ("send_message", "import_raw", "import_text", "get_preferences")
        assert not [name for name in left_out if hasattr(client.default, name)]

    keys = {"session": "s1d", "csrf": "t0k"}
    mock = run("messages", calls, api_key=keys, token="b3arer")
    listed, stored = (request for _, request in mock.asked)
    assert listed.url.raw_path == b"/api/boxes/in%20box/messages?unread=true&since=2024-01-02T03%3A04%3A05Z"
    given = (listed.headers["Cookie"], listed.headers["X-CSRF"], listed.headers["Authorization"])
    assert given == ("sid=s1d", "t0k", "Bearer b3arer")
    assert json.loads(stored.content) == {"a": "x", "b": {"at": "2024-01-02T03:04:05Z"}, "c": None}


def test_shapes_inherit_and_nest(run: Callable[..., DocumentMock]) -> None:
    """Branches of a union are told apart by their constants; unions of plain values and models are read and written."""

    def calls(client: Any, module: ModuleType) -> None:
        models = importlib.import_module("foreign_shapes.models")
        assert isinstance(client.default.list_shapes()[0], models.Circle)
        added = client.default.add_shape(body=models.Square(kind="square", side=2.5, label=None))
        assert isinstance(added, models.Circle)
        tree = models.Node(
            value="root", left=models.Node(value=1), right=models.Node(value=models.Node(value=2))
        )
        client.default.set_tree(body=tree)
        assert models.Node.from_dict(tree.to_dict()) == tree
        assert [models.Node.from_dict({"value": each}).value for each in ("5", 5)] == ["5", 5]
        assert client.default.get_tree().by_name.additional_properties["more"].value == 7
        drawing = client.default.get_drawing()
        assert drawing.field_3d is True

    mock = run("shapes", calls)
    assert json.loads(mock.asked[1][1].content) == {"kind": "square", "side": 2.5, "label": None}
    nested = {"value": "root", "left": {"value": 1}, "right": {"value": {"value": 2}}}
    assert json.loads(mock.asked[2][1].content) == nested


def test_a_depot_is_emptied(run: Callable[..., DocumentMock]) -> None:
    """Two parameters in a segment, keys in the query beside Basic, no content, several success statuses."""

    def calls(client: Any, module: ModuleType) -> None:
        models = importlib.import_module("foreign_depot.models")
        assert client.items.get_items_id_ext(7, "json").made == "2024-01-02"
        assert client.default.delete_items_id_ext(7, "csv").id == "text"
        assert client.default.ping().status_code == 204
        assert client.default.what() is None
        with client.default.report() as page:
            assert b"".join(page.iter_bytes()) == b"%PDF-"
        with pytest.raises(ValueError, match="xml"):
            client.items.get_items_id_ext(7, "xml")
        assert models.RequestModel(note=None).to_dict() == {"note": None}

    mock = run("depot", calls, api_key="k", basic=("u", "p"))
    assert mock.asked[1][1].url.raw_path == b"/items/7.csv?api_key=k"
    assert mock.asked[1][1].headers["Authorization"].startswith("Basic ")


def test_an_error_tells_what_was_asked_and_no_secret(client_package: Make) -> None:
    """An answer that is no success is raised with status, method, URL and body."""
    module = client_package("pets")
    transport = httpx.MockTransport(lambda _: httpx.Response(404, json={"code": 1, "message": "none"}))
    with httpx.Client(transport=transport) as http, pytest.raises(module.ApiError) as caught:
        module.Client(api_key="secret", http=http).default.show_pet(1)
    assert caught.value.json() == {"code": 1, "message": "none"}
    assert "GET https://pets.example/v2/pets/1 was answered with 404" in str(caught.value)
    assert "secret" not in str(caught.value)


def test_the_asynchronous_client_does_the_same(client_package: Make) -> None:
    """JSON, uploads and streams through `AsyncClient`."""
    module, mock = client_package("files"), DocumentMock("files")

    async def work() -> tuple[str, bytes]:
        async with httpx.AsyncClient(transport=httpx.MockTransport(mock)) as http:
            client = module.AsyncClient("https://api.example", http=http)
            entry = await client.files.upload_file(b"abc", filename="a.txt")
            async with client.files.download_file("a") as stream:
                content = b"".join([part async for part in stream.iter_bytes()])
            assert (await client.files.head_file("a")).status_code == 200
            return entry.path, content

    assert asyncio.run(work()) == ("text", b"%PDF-")


@pytest.mark.parametrize("name", NAMES)
def test_the_schemas_of_a_document_are_strict(client_package: Make, name: str) -> None:
    """Every component schema is a model in the schemas package, and the package carries its document."""
    client_package(name)
    schemas = importlib.import_module(f"foreign_{name}_schemas")
    document = load_document(HERE / f"{name}.yaml").data
    assert len(schemas.SCHEMAS) == len(document["components"]["schemas"])
    assert schemas.document()["info"] == document["info"]
    for each in schemas.SCHEMAS:
        schemas.type_adapter(each)


def test_what_is_left_out_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The notes name file, line and pointer of what the client cannot do."""
    assert run_generate(HERE / "payments.yaml", tmp_path / "out", package="pay") == 0
    told = capsys.readouterr().err
    assert re.search(
        r"payments\.yaml:\d+: /paths/~1v1~1statements/post.*: orderStatement is left out: ", told
    )


@pytest.mark.parametrize("name", ["class", "Pets", "pixop_client", "a-b", ""])
def test_a_name_that_is_no_package_is_refused(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Keywords, capitals, dashes and this project's own names are refused before anything is written."""
    assert run_generate(HERE / "pets.yaml", tmp_path / "out", package=name) == 2
    assert not (tmp_path / "out").exists()
    assert capsys.readouterr().err
