"""Audits creatives with taglint on Apache Spark.

Reads creatives from Parquet or JSON, lets `taglint batch` answer each of them, and writes three Parquet tables:
`answers` (a row a creative), `findings` (a row a finding) and `summary` (a row an advertiser).

A task runs one taglint, hands it one batch of rows after another, and takes one answer for each row. If taglint or the
task dies, the task fails and Spark does it again from its start; what a failed task wrote is never taken.
"""

import argparse
import json
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator

import pandas as pd
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as f

FINDING = (
    "rule string, severity string, confidence string, disapproval string, message string, help string,"
    " line int, column int, url string, vendor string, kind string, fingerprint string"
)
ASSOCIATION = "segment bigint, code string, action string, existing boolean"
PROBLEM = "code string, message string"
ANSWER = (
    "advertiser string, creative string, verdict string, incomplete boolean, calls int,"
    f" findings array<struct<{FINDING}>>, associations array<struct<{ASSOCIATION}>>, problems array<struct<{PROBLEM}>>"
)
# How taglint ends when it has done its work: nothing found, something found, something could not be read.
DONE = (0, 1, 3)
FIELDS = ("content", "creative", "vast", "url", "format", "declared")


class TaglintFailed(RuntimeError):
    """taglint ended before it had answered every row."""


class Taglint:
    """A running `taglint batch`, asked batch by batch."""

    def __init__(self, command: list[str]):
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def __enter__(self) -> "Taglint":
        return self

    def __exit__(self, *_) -> None:
        self.process.kill()
        self.process.stdout.close()
        self.process.wait()

    def ask(self, rows: list[dict]) -> list[dict]:
        """The answers to rows, in their order."""
        lines = "".join(json.dumps(row) + "\n" for row in rows).encode()
        # It answers while it reads: writing and reading by turns would end with both waiting.
        writer = threading.Thread(target=self._write, args=(lines,), daemon=True)
        writer.start()
        answers = [self._answer(row) for row in rows]
        writer.join()
        return answers

    def end(self) -> None:
        """Waits for its end, and makes sure that it was a good one."""
        self.process.stdin.close()
        code = self.process.wait()
        if code not in DONE:
            raise TaglintFailed(f"taglint ended with {code}")

    def _write(self, lines: bytes) -> None:
        try:
            self.process.stdin.write(lines)
            self.process.stdin.flush()
        except (BrokenPipeError, ValueError):
            pass  # It died: the missing answer says so.

    def _answer(self, row: dict) -> dict:
        line = self.process.stdout.readline()
        if not line.endswith(b"\n"):
            raise TaglintFailed(f"taglint ended with {self.process.poll()} before it had answered {row['id']}")
        answer = json.loads(line)
        if answer["id"] != row["id"]:
            raise TaglintFailed(f"the answer to {row['id']} is about {answer['id']}")
        return answer


def auditor(command: list[str]):
    """The function that a task runs: batches of creatives in, batches of answers out."""

    def audit(batches: Iterator[pd.DataFrame]) -> Iterator[pd.DataFrame]:
        with Taglint(command) as taglint:
            for batch in batches:
                rows = [question(row) for row in batch.to_dict("records")]
                answers = taglint.ask(rows)
                yield pd.DataFrame([answered(*pair) for pair in zip(batch["advertiser"], answers)])
            taglint.end()

    return audit


def question(row: dict) -> dict:
    """A row as taglint reads it: what is null is left out."""
    fields = {name: plain(row.get(name)) for name in FIELDS}
    # An id that is missing must not be taken for that of another row.
    creative = row["id"]
    return {"id": None if is_null(creative) else str(creative)} | {k: v for k, v in fields.items() if v is not None}


def plain(value):
    """A value of pandas as JSON has it."""
    if is_null(value):
        return None
    if hasattr(value, "tolist"):
        value = value.tolist()
    if hasattr(value, "asDict"):
        value = value.asDict(recursive=True)
    if isinstance(value, dict):
        return {key: plain(inner) for key, inner in value.items()}
    return [plain(inner) for inner in value] if isinstance(value, list) else value


