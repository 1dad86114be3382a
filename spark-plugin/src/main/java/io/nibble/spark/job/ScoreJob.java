package io.nibble.spark.job;

import io.nibble.cli.CommandException;
import io.nibble.cli.ProgressLine;
import io.nibble.spark.broadcast.ModelReference;
import io.nibble.spark.broadcast.ModelRegistry;
import io.nibble.spark.conf.NibbleKeys;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.ExitCode;

/**
 * Scores a table chunk by chunk. Every chunk is committed by itself to a hidden folder; when all of
 * them are, the table is published. A job that was killed goes on where it stood.
 */
final class ScoreJob {
  private static final String FOLDER = "_nibble";

  private final SparkSession spark;
  private final ScoreSettings settings;
  private final ModelReference model;
  private final InputTable input;
  private final ScoredRows scoring;
  private final Commits commits;
  private final List<Target> targets;

  private ScoreJob(SparkSession spark, ScoreSettings settings, InputTable input, Commits commits)
      throws IOException {
    this.spark = spark;
    this.settings = settings;
    this.input = input;
    this.commits = commits;
    this.model = currentModel();
    this.scoring = new ScoredRows(settings, model.header());
    this.targets = targets();
  }

  /**
   * Opens model and input.
   *
   * @param work folder for what is committed, for outputs that are no folder of files; or null
   * @param restart whether to forget what an earlier start has committed
   */
  static ScoreJob open(SparkSession spark, ScoreSettings settings, String work, boolean restart)
      throws IOException {
    String policy = settings.badRows().policy().name().toLowerCase(Locale.ROOT);
    spark.conf().set(NibbleKeys.BAD_ROWS.name(), policy);
    if (restart) {
      commits(spark, settings, work).end();
    }
    InputTable input = InputTable.open(spark, settings.input(), settings.schema());
    return new ScoreJob(spark, settings, input, commits(spark, settings, work));
  }

  private static Commits commits(SparkSession spark, ScoreSettings settings, String work)
      throws IOException {
    if (settings.output().isFiles() == (work != null)) {
      String need = work == null ? "--work is needed for" : "--work is not for";
      throw new CommandException(
          ExitCode.USAGE,
          need
              + " the output "
              + settings.output()
              + ": it keeps what is committed where the output is no folder of files",
          null);
    }
    Configuration conf = spark.sparkContext().hadoopConfiguration();
    String rows = work == null ? settings.output().location() : work;
    Optional<String> bad = settings.badRows().quarantine();
    return Commits.open(
        JobFolder.of(new Path(rows, FOLDER), conf),
        bad.isPresent()
            ? Optional.of(JobFolder.of(new Path(bad.get(), FOLDER), conf))
            : Optional.empty());
  }

  private List<Target> targets() throws IOException {
    Configuration conf = spark.sparkContext().hadoopConfiguration();
    List<Target> all = new ArrayList<>();
    all.add(
        settings.output().isFiles()
            ? FileTarget.ofRows(commits, settings, conf)
            : new TableTarget(
                spark, commits.rows(), settings.output(), settings.mode(), settings.partitionBy()));
    if (settings.badRows().quarantine().isPresent()) {
      all.add(FileTarget.ofQuarantine(commits, settings, conf));
    }
    return all;
  }

  ModelReference model() {
    return model;
  }

  /** Checks what can be checked before, scores what is not committed yet, publishes the table. */
  ScoreOutcome run(long chunkBytes, ProgressLine line) throws Exception {
    for (Target target : targets) {
      target.check(scoring.output(input.rows(), scoring.of(input.rows())));
    }
    List<Chunk> chunks = commits.begin(identity(), input.files(), chunkBytes);
    List<ChunkRecord> before = commits.records(chunks);
    double seconds = score(chunks, before, line);
    List<ChunkRecord> records = commits.records(chunks);
    for (Target target : targets) {
      target.publish(records);
    }
    commits.end();
    return new ScoreOutcome(records, before, seconds);
  }

  SampleComparison.Result verify(int rows, FloatReference reference) throws IOException {
    return new SampleCheck(settings, scoring, rows).compare(input, reference);
  }

  private Map<String, String> identity() {
    Map<String, String> identity = new LinkedHashMap<>(settings.byName());
    identity.put("the model's hash", model.contentHash());
    identity.put("the input's columns", input.rows().schema().toDDL());
    return identity;
  }

  /** Scores the chunks without a record; gives the seconds that it took. */
  private double score(List<Chunk> chunks, List<ChunkRecord> before, ProgressLine line)
      throws Exception {
    Set<Integer> done = before.stream().map(ChunkRecord::chunk).collect(Collectors.toSet());
    List<Chunk> left = chunks.stream().filter(chunk -> !done.contains(chunk.number())).toList();
    long started = System.nanoTime();
    JobProgress progress = new JobProgress(line, System::nanoTime, chunks, left);
    spark.sparkContext().addSparkListener(progress);
    try {
      new ChunkRunner(spark, this::commit).run(left);
    } finally {
      spark.sparkContext().removeSparkListener(progress);
    }
    return (System.nanoTime() - started) / 1e9;
  }

  private void commit(Chunk chunk) throws IOException, InterruptedException {
    ChunkRecord record = new ChunkScorer(input, scoring, targets.get(0), commits).score(chunk);
    if (!currentModel().contentHash().equals(model.contentHash())) {
      throw new CommandException(
          ExitCodes.FAILED,
          settings.model()
              + " was replaced while the job ran. Put it back to finish the job, or start it with"
              + " --restart to score everything with the new one.",
          null);
    }
    commits.add(record);
  }

  private ModelReference currentModel() throws IOException {
    return ModelRegistry.of(spark.sparkContext()).model(settings.model());
  }
}
