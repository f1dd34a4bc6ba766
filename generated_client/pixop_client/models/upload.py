from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self

from attrs import define, field

from .. import wire
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from .upload_state import UploadState


@define(kw_only=True)
class Upload:
    """The upload and the file that it brought.

    Attributes:
        upload_state: The state of the upload.
        has_finished_uploading: Whether all bytes have arrived.
        file_name: The file's name as it was sent.
        file_size: The file's size in bytes (D-34).
        file_type: The file's media type as it was sent.
        file_container_name: The container format in words.
    """

    upload_state: UploadState
    has_finished_uploading: bool
    file_name: str | Unset = UNSET
    file_size: int | Unset = UNSET
    file_type: str | Unset = UNSET
    file_container_name: str | Unset = UNSET
    additional_properties: dict[str, Any] = field(factory=dict)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any], /) -> Self:
        """Read a decoded JSON object. Raises ValueError when a field is missing or has another type."""
        from .upload_state import UploadState

        fields = wire.Fields("Upload", data)
        return cls(
            upload_state=fields.required("uploadState", UploadState.from_dict),
            has_finished_uploading=fields.required("hasFinishedUploading", wire.boolean),
            file_name=fields.optional("fileName", wire.string),
            file_size=fields.optional("fileSize", wire.integer),
            file_type=fields.optional("fileType", wire.string),
            file_container_name=fields.optional("fileContainerName", wire.string),
            additional_properties=fields.rest(wire.anything),
        )

    def to_dict(self, *, closed: bool = False) -> dict[str, Any]:
        """Write the JSON object. `closed` refuses enum values that the document does not list (ValueError)."""
        from .upload_state import UploadState

        result: dict[str, Any] = {}
        wire.put(result, "uploadState", self.upload_state, wire.model_json(UploadState), closed)
        wire.put(result, "hasFinishedUploading", self.has_finished_uploading)
        wire.put(result, "fileName", self.file_name)
        wire.put(result, "fileSize", self.file_size)
        wire.put(result, "fileType", self.file_type)
        wire.put(result, "fileContainerName", self.file_container_name)
        for name, value in self.additional_properties.items():
            wire.put(result, name, value)
        return result
