package io.nibble.spark.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code score} from the packaged jar, which is all that is submitted; killed, and started again.
 */
class ITScoreJob {
  @TempDir static Path directory;

  private static ScoreJobTable table;

  @BeforeAll
  static void createTable() throws Exception {
    table = new ScoreJobTable(directory);
  }

  @Test
  void killedAtHalfItFinishesWhenStartedAgain() throws Exception {
    Path run = Files.createDirectory(directory.resolve("killed"));
    Path output = run.resolve("out");
    SparkProcess.Running first = start(run, output);
    ScoreJobTable.awaitCommits(output, ScoreJobTable.CHUNKS / 2, first.process());
    first.process().destroyForcibly().waitFor();
    long commits = ScoreJobTable.commits(output);
    assertThat(commits).isBetween(ScoreJobTable.CHUNKS / 2L, ScoreJobTable.CHUNKS - 1L);
    assertThat(output.resolve("_SUCCESS")).doesNotExist();

    JsonNode report = report(start(run, output).await(0));
    assertThat(report.get("resumed_rows").asLong()).isEqualTo(200 * commits);
    assertThat(report.get("rows").asLong()).isEqualTo(3200);
    assertThat(report.at("/executors/0/version").asText()).isNotEqualTo("(not packaged)");
    assertThat(ScoreJobTable.rows(output)).isEqualTo(table.expected);
    assertThat(start(run, output).await(4)).contains("holds files already");
  }

  @Test
  void failuresHaveOneLineAndACode() throws Exception {
    Path run = Files.createDirectory(directory.resolve("failing"));
    Files.writeString(directory.resolve("no.nibble"), "no model");
    String log =
        process(run)
            .startCommand(
                "local[1]",
                "score",
                "--model",
                directory.resolve("no.nibble").toString(),
                "--input",
                table.input,
                "--output",
                run.resolve("out").toString())
            .await(1);
    assertThat(log.lines().filter(line -> line.contains("nibble score:"))).hasSize(1);
    assertThat(log).contains("no.nibble").doesNotContain("internal error");
  }

  private static SparkProcess.Running start(Path run, Path output) throws Exception {
    return process(run).startCommand("local[2]", table.arguments(output));
  }

  private static SparkProcess process(Path run) {
    return new SparkProcess(run).conf("spark.ui.enabled", "false");
  }

  static JsonNode report(String log) throws Exception {
    return new ObjectMapper().readTree(log.substring(log.indexOf("{\n  \"model\"")));
  }
}
