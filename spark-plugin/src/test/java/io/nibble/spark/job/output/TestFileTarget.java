package io.nibble.spark.job.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nibble.cli.CommandException;
import io.nibble.spark.conf.BadRowPolicy;
import io.nibble.spark.job.ScoreTables;
import io.nibble.spark.job.input.Chunk;
import io.nibble.spark.job.input.InputFile;
import io.nibble.spark.job.record.ChunkRecord;
import io.nibble.spark.job.record.Commits;
import io.nibble.spark.job.settings.BadRowChoice;
import io.nibble.spark.job.settings.Place;
import io.nibble.spark.job.settings.ScoreSettings;
import io.nibble.spark.job.settings.WriteMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Publishing, broken off anywhere and taken up again. */
class TestFileTarget {
  private static final List<ChunkRecord> RECORDS =
      List.of(record(0, "k=1/a", "b"), record(1, "c"), record(2));

  @TempDir Path output;

  private Configuration conf;
  private Commits commits;

  @BeforeEach
  void commit() throws IOException {
    conf = new Configuration();
    commits = open();
    commits.begin(Map.of(), List.of(new InputFile("f", 1, 1)), 1);
    for (ChunkRecord record : RECORDS) {
      for (String file : record.files()) {
        Path path = Path.of(commits.rows().path(record.folder()).toUri().getPath(), file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, file);
      }
    }
  }

  @Test
  void movesAllFilesAndMarksSuccess() throws IOException {
    target(WriteMode.ERROR).publish(RECORDS);
    assertPublished();
    assertThat(output.resolve("_SUCCESS")).exists();
    commits.end();
    assertThat(ScoreTables.names(output)).doesNotContain("_nibble");
  }

  @Test
  void goesOnAfterAnyMove() throws IOException {
    Path staged = Path.of(commits.rows().path("data-0").toUri().getPath());
    Files.move(staged.resolve("b"), output.resolve("b"));
    target(WriteMode.ERROR).publish(RECORDS);
    target(WriteMode.ERROR).publish(RECORDS);
    assertPublished();
  }

  @Test
  void overwriteRemovesWhatWasThereAndNothingElse() throws IOException {
    Files.createDirectories(output.resolve("k=1"));
    Files.writeString(output.resolve("k=1/old"), "old");
    target(WriteMode.OVERWRITE).publish(RECORDS);
    assertThat(output.resolve("k=1/old")).doesNotExist();
    assertPublished();
    target(WriteMode.OVERWRITE).publish(RECORDS);
    assertPublished();
  }

  @Test
  void appendKeepsWhatWasThere() throws IOException {
    Files.writeString(output.resolve("old"), "old");
    target(WriteMode.APPEND).publish(RECORDS);
    assertThat(output.resolve("old")).hasContent("old");
    assertPublished();
  }

  @Test
  void errorRefusesFilesButNotItsOwn() throws IOException {
    target(WriteMode.ERROR).check(null);
    Files.writeString(output.resolve("old"), "old");
    assertThatThrownBy(() -> target(WriteMode.ERROR).check(null))
        .isInstanceOf(CommandException.class)
        .hasMessageContaining(output + " holds files already");
    Files.delete(output.resolve("old"));
    target(WriteMode.ERROR).publish(RECORDS);
    target(WriteMode.ERROR).check(null);
  }

  @Test
  void aFileThatIsNowhereIsAnError() throws IOException {
    Files.delete(Path.of(commits.rows().path("data-1").toUri().getPath(), "c"));
    assertThatThrownBy(() -> target(WriteMode.ERROR).publish(RECORDS))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("could not be moved to " + commitsPath("c"));
    assertThat(output.resolve("_SUCCESS")).doesNotExist();
  }

  /** The end of one job is the beginning of another, though its folder is still there. */
  @Test
  void aJobThatWasEndedIsNotResumed() throws IOException {
    commits.add(RECORDS.get(0));
    Files.delete(output.resolve("_nibble/job.json"));
    Commits next = open();
    List<Chunk> chunks = next.begin(Map.of(), List.of(new InputFile("g", 1, 1)), 1);
    assertThat(next.records(chunks)).isEmpty();
  }

  private String commitsPath(String file) {
    return "file:" + output.resolve(file);
  }

  private void assertPublished() {
    assertThat(output.resolve("k=1/a")).hasContent("k=1/a");
    assertThat(output.resolve("b")).hasContent("b");
    assertThat(output.resolve("c")).hasContent("c");
  }

  private Commits open() throws IOException {
    return Commits.open(output.toString(), Optional.empty(), conf);
  }

  private FileTarget target(WriteMode mode) throws IOException {
    Place place = new Place("parquet", output.toString(), Map.of());
    BadRowChoice badRows = new BadRowChoice(BadRowPolicy.FAIL, Optional.empty());
    ScoreSettings settings =
        new ScoreSettings(
            "m",
            place,
            null,
            List.of("f"),
            List.of(),
            "y",
            place,
            List.of(),
            mode,
            badRows,
            "reason");
    return FileTarget.ofRows(commits, settings, false);
  }

  private static ChunkRecord record(int chunk, String... files) {
    return new ChunkRecord(chunk, "data-" + chunk, List.of(files), List.of(), 1, 0, Map.of());
  }
}
