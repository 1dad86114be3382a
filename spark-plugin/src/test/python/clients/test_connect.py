"""Spark Connect: a server with the plugin; here, a client that has neither a JVM nor our jar."""

import os
import socket
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path

import pyspark
from paths import DIGITS, EXAMPLE, MODEL, SETTINGS, submit
from pyspark.sql import SparkSession
from pyspark.sql import functions as F
from scoring_cases import ScoringCases, predict


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


class Server:
    """`sbin/start-connect-server.sh` in the foreground; PySpark's package does not have that script."""

    def __init__(self, master="local[2]", log=None, **more):
        port = free_port()
        settings = SETTINGS | more | {
            "spark.connect.grpc.binding.address": "127.0.0.1",
            "spark.connect.grpc.binding.port": str(port),
        }
        main = "org.apache.spark.sql.connect.service.SparkConnectServer"
        self.remote = f"sc://127.0.0.1:{port}"
        self.process = subprocess.Popen(
            submit("spark-submit", settings, "--class", main, "spark-internal", master=master),
            stderr=log,
        )
        self.await_port(port)

    def await_port(self, port):
        deadline = time.monotonic() + 120
        while self.process.poll() is None and time.monotonic() < deadline:
            with socket.socket() as client:
                if client.connect_ex(("127.0.0.1", port)) == 0:
                    return
            time.sleep(0.2)
        self.stop()
        raise RuntimeError(f"the Connect server did not start: exit {self.process.returncode}")

    def stop(self):
        self.process.terminate()
        self.process.wait(60)


class TestConnect(ScoringCases, unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.server = Server()
        cls.addClassCleanup(cls.server.stop)
        cls.spark = SparkSession.builder.remote(cls.server.remote).getOrCreate()
        cls.addClassCleanup(cls.spark.stop)

    def test_there_is_no_jvm_here(self):
        self.assertTrue(type(self.spark).__module__.startswith("pyspark.sql.connect"))
        self.assertIsNone(pyspark.SparkContext._jvm)

    def test_example(self):
        done = subprocess.run(
            [sys.executable, EXAMPLE, MODEL, DIGITS],
            env=os.environ | {"SPARK_REMOTE": self.server.remote},
            stdout=subprocess.PIPE,
            text=True,
            timeout=300,
            check=True,
        )
        self.assertIn("right: 589 of 597", done.stdout.splitlines())


class TestConnectOnACluster(unittest.TestCase):
    """Executors give each session with artifacts a class loader of its own."""

    EXECUTORS = 2

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # A cluster within a process complains at length when that ends.
        log = cls.enterClassContext(open("connect-cluster.log", "w"))
        cls.server = Server(
            log=log,
            master=f"local-cluster[{cls.EXECUTORS},1,1024]",
            **{
                "spark.scheduler.minRegisteredResourcesRatio": "1",
                "spark.executor.heartbeatInterval": "1s",
            },
        )
        cls.addClassCleanup(cls.server.stop)

    def test_sessions_with_artifacts_share_one_copy_on_each_executor(self):
        sessions = [self.session_with_artifact(value) for value in (1, 2)]
        rows = sum(self.score(session) for session in sessions)
        executors = self.await_figures(sessions[0], rows)
        self.assertEqual(len(executors), self.EXECUTORS)
        for executor in executors:
            self.assertEqual((executor.models, executor.modelLoads), (1, 1))
            self.assertEqual(executor.nativeBytes, executor.modelBytes)
        self.assertEqual(len({executor.modelBytes for executor in executors}), 1)

    def session_with_artifact(self, value):
        session = SparkSession.builder.remote(self.server.remote).create()
        self.addCleanup(session.stop)
        with tempfile.TemporaryDirectory() as directory:
            module = Path(directory) / "of_session.py"
            module.write_text(f"VALUE = {value}\n")
            session.addArtifact(str(module), pyfile=True)
        self.assertEqual(artifact_values(session, self.EXECUTORS), {value})
        return session

    def score(self, session):
        digits = session.read.parquet(DIGITS).repartition(4 * self.EXECUTORS)
        return len(digits.select(predict("features")).collect())

    def await_figures(self, session, rows):
        """What executors say once they have told of so many rows."""
        deadline = time.monotonic() + 60
        while True:
            executors = session.sql("SELECT * FROM nibble_executors()").collect()
            told = sum(executor.rows for executor in executors)
            if told == rows:
                return executors
            self.assertLess(time.monotonic(), deadline, f"told of {told} of {rows} rows")
            time.sleep(0.2)


def artifact_values(session, partitions):
    """What the artifact of a session says on executors."""

    @F.udf("int")
    def value(_):
        import of_session

        return of_session.VALUE

    numbers = session.range(0, 100, 1, partitions)
    return {row.value for row in numbers.select(value("id").alias("value")).collect()}


if __name__ == "__main__":
    sys.exit(unittest.main())