def is_null(value) -> bool:
    return value is None or (isinstance(value, float) and value != value)


def answered(advertiser, answer: dict) -> dict:
    """An answer as a row of the table."""
    return {
        "advertiser": advertiser,
        "creative": answer["id"],
        "verdict": answer["verdict"],
        "incomplete": answer["incomplete"],
        "calls": answer["calls"],
        "findings": [finding(one) for one in answer["findings"]],
        "associations": [{key: one[key] for key in ("segment", "code", "action", "existing")} for one in answer["associations"]],
        "problems": [{key: one[key] for key in ("code", "message")} for one in answer["problems"]],
    }


def finding(one: dict) -> dict:
    call = one["call"] or {}
    own = ("rule", "severity", "confidence", "disapproval", "message", "help", "line", "column", "fingerprint")
    return {key: one[key] for key in own} | {key: call.get(key) for key in ("url", "vendor", "kind")}


def creatives(spark: SparkSession, path: str, columns: dict[str, str]) -> DataFrame:
    """The creatives of a table, its columns under the names of taglint's fields."""
    table = spark.read.json(path) if path.rstrip("/").endswith((".json", ".jsonl", ".json.gz", ".jsonl.gz")) else spark.read.parquet(path)
    names = {name: columns.get(name, name) for name in ("id", "advertiser", *FIELDS)}
    known = [f.col(column).alias(name) for name, column in names.items() if column in table.columns]
    missing = [name for name in ("id", "advertiser") if names[name] not in table.columns]
    if missing or len(known) < 3:
        sys.exit(f"{path} has the columns {table.columns}; say which is which with --column, for example --column content=tag")
    return table.select(known)


def findings(answers: DataFrame) -> DataFrame:
    return answers.select("advertiser", "creative", "verdict", f.explode("findings").alias("finding")).select(
        "advertiser", "creative", "verdict", "finding.*"
    )


def summary(answers: DataFrame) -> DataFrame:
    def count(condition):
        return f.sum(f.when(condition, 1).otherwise(0))

    missing = f.filter("associations", lambda one: ~one["existing"])
    verdicts = [count(f.col("verdict") == one).alias(one) for one in ("disapproved", "risk", "flawed", "clean", "unread")]
    return answers.groupBy("advertiser").agg(
        f.count("*").alias("creatives"),
        *verdicts,
        f.sum(f.size("findings")).alias("findings"),
        f.sum(f.size(missing)).alias("associations_to_make"),
    )


def run(spark: SparkSession, source: str, target: str, taglint: str, columns: dict[str, str], options: list[str]) -> None:
    """Audits the creatives of `source` and writes the three tables below `target`."""
    # One thread for each taglint: Spark has one task a core already.
    command = [taglint, "batch", "-", "--quiet", "--jobs", "1", *options]
    found = creatives(spark, source, columns).mapInPandas(auditor(command), ANSWER)
    found.write.mode("overwrite").parquet(f"{target}/answers")
    answers = spark.read.schema(ANSWER).parquet(f"{target}/answers")
    findings(answers).write.mode("overwrite").parquet(f"{target}/findings")
    summary(answers).orderBy("advertiser").coalesce(1).write.mode("overwrite").parquet(f"{target}/summary")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("source", help="creatives as Parquet or JSON lines: id, advertiser, and content, creative, vast or url")
    parser.add_argument("target", help="folder for the tables answers, findings and summary; what is in them is replaced")
    parser.add_argument("--column", action="append", default=[], metavar="FIELD=NAME", help="take a field from a column of another name")
    parser.add_argument("--taglint", default=shutil.which("taglint") or "taglint", help="the program, at this path on every machine")
    parser.add_argument("--option", action="append", default=["--no-config"], help="an option for taglint, as --option=--min-confidence=medium")
    asked = parser.parse_args()
    columns = dict(pair.split("=", 1) for pair in asked.column)
    run(SparkSession.builder.appName("taglint").getOrCreate(), asked.source, asked.target, asked.taglint, columns, asked.option)


if __name__ == "__main__":
    main()
