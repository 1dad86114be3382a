package io.nibble.spark.job.output;

import static org.assertj.core.api.Assertions.assertThat;

import io.nibble.spark.job.settings.WriteMode;
import io.nibble.spark.storage.StoppingFileSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileUtil;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A job that is killed after each of its changes, in every mode, started again or anew: the rows of
 * before or the new ones are whole at any time, and the end is that of a job that nobody killed.
 */
class TestKilledPublishing {
  private static final List<String> NEW = contents("k=1 new ", "k=2 new ");
  private static final List<String> OLD = List.of("k=1 old", "k=3 old");
  private static final List<String> OLD_BAD = List.of("bad old");

  @TempDir Path directory;

  private interface Start {
    void of(FakeJob job) throws IOException;
  }

  @ParameterizedTest
  @CsvSource({
    "ERROR, false, true",
    "APPEND, false, true",
    "OVERWRITE, false, false",
    "OVERWRITE, true, true"
  })
  void everyChangeMayBeTheLast(WriteMode mode, boolean keepsPartitions, boolean hasFileContext)
      throws IOException {
    Configuration conf =
        hasFileContext
            ? StoppingFileSystem.withFileContext(new Configuration())
            : StoppingFileSystem.in(new Configuration());
    FakeJob job = job(mode, keepsPartitions, conf);
    int again = killedAtEveryChange(job, FakeJob::run);
    int anew = killedAtEveryChange(job, FakeJob::restart);
    System.out.printf(
        "killed job, %s%s: %d changes, started again after each; %d, started anew%n",
        mode, keepsPartitions ? " of partitions" : "", again, anew);
    assertThat(Math.min(again, anew)).as("changes of a job").isGreaterThan(40);
  }

  private int killedAtEveryChange(FakeJob job, Start next) throws IOException {
    for (int changes = 0; ; changes++) {
      prepare(job.mode());
      StoppingFileSystem.stopAfter(changes);
      boolean isDone = ends(job);
      StoppingFileSystem.goOn();
      if (isDone) {
        assertDone(job);
        return changes;
      }
      assertNothingLost(job);
      killOnceMore(job, next, changes);
      if (!hasEnded()) {
        next.of(job);
      }
      assertDone(job);
    }
  }

  /** The next start is killed too, somewhere else. */
  private void killOnceMore(FakeJob job, Start next, int changes) throws IOException {
    if (hasEnded()) {
      return;
    }
    StoppingFileSystem.stopAfter(changes * 7L % 23);
    try {
      next.of(job);
    } catch (IOException e) {
      assertThat(e).hasStackTraceContaining("stopped");
    }
    StoppingFileSystem.goOn();
    assertNothingLost(job);
  }

  private static boolean ends(FakeJob job) {
    try {
      job.run();
      return true;
    } catch (IOException e) {
      assertThat(e).hasStackTraceContaining("stopped");
      return false;
    }
  }

  private FakeJob job(WriteMode mode, boolean keepsPartitions, Configuration conf) {
    return new FakeJob(
        "stop://" + output(), Optional.of("stop://" + badRows()), mode, keepsPartitions, conf);
  }

  private Path output() {
    return directory.resolve("out");
  }

  private Path badRows() {
    return directory.resolve("bad");
  }

  private void prepare(WriteMode mode) throws IOException {
    FileUtil.fullyDelete(output().toFile());
    FileUtil.fullyDelete(badRows().toFile());
    if (mode != WriteMode.ERROR) {
      write(output().resolve("k=1/old"), "k=1 old");
      write(output().resolve("k=3/old"), "k=3 old");
      write(output().resolve("_SUCCESS"), "");
      write(badRows().resolve("old"), "bad old");
    }
  }

  private static void write(Path file, String content) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }

  /** A job whose claim is gone has ended, though some of its leftovers may be there. */
  private boolean hasEnded() throws IOException {
    return !Files.exists(output().resolve("_nibble/job.json"))
        && visible(output()).containsAll(NEW);
  }

  private void assertNothingLost(FakeJob job) throws IOException {
    if (hasEnded()) {
      assertDone(job);
      return;
    }
    if (job.mode() != WriteMode.ERROR) {
      assertThat(contents(output(), file -> true)).containsAll(OLD);
      assertThat(contents(badRows(), file -> true)).containsAll(OLD_BAD);
    }
    if (files(output(), file -> file.endsWith("publish-rows.json")).isEmpty()) {
      assertThat(visible(output())).isEqualTo(job.mode() == WriteMode.ERROR ? List.of() : OLD);
    }
  }

  private void assertDone(FakeJob job) throws IOException {
    assertThat(visible(output())).isEqualTo(expected(job, OLD, NEW, List.of("k=3 old")));
    assertThat(visible(badRows()))
        .isEqualTo(expected(job, OLD_BAD, contents("bad new "), List.of()));
    assertThat(output().resolve("_SUCCESS")).exists();
  }

  private static List<String> expected(
      FakeJob job, List<String> old, List<String> added, List<String> kept) {
    List<String> before =
        switch (job.mode()) {
          case ERROR -> List.of();
          case APPEND -> old;
          case OVERWRITE -> job.keepsPartitions() ? kept : List.of();
        };
    return Stream.concat(before.stream(), added.stream()).sorted().toList();
  }

  private static List<String> contents(String... prefixes) {
    return Stream.of(prefixes)
        .flatMap(prefix -> IntStream.range(0, 3).mapToObj(chunk -> prefix + chunk))
        .sorted()
        .toList();
  }

  /** What a reader sees. */
  private static List<String> visible(Path folder) throws IOException {
    return contents(folder, file -> !file.toString().matches("(.*/)?[._].*"));
  }

  private static List<String> contents(Path folder, Predicate<Path> which) throws IOException {
    List<String> contents = new ArrayList<>();
    for (Path file : files(folder, which)) {
      contents.add(Files.readString(file));
    }
    return contents.stream().sorted().toList();
  }

  private static List<Path> files(Path folder, Predicate<Path> which) throws IOException {
    if (!Files.exists(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> which.test(folder.relativize(file)))
          .toList();
    }
  }
}
