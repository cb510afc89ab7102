"""A flat file as a table: comma, semicolon or tab, with or without BOM, UTF-8 or Windows letters; or Parquet."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

from polku.estimation._result import EstimationError


def read_table(file: Path) -> Any:
    """The file as a pandas DataFrame; of a text file every column stays text, so that 020 stays 020.

    EstimationError where it cannot be read, with the line and what would be right.
    """
    import pandas as pd

    try:
        content = file.read_bytes()
    except OSError as error:
        raise EstimationError(
            f"{file} cannot be read: {error.strerror or error}. Name a CSV or Parquet file."
        ) from error
    if content[:4] == b"PAR1":
        return _parquet(file)
    text = _decoded(file, content)
    separator = _separator(file, text)
    try:
        return pd.read_csv(
            io.StringIO(text), sep=separator, dtype=str, keep_default_na=False, skipinitialspace=True, index_col=False
        ).rename(columns=str.strip)
    except (pd.errors.ParserError, pd.errors.ParserWarning) as error:
        raise EstimationError(
            f"{file}: {str(error).strip()}. Every row needs as many cells as the header; put texts that hold a "
            f"{separator!r} into quotation marks."
        ) from error


def _parquet(file: Path) -> Any:
    import pyarrow
    from pyarrow import parquet

    try:
        return parquet.read_table(file).to_pandas()
    except (pyarrow.ArrowException, OSError) as error:
        raise EstimationError(
            f"{file} begins like Parquet and cannot be read: {error}. Write the file again."
        ) from error


def _decoded(file: Path, content: bytes) -> str:
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return content.decode("utf-16")
    if b"\0" in content[:10_000]:
        raise EstimationError(f"{file} is no text file. Save the table as CSV (UTF-8), or as Parquet.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _separator(file: Path, text: str) -> str:
    header = text.split("\n", 1)[0].strip()
    if not header:
        raise EstimationError(f"{file} is empty or its first line is. The first line names the columns.")
    separator = max(";,\t", key=lambda one: len(next(csv.reader([header], delimiter=one))))
    names = [name.strip() for name in next(csv.reader([header], delimiter=separator))]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise EstimationError(f"{file}: the header names {twice[0]!r} more than once. Give each column its own name.")
    return separator
