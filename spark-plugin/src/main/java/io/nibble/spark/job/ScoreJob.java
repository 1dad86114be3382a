package io.nibble.spark.job;

import io.nibble.cli.CommandException;
import io.nibble.cli.console.ProgressLine;
import io.nibble.spark.conf.NibbleKeys;
import io.nibble.spark.job.chunk.ChunkRunner;
import io.nibble.spark.job.chunk.ChunkScorer;
import io.nibble.spark.job.chunk.JobProgress;
import io.nibble.spark.job.chunk.ScoredRows;
import io.nibble.spark.job.input.Chunk;
import io.nibble.spark.job.input.InputTable;
import io.nibble.spark.job.output.FileTarget;
import io.nibble.spark.job.output.PartitionOverwrite;
import io.nibble.spark.job.output.TableTarget;
import io.nibble.spark.job.output.Target;
import io.nibble.spark.job.places.Places;
import io.nibble.spark.job.record.ChunkRecord;
import io.nibble.spark.job.record.Commits;
import io.nibble.spark.job.settings.ExitCodes;
import io.nibble.spark.job.settings.ScoreSettings;
import io.nibble.spark.job.verify.FloatReference;
import io.nibble.spark.job.verify.SampleCheck;
import io.nibble.spark.job.verify.SampleComparison;
import io.nibble.spark.models.ModelReference;
import io.nibble.spark.models.ModelRegistry;
import io.nibble.spark.storage.SessionHadoop;
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
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.ExitCode;

/**
 * Scores a table chunk by chunk. Every chunk is committed by itself to a hidden folder; when all of
 * them are, the table is published. A job that was killed goes on where it stood.
 */
final class ScoreJob {
  private final SparkSession spark;
  private final ScoreSettings settings;
  private final ModelReference model;
  private final InputTable input;
  private final ScoredRows scoring;
  private final Commits commits;
  private final List<Target> targets;

  private ScoreJob(
      SparkSession spark,
      ScoreSettings settings,
      ModelReference model,
      InputTable input,
      Commits commits) {
    this.spark = spark;
    this.settings = settings;
    this.input = input;
    this.commits = commits;
    this.model = model;
    this.scoring = new ScoredRows(settings, model.header());
    this.targets = targets();
  }

  /**
   * Opens model and input.
   *
   * @param places what the job reads and writes besides tables and model
   * @param work folder for what is committed, for outputs that are no folder of files; or null
   * @param restart whether to forget what an earlier start has committed
   */
  static ScoreJob open(
      SparkSession spark, ScoreSettings settings, Places places, String work, boolean restart)
      throws IOException {
    String policy = settings.badRows().policy().name().toLowerCase(Locale.ROOT);
    spark.conf().set(NibbleKeys.BAD_ROWS.name(), policy);
    PartitionOverwrite.set(spark, settings.output());
    checkWork(settings, work);
    check(places, settings, work);
    InputTable input = InputTable.open(spark, settings.input(), settings.schema());
    places.reads("--input", settings.input(), input.rows());
    places.check();
    ModelReference model = ModelRegistry.model(spark, settings.model());
    Configuration conf = SessionHadoop.configuration(spark);
    String folder = work == null ? settings.output().location() : work;
    if (restart) {
      forget(folder, conf);
    }
    Commits commits = Commits.open(folder, settings.badRows().quarantine(), conf);
    return new ScoreJob(spark, settings, model, input, commits);
  }

  private static void checkWork(ScoreSettings settings, String work) {
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
  }

  private static void check(Places places, ScoreSettings settings, String work) throws IOException {
    places.reads("--model", settings.model());
    places.reads("--input", settings.input());
    places.writes("--output", settings.output());
    places.writes("--bad-rows quarantine", settings.badRows().quarantine().orElse(null));
    places.writes("--work", work == null ? null : work + "/" + Commits.FOLDER);
    places.check();
  }

  /** Forgets an unfinished job; what it has published is taken back. */
  private static void forget(String folder, Configuration conf) throws IOException {
    Optional<Commits> unfinished = Commits.unfinished(folder, conf);
    if (unfinished.isPresent()) {
      TableTarget.checkNotWriting(unfinished.get().rows());
      unfinished.get().claim();
      FileTarget.takeBack(unfinished.get());
      unfinished.get().end();
    }
  }

  private List<Target> targets() {
    List<Target> all = new ArrayList<>();
    all.add(
        settings.output().isFiles()
            ? FileTarget.ofRows(commits, settings, PartitionOverwrite.isDynamic(spark))
            : new TableTarget(
                spark, commits, settings.output(), settings.mode(), settings.partitionBy()));
    if (settings.badRows().quarantine().isPresent()) {
      all.add(FileTarget.ofQuarantine(commits, settings));
    }
    return all;
  }

  ModelReference model() {
    return model;
  }

  /** Checks what can be checked before, scores what is not committed yet, publishes the table. */
  ScoreOutcome run(long chunkBytes, ProgressLine line) throws Exception {
    try {
      return scored(chunkBytes, line);
    } catch (Exception e) {
      commits.explain(e);
      throw e;
    }
  }

  private ScoreOutcome scored(long chunkBytes, ProgressLine line) throws Exception {
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
    return new ScoreOutcome(records, before, seconds);
  }

  /** Ends the job, once all that it has to say is said: until then it may be started again. */
  void end() throws IOException {
    commits.end();
  }

  SampleComparison.Result verify(int rows, FloatReference reference) throws IOException {
    return new SampleCheck(settings, scoring, rows).compare(input, reference);
  }

  private Map<String, String> identity() {
    Map<String, String> identity = new LinkedHashMap<>(settings.byName());
    identity.put("the model's hash", model.contentHash());
    identity.put(PartitionOverwrite.KEY, PartitionOverwrite.of(spark));
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
    return ModelRegistry.model(spark, settings.model());
  }
}
