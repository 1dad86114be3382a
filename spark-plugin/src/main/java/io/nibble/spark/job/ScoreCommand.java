package io.nibble.spark.job;

import io.nibble.cli.CommandException;
import io.nibble.cli.Version;
import io.nibble.cli.console.Console;
import io.nibble.cli.console.ProgressLine;
import io.nibble.file.storage.StagedOutput;
import io.nibble.file.storage.Storage;
import io.nibble.graph.ModelHeader;
import io.nibble.graph.operator.Operator;
import io.nibble.spark.job.places.Places;
import io.nibble.spark.job.settings.ScoreSettings;
import io.nibble.spark.job.verify.FloatReference;
import io.nibble.spark.storage.HadoopStorage;
import io.nibble.spark.storage.SessionHadoop;
import io.nibble.spark.watch.ExecutorReports;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code nibble score}. */
@Command(
    name = "score",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = "Scores a table with Spark. Started again after it was killed, it goes on.",
    footer = {
      "",
      "Exit codes: 0 done, 1 failed, 2 wrong usage, 3 a bad row under --bad-rows fail, 4 the output"
          + " exists under --mode error, 5 an unfinished job differs from this one."
    })
public final class ScoreCommand implements Callable<Integer> {
  private static final String WEIGHTS_SUFFIX = ".safetensors";

  private final Console console;
  private final Supplier<SparkSession> sessions;

  @Spec private CommandSpec spec;
  @Mixin private TableOptions tables;

  @Option(
      names = "--commit-every",
      paramLabel = "SIZE",
      defaultValue = "1g",
      converter = ByteSize.class,
      description =
          "Commit after about this many bytes of input, whole files: what a killed job loses at"
              + " most, twice. Default: ${DEFAULT-VALUE}.")
  private long commitEvery;

  @Option(
      names = "--work",
      paramLabel = "FOLDER",
      description = "Where committed rows wait if the output is no folder of files.")
  private String work;

  @Option(
      names = "--restart",
      description = "Forget what an unfinished job has committed, and score everything.")
  private boolean restart;

  @Option(
      names = "--report",
      paramLabel = "FILE",
      description = "Where the JSON report goes. Default: standard output.")
  private String report;

  @Option(
      names = "--verify-sample",
      paramLabel = "ROWS",
      description = "Compare the scores of so many rows with those of the float weights.")
  private Integer verifySample;

  @Option(
      names = "--float-weights",
      paramLabel = "FILE",
      description = "For --verify-sample: the weights that the model was made of, safetensors.")
  private String floatWeights;

  @Option(
      names = "--float-architecture",
      paramLabel = "FILE",
      description = "What they compute. Default: their name with .json instead of .safetensors.")
  private String floatArchitecture;

  /**
   * @param sessions gives the session to score in, which somebody else stops
   */
  public ScoreCommand(Console console, Supplier<SparkSession> sessions) {
    this.console = console;
    this.sessions = sessions;
  }

  @Override
  public Integer call() throws Exception {
    ScoreSettings settings = tables.settings();
    checkSample();
    SparkSession spark = sessions.get();
    try {
      return run(spark, settings);
    } catch (CommandException e) {
      throw e;
    } catch (Exception e) {
      throw SparkFailures.explained(e);
    }
  }

  private int run(SparkSession spark, ScoreSettings settings) throws Exception {
    Storage storage = new HadoopStorage(SessionHadoop.configuration(spark));
    ScoreJob job = ScoreJob.open(spark, settings, places(spark), work, restart);
    try (FloatReference reference = reference(storage, job.model().header())) {
      ScoreOutcome outcome =
          job.run(commitEvery, new ProgressLine(console.err(), System::nanoTime));
      write(storage, report(job, settings, outcome, reference).json());
      job.end();
    }
    return 0;
  }

  private Places places(SparkSession spark) throws IOException {
    Places places = new Places(spark);
    if (floatWeights != null) {
      places.reads("--float-weights", floatWeights);
      places.reads("--float-architecture", architecture());
    }
    places.writes("--report", report);
    return places;
  }

  private FloatReference reference(Storage storage, ModelHeader model) throws IOException {
    return verifySample == null
        ? null
        : FloatReference.load(storage, floatWeights, architecture(), model);
  }

  private ScoreReport report(
      ScoreJob job, ScoreSettings settings, ScoreOutcome outcome, FloatReference reference)
      throws IOException {
    return new ScoreReport(
        settings.model(),
        job.model().contentHash(),
        settings.input().toString(),
        settings.output().toString(),
        outcome.rows(),
        outcome.nullRows(),
        outcome.badRows(),
        outcome.resumedRows(),
        outcome.records().size(),
        outcome.seconds(),
        outcome.rowsPerSecond(),
        operations(job.model().header()) * outcome.rowsPerSecond() / 1e9,
        ExecutorReports.all(),
        reference == null ? null : job.verify(verifySample, reference));
  }

  /** Multiplications and additions by weights, for one row. */
  private static double operations(ModelHeader model) {
    return model.operators().stream().mapToDouble(Operator::operations).sum();
  }

  private void write(Storage storage, String json) throws IOException {
    if (report == null) {
      console.out().println(json);
      return;
    }
    try (StagedOutput out = storage.create(report)) {
      out.write((json + "\n").getBytes(StandardCharsets.UTF_8));
      out.commit();
    }
  }

  private void checkSample() {
    if (verifySample != null && (verifySample < 1 || verifySample > 1_000_000)) {
      throw usage("--verify-sample is " + verifySample + ", expected 1 to 1000000");
    }
    if ((verifySample == null) != (floatWeights == null)) {
      throw usage("--verify-sample and --float-weights need each other");
    }
    if (floatWeights != null
        && floatArchitecture == null
        && !floatWeights.endsWith(WEIGHTS_SUFFIX)) {
      throw usage(
          "--float-architecture is needed, as --float-weights ends otherwise than with"
              + " .safetensors");
    }
  }

  private String architecture() {
    return floatArchitecture != null
        ? floatArchitecture
        : floatWeights.substring(0, floatWeights.length() - WEIGHTS_SUFFIX.length()) + ".json";
  }

  private ParameterException usage(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
