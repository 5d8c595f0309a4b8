"""Runs the job for real, on a Spark of four threads, with tasks that are killed.

    pip install pyspark pandas pyarrow
    TAGLINT=../../target/release/taglint python -m unittest -v

Needs Java.
"""

import json
import os
import pathlib
import stat
import subprocess
import sys
import tempfile
import unittest

import pandas as pd
from pyspark.sql import SparkSession

import audit

TAGLINT = str(pathlib.Path(os.environ.get("TAGLINT", "taglint")).absolute())
PIXEL = '<img src="https://secure.adnxs.com/seg?add={}">'
COUNT = 1600

# Stands in for taglint: the first time, it answers a few rows and kills itself or the task that started it; after that it
# is taglint.
KILLER = """#!{python}
import os, signal, subprocess, sys
try:
    os.close(os.open({marker!r}, os.O_CREAT | os.O_EXCL))
except FileExistsError:
    os.execv({taglint!r}, [{taglint!r}] + sys.argv[1:])
child = subprocess.Popen([{taglint!r}] + sys.argv[1:], stdin=subprocess.PIPE)
for _ in range(20):
    child.stdin.write(sys.stdin.buffer.readline())
child.stdin.flush()
child.kill()
os.kill({victim}, signal.SIGKILL)
"""


def rows() -> list[dict]:
    def row(number: int) -> dict:
        content = [PIXEL.format(number), "<p>fine</p>", None][number % 3]
        return {"creative_id": number, "owner": f"a{number % 7}", "tag": content}

    return [row(number) for number in range(COUNT)]


class Audit(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.path = pathlib.Path(cls.folder.name)
        # The workers need the packages of this Python.
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
        # Four threads, and a task may fail twice.
        builder = SparkSession.builder.master("local[4,3]").config("spark.ui.enabled", "false")
        builder = builder.config("spark.sql.execution.arrow.maxRecordsPerBatch", "200")
        builder = builder.config("spark.sql.files.minPartitionNum", "6").config("spark.sql.files.openCostInBytes", "0")
        cls.spark = builder.config("spark.sql.shuffle.partitions", "4").getOrCreate()
        cls.spark.sparkContext.addPyFile(audit.__file__)
        cls.spark.sparkContext.setLogLevel(os.environ.get("SPARK_LOG", "OFF"))
        cls.spark.createDataFrame(pd.DataFrame(rows())).repartition(8).write.parquet(str(cls.path / "in"))

    @classmethod
    def tearDownClass(cls):
        cls.spark.stop()
        cls.folder.cleanup()

    def audit(self, name: str, taglint: str) -> dict[str, pd.DataFrame]:
        columns = {"id": "creative_id", "advertiser": "owner", "content": "tag"}
        target = self.path / name
        audit.run(self.spark, str(self.path / "in"), str(target), taglint, columns, ["--no-config"])
        return {table: pd.read_parquet(target / table) for table in ("answers", "findings", "summary")}

    def killer(self, name: str, victim: str) -> tuple[str, pathlib.Path]:
        script, marker = self.path / f"{name}.py", self.path / f"{name}.marker"
        script.write_text(KILLER.format(python=sys.executable, marker=str(marker), taglint=TAGLINT, victim=victim))
        script.chmod(script.stat().st_mode | stat.S_IXUSR)
        return str(script), marker

    def check(self, tables: dict[str, pd.DataFrame]):
        answers = tables["answers"].set_index("creative")
        self.assertEqual(sorted(map(int, answers.index)), list(range(COUNT)), "every creative once")
        verdicts = answers["verdict"].to_dict()
        expected = {str(n): ["disapproved", "clean", "unread"][n % 3] for n in range(COUNT)}
        self.assertEqual(verdicts, expected)
        self.assertEqual(len(tables["findings"]), sum(n % 3 == 0 for n in range(COUNT)))
        self.assertEqual(set(tables["findings"]["rule"]), {"segment-pixel"})

    def test_all_creatives_are_answered_and_summed_up(self):
        tables = self.audit("plain", TAGLINT)
        self.check(tables)
        summary = tables["summary"].set_index("advertiser")
        of = [n for n in range(COUNT) if n % 7 == 2]
        expected = {
            "creatives": len(of),
            "disapproved": sum(n % 3 == 0 for n in of),
            "risk": 0,
            "flawed": 0,
            "clean": sum(n % 3 == 1 for n in of),
            "unread": sum(n % 3 == 2 for n in of),
            "findings": sum(n % 3 == 0 for n in of),
            "associations_to_make": sum(n % 3 == 0 for n in of),
        }
        self.assertEqual(summary.loc["a2"].to_dict(), expected)
        association = tables["answers"].set_index("creative").loc["3", "associations"][0]
        self.assertEqual((association["segment"], association["action"]), (3, "add on view"))

    def test_answers_are_those_of_one_taglint_alone(self):
        lines = "".join(json.dumps(audit.question({"id": r["creative_id"], "content": r["tag"]})) + "\n" for r in rows())
        alone = subprocess.run([TAGLINT, "batch", "--quiet", "--no-config"], input=lines.encode(), stdout=subprocess.PIPE)
        alone = {one["id"]: one for one in map(json.loads, alone.stdout.splitlines())}
        spark = self.audit("compared", TAGLINT)["findings"]
        prints = {one["id"]: [f["fingerprint"] for f in one["findings"]] for one in alone.values() if one["findings"]}
        self.assertEqual(spark.groupby("creative")["fingerprint"].apply(list).to_dict(), prints)

    def test_a_killed_taglint_loses_and_doubles_nothing(self):
        taglint, marker = self.killer("itself", "os.getpid()")
        self.check(self.audit("itself", taglint))
        self.assertTrue(marker.exists(), "one was killed")

    def test_a_killed_task_loses_and_doubles_nothing(self):
        taglint, marker = self.killer("task", "os.getppid()")
        self.check(self.audit("task", taglint))
        self.assertTrue(marker.exists(), "one was killed")

    def test_what_cannot_be_started_fails_the_job(self):
        with self.assertRaises(Exception):
            self.audit("missing", str(self.path / "no-such-program"))


if __name__ == "__main__":
    unittest.main()
