"""A screenshot by its content."""

from __future__ import annotations

import hashlib
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from perception.geometry import Size

if TYPE_CHECKING:
    from PIL.Image import Image

ImageFormat = Literal["png", "webp", "jpeg"]


class Screenshot:
    """An encoded picture, known by the SHA-256 of its bytes.

    Once it has been stored in a file, `stored_at` lets go of the bytes; they are read back when
    somebody asks. So a long history keeps handles, not pictures.
    """

    __slots__ = ("_data", "_lock", "_path", "digest", "format", "size")

    def __init__(self, data: bytes, size: Size, format: ImageFormat = "png") -> None:
        self.digest = hashlib.sha256(data).hexdigest()
        self.size = size
        self.format: ImageFormat = format
        self._data: bytes | None = data
        self._path: Path | None = None
        self._lock = threading.Lock()

    @classmethod
    def stored(cls, path: Path, digest: str, size: Size, format: ImageFormat) -> Screenshot:
        """A screenshot whose bytes already lie in `path`; they are read when somebody asks."""
        shot = cls(b"", size, format)
        shot.digest = digest
        shot.stored_at(path)
        return shot

    @property
    def file_name(self) -> str:
        """The name under which it is stored: `<sha256>.<format>`."""
        return f"{self.digest}.{self.format}"

    @property
    def data(self) -> bytes:
        """The encoded bytes.

        Raises:
            OSError: the file that they were stored in is gone.
        """
        with self._lock:
            if self._data is not None:
                return self._data
            assert self._path is not None
            return self._path.read_bytes()

    def stored_at(self, path: Path) -> None:
        """Say that the bytes are in `path`, and let go of them."""
        with self._lock:
            self._path, self._data = path, None

    def image(self) -> Image:
        """The decoded picture."""
        import io

        from PIL import Image

        return Image.open(io.BytesIO(self.data))

    def __repr__(self) -> str:
        return f"Screenshot({self.digest[:12]}…, {self.size.width:g}x{self.size.height:g})"
