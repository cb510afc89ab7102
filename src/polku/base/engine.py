"""One small way to run a step's SQL files.

A step is a folder of SQL files. Each file is one query and gives one table of the file's name; `$name` in it is a
named parameter. `Engine` is all that the steps know, so another engine can run the same files:

    with DuckDB(Settings()) as engine:
        engine.run(FOLDER, "counting_jobs", until=day)
        engine.run(FOLDER, "fee_lines")
        with output(engine, out, "parquet") as tables:
            tables.write("fee_lines", FEE_LINES, order_by="contract_id, subject, fee_id")

Tables live as long as the engine. Nothing here knows what a table is about.
"""

from polku.base._duckdb import DuckDB, read_sql
from polku.base._engine import BadLine, Columns, Engine, EngineError, Format, Settings
from polku.base._output import Output, output
from polku.base._spark import Spark
from polku.base._standing import Standing

__all__ = [
    "BadLine",
    "Columns",
    "DuckDB",
    "Engine",
    "EngineError",
    "Format",
    "Output",
    "Settings",
    "Spark",
    "Standing",
    "output",
    "read_sql",
]
