package io.nibble.spark.app;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A master and workers of one core each, in processes of their own. Each has an address of its own
 * on loopback: Spark does not speculate a task on the host that runs it.
 */
final class StandaloneCluster {
  private final List<Process> workers = new ArrayList<>();
  private final Path directory;
  private final Process master;
  private final String url;

  private StandaloneCluster(Path directory) throws IOException {
    this.directory = directory;
    int port = freePort();
    url = "spark://127.0.0.1:" + port;
    master =
        launch(
            "master",
            List.of(),
            List.of("org.apache.spark.deploy.master.Master", "--port", String.valueOf(port)));
  }

  static StandaloneCluster start(Path directory) throws IOException {
    StandaloneCluster cluster = new StandaloneCluster(Files.createDirectories(directory));
    cluster.addWorker();
    return cluster;
  }

  String url() {
    return url;
  }

  void addWorker() throws IOException {
    addWorker(List.of());
  }

  /**
   * Starts a worker.
   *
   * @param wrapper a command that runs the JVM given as its further arguments
   */
  void addWorker(List<String> wrapper) throws IOException {
    String name = "worker" + workers.size();
    workers.add(
        launch(
            name,
            wrapper,
            List.of(
                "org.apache.spark.deploy.worker.Worker",
                "--cores",
                "1",
                "--memory",
                "1g",
                "--work-dir",
                directory.resolve(name).toString(),
                url)));
  }

  /** The folder for the temporary files of the executors of a worker. */
  Path localDirectory(int worker) {
    return directory.resolve("worker" + worker + "-local");
  }

  Process worker(int index) {
    return workers.get(index);
  }

  /** The process of a worker's executor, once there is one. */
  ProcessHandle executor(int worker) throws InterruptedException {
    while (true) {
      var found =
          workers
              .get(worker)
              .descendants()
              .filter(p -> p.info().commandLine().orElse("").contains("ExecutorBackend"))
              .findFirst();
      if (found.isPresent()) {
        return found.get();
      }
      Thread.sleep(100);
    }
  }

  private Process launch(String name, List<String> wrapper, List<String> main) throws IOException {
    String host = "127.0.0." + (1 + workers.size());
    SparkProcess spark = new SparkProcess(directory).environment("SPARK_LOCAL_IP", host);
    if (name.startsWith("worker")) {
      spark.environment("SPARK_LOCAL_DIRS", localDirectory(workers.size()).toString());
    }
    List<String> command = new ArrayList<>(wrapper);
    command.addAll(spark.java("-Xmx256m"));
    command.add(main.get(0));
    command.addAll(List.of("--host", host, "--webui-port", "0"));
    command.addAll(main.subList(1, main.size()));
    return spark.launch(command, name + ".log");
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  void stop() throws InterruptedException {
    List<Process> all = new ArrayList<>(workers);
    all.add(master);
    for (Process process : all) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly().waitFor();
    }
  }
}
