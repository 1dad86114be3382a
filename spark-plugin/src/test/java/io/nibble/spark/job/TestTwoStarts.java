package io.nibble.spark.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.nibble.spark.SparkFixture;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two starts of one job at a time: one goes on, the other says so. */
class TestTwoStarts {
  @RegisterExtension static final SparkFixture SPARK = SparkFixture.withPlugin();

  private static ScoreTables tables;
  private static String input;

  @BeforeAll
  static void createTables() {
    tables = new ScoreTables(SPARK);
    input = tables.write("in", tables.good(), "parquet");
    tables.score(input, tables.out("warm"));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 60, 150})
  void oneGivesWay(int milliseconds) throws Exception {
    String output = tables.out("out-" + milliseconds);
    List<CompletableFuture<ScoreRun>> starts = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      starts.add(
          CompletableFuture.supplyAsync(
              () -> tables.score(input, output, "--mode", "append", "--commit-every", "1k")));
      Thread.sleep(milliseconds);
    }
    List<ScoreRun> runs = starts.stream().map(CompletableFuture::join).toList();
    List<ScoreRun> lost = runs.stream().filter(run -> run.code() != 0).toList();
    assertThat(lost).as("%s", runs).hasSize(1);
    assertThat(lost.get(0).err()).contains("another start of this job runs, or has ended it");
    assertThat(tables.rows(output, "parquet"))
        .isEqualTo(tables.expected(input, "*, P scores"))
        .hasSize(ScoreTables.ROWS);
    assertThat(ScoreTables.names(Path.of(output))).doesNotContain("_nibble");
  }
}
