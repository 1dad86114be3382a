package io.nibble.spark.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.nibble.spark.NibblePlugin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/**
 * A standalone cluster of two executors, disturbed while it scores: the rows are those of an
 * undisturbed run in local mode, bit for bit.
 */
class ITFaults {
  @TempDir static Path directory;

  private static ScoreJobTable table;

  private Path run;
  private Path output;
  private StandaloneCluster cluster;

  @BeforeAll
  static void createTable() throws Exception {
    table = new ScoreJobTable(directory);
  }

  @BeforeEach
  void startCluster(TestInfo test) throws IOException {
    run = Files.createDirectory(directory.resolve(test.getTestMethod().orElseThrow().getName()));
    output = run.resolve("out");
    cluster = StandaloneCluster.start(run.resolve("cluster"));
  }

  @AfterEach
  void stopCluster() throws InterruptedException {
    cluster.stop();
  }

  @Test
  void anExecutorIsKilled() throws Exception {
    cluster.addWorker();
    SparkProcess.Running job = startJob(process());
    ScoreJobTable.awaitCommits(output, 2, job.process());
    assertThat(cluster.executor(1).destroyForcibly()).isTrue();
    String log = job.await(0);
    assertThat(log).contains("Lost executor");
    assertRows();
    assertThat(ITScoreJob.report(log).get("executors").size()).isGreaterThanOrEqualTo(2);
  }

  @Test
  void aWorkerIsKilled() throws Exception {
    cluster.addWorker();
    SparkProcess.Running job = startJob(process());
    ScoreJobTable.awaitCommits(output, 2, job.process());
    cluster.worker(1).destroyForcibly().waitFor();
    assertThat(job.await(0)).contains("Lost executor");
    assertRows();
  }

  /**
   * The stopped executor keeps its tasks; only their speculative copies can finish the job. It goes
   * on afterwards, or Spark would wait two minutes for it to free its blocks.
   */
  @Test
  void anExecutorStopsAndItsTasksAreSpeculated() throws Exception {
    cluster.addWorker();
    SparkProcess.Running job =
        startJob(
            process()
                .conf("spark.speculation", "true")
                .conf("spark.speculation.quantile", "0.5")
                .conf("spark.speculation.multiplier", "1.1")
                .conf("spark.speculation.task.duration.threshold", "1s"));
    ScoreJobTable.awaitCommits(output, 2, job.process());
    ProcessHandle executor = cluster.executor(1);
    Signal.send("STOP", executor.pid());
    while (job.process().isAlive() && Files.notExists(output.resolve("_SUCCESS"))) {
      Thread.sleep(20);
    }
    Signal.send("CONT", executor.pid());
    job.await(0);
    assertRows();
  }

  @Test
  void aTaskThrowsOnce() throws Exception {
    cluster.addWorker();
    String log = submitQuery("throw_at(id, 1500L)");
    assertThat(log).contains("thrown once, at 1500");
    assertThat(Files.readAllLines(run.resolve("rows"))).isEqualTo(table.expected);
  }

  /** Rows are shuffled, so that tasks write to disk; Spark leaves out the executor that cannot. */
  @Test
  void theDiskOfOneExecutorIsFull() throws Exception {
    Path local = Files.createDirectories(cluster.localDirectory(1));
    List<String> wrapper = ownMount(local);
    assumeTrue(canRun(wrapper), "this machine cannot mount a small file system for a test");
    cluster.addWorker(wrapper);
    String log = submitQuery("fill_disk(id) DISTRIBUTE BY id");
    assertThat(log).contains("No space left on device");
    assertThat(Files.readAllLines(run.resolve("rows"))).isEqualTo(table.expected);
  }

  private static List<String> ownMount(Path local) {
    String script = "mount -t tmpfs -o size=64m none '" + local + "' && exec \"$@\"";
    return List.of("unshare", "--map-root-user", "--mount", "sh", "-c", script, "sh");
  }

  private static boolean canRun(List<String> wrapper) throws InterruptedException {
    List<String> command = new ArrayList<>(wrapper);
    command.add("true");
    try {
      return new ProcessBuilder(command).start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  private SparkProcess.Running startJob(SparkProcess process) throws IOException {
    return process.startCommand(cluster.url(), table.arguments(output));
  }

  private String submitQuery(String condition) throws Exception {
    return process()
        .conf("spark.plugins", NibblePlugin.class.getName())
        .conf("spark.excludeOnFailure.enabled", "true")
        .conf("spark.excludeOnFailure.task.maxTaskAttemptsPerExecutor", "1")
        .submit(
            0,
            cluster.url(),
            ScoringApp.class,
            table.query(condition),
            run.resolve("rows").toString(),
            run.resolve("reports").toString());
  }

  private SparkProcess process() {
    return new SparkProcess(run)
        .conf("spark.ui.enabled", "false")
        .conf("spark.driver.host", "127.0.0.1")
        .conf("spark.executor.memory", "700m")
        .conf("spark.cores.max", "2")
        .conf("spark.scheduler.minRegisteredResourcesRatio", "1");
  }

  private void assertRows() throws IOException {
    assertThat(ScoreJobTable.rows(output)).isEqualTo(table.expected);
  }
}
