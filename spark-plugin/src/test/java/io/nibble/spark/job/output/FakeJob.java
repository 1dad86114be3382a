package io.nibble.spark.job.output;

import io.nibble.spark.conf.BadRowPolicy;
import io.nibble.spark.job.input.Chunk;
import io.nibble.spark.job.input.InputFile;
import io.nibble.spark.job.record.ChunkRecord;
import io.nibble.spark.job.record.Commits;
import io.nibble.spark.job.record.JobFolder;
import io.nibble.spark.job.settings.BadRowChoice;
import io.nibble.spark.job.settings.Place;
import io.nibble.spark.job.settings.ScoreSettings;
import io.nibble.spark.job.settings.WriteMode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * A job of three chunks that does all that a real one does with its folders, but scores nothing.
 */
record FakeJob(
    String output,
    Optional<String> quarantine,
    WriteMode mode,
    boolean keepsPartitions,
    Configuration conf) {
  private static final List<InputFile> INPUT =
      List.of(new InputFile("a", 1, 1), new InputFile("b", 1, 1), new InputFile("c", 1, 1));

  void run() throws IOException {
    Commits commits = Commits.open(output, quarantine, conf);
    List<Target> targets = targets(commits);
    for (Target target : targets) {
      target.check(null);
    }
    List<Chunk> chunks = commits.begin(settings().byName(), INPUT, 1);
    List<ChunkRecord> done = commits.records(chunks);
    for (Chunk chunk : chunks) {
      if (done.stream().noneMatch(record -> record.chunk() == chunk.number())) {
        commits.add(score(commits, chunk));
      }
    }
    List<ChunkRecord> records = commits.records(chunks);
    for (Target target : targets) {
      target.publish(records);
    }
    commits.end();
  }

  void restart() throws IOException {
    Optional<Commits> unfinished = Commits.unfinished(output, conf);
    if (unfinished.isPresent()) {
      unfinished.get().claim();
      FileTarget.takeBack(unfinished.get());
      unfinished.get().end();
    }
    run();
  }

  private List<Target> targets(Commits commits) {
    List<Target> targets = new ArrayList<>();
    targets.add(FileTarget.ofRows(commits, settings(), keepsPartitions));
    if (quarantine.isPresent()) {
      targets.add(FileTarget.ofQuarantine(commits, settings()));
    }
    return targets;
  }

  private ScoreSettings settings() {
    Place input = new Place("parquet", "stop:///input", Map.of());
    Place place = new Place("parquet", output, Map.of());
    BadRowChoice badRows = new BadRowChoice(BadRowPolicy.NULL, quarantine);
    return new ScoreSettings(
        "m", input, null, List.of("f"), List.of(), "y", place, List.of("k"), mode, badRows, "why");
  }

  /** Writes a file for each of two partitions, and a bad row's. */
  private ChunkRecord score(Commits commits, Chunk chunk) throws IOException {
    String name = "chunk-" + chunk.number() + "-" + UUID.randomUUID();
    List<String> files = List.of("k=1/" + UUID.randomUUID(), "k=2/" + UUID.randomUUID());
    for (String file : files) {
      write(commits.rows(), name, file, file.substring(0, 3) + " new " + chunk.number());
    }
    List<String> badRows = quarantine.isPresent() ? List.of("" + UUID.randomUUID()) : List.of();
    for (String file : badRows) {
      write(commits.quarantine().orElseThrow(), name, file, "bad new " + chunk.number());
    }
    return new ChunkRecord(chunk.number(), name, files, badRows, 2, 0, Map.of());
  }

  private static void write(JobFolder folder, String name, String file, String content)
      throws IOException {
    try (OutputStream out = folder.fileSystem().create(new Path(folder.path(name), file))) {
      out.write(content.getBytes(StandardCharsets.UTF_8));
    }
  }
}
