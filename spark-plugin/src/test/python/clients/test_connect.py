"""Spark Connect: a server with the plugin; here, a client that has neither a JVM nor our jar."""

import os
import socket
import subprocess
import sys
import time
import unittest

import pyspark
from paths import DIGITS, EXAMPLE, MODEL, SETTINGS, submit
from pyspark.sql import SparkSession
from scoring_cases import ScoringCases


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


class Server:
    """`sbin/start-connect-server.sh` in the foreground; PySpark's package does not have that script."""

    def __init__(self, master="local[2]", **more):
        port = free_port()
        settings = SETTINGS | more | {
            "spark.connect.grpc.binding.address": "127.0.0.1",
            "spark.connect.grpc.binding.port": str(port),
        }
        main = "org.apache.spark.sql.connect.service.SparkConnectServer"
        self.remote = f"sc://127.0.0.1:{port}"
        self.process = subprocess.Popen(
            submit("spark-submit", settings, "--class", main, "spark-internal", master=master)
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


if __name__ == "__main__":
    sys.exit(unittest.main())
