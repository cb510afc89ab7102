"""Files on their way in: what is longer than allowed is dropped as it comes, and never kept."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler, StopUpload


class Limited(FileUploadHandler):
    """Stops at `INTAKE_FILE_MB`. The rest is read and thrown away, so that the browser gets the answer."""

    def __init__(self, request: Any = None) -> None:
        super().__init__(request)
        self.bytes = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Pass the part on, as long as there is room."""
        self.bytes += len(raw_data)
        if self.bytes > settings.INTAKE_FILE_MB * 1_000_000:
            if self.request is not None:
                self.request.upload_too_big = True
            raise StopUpload(connection_reset=False)
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Another handler keeps the file."""
        return
