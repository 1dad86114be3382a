package io.nibble.spark.job.chunk;

import static org.apache.spark.sql.functions.call_function;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.nibble.cli.CommandException;
import io.nibble.graph.ModelHeader;
import io.nibble.spark.conf.BadRowPolicy;
import io.nibble.spark.job.settings.ExitCodes;
import io.nibble.spark.job.settings.ScoreSettings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.ArrayType;

/** Rows of the input with what a job computes for them, and the columns of its output. */
public final class ScoredRows {
  /** Columns of our own, dropped before anything is written. */
  static final String FEATURES = "nibble features";

  static final String WITHOUT_FEATURES = "nibble without features";
  public static final String SCORES = "nibble scores";
  static final String REASON = "nibble reason";
  private static final List<String> OURS = List.of(FEATURES, WITHOUT_FEATURES, SCORES, REASON);

  private final ScoreSettings settings;
  private final ModelHeader model;

  public ScoredRows(ScoreSettings settings, ModelHeader model) {
    this.settings = settings;
    this.model = model;
  }

  /**
   * Adds scores, whether the features are NULL, and unless bad rows fail the job, why there are no
   * scores.
   */
  public Dataset<Row> of(Dataset<Row> input) {
    checkNames(input);
    Column features = col(FEATURES);
    Dataset<Row> scored =
        input
            .withColumn(FEATURES, Features.of(input, settings.features(), settings.model()))
            .withColumn(WITHOUT_FEATURES, features.isNull())
            .withColumn(SCORES, call_function("nibble_predict", lit(settings.model()), features));
    return settings.badRows().policy() == BadRowPolicy.FAIL
        ? scored
        : scored.withColumn(
            REASON, RowDefects.reason(features, array(scored), col(SCORES), model.inputWidth()));
  }

  /**
   * The features of rows made by {@link #of}, as an array; not to be asked for where they are NULL.
   */
  public static Column array(Dataset<Row> scored) {
    Column features = col(FEATURES);
    return scored.schema().apply(FEATURES).dataType() instanceof ArrayType
        ? features
        : Vectors.toArray(features);
  }

  /** The columns of the output, of rows made by {@link #of}. */
  public Dataset<Row> output(Dataset<Row> input, Dataset<Row> scored) {
    List<Column> columns = new ArrayList<>();
    passedOn(input).forEach(name -> columns.add(Features.quoted(name)));
    List<String> names = scoreNames();
    boolean isOne = !settings.output().format().equals("csv");
    for (int i = 0; i < names.size(); i++) {
      columns.add((isOne ? col(SCORES) : col(SCORES).getItem(i)).as(names.get(i)));
    }
    return scored.select(columns.toArray(Column[]::new));
  }

  /** CSV has no arrays: one column for each score. */
  private List<String> scoreNames() {
    if (!settings.output().format().equals("csv")) {
      return List.of(settings.result());
    }
    List<String> names = new ArrayList<>();
    for (int i = 0; i < model.outputWidth(); i++) {
      String name = model.outputNames().isEmpty() ? String.valueOf(i) : model.outputNames().get(i);
      names.add(settings.result() + "_" + name);
    }
    return names;
  }

  /** The columns of the quarantine: the whole input, and the reason. */
  Dataset<Row> quarantined(Dataset<Row> input, Dataset<Row> scored) {
    List<Column> columns = new ArrayList<>();
    Arrays.stream(input.columns()).forEach(name -> columns.add(Features.quoted(name)));
    columns.add(col(REASON).as(settings.reason()));
    return scored.where(col(REASON).isNotNull()).select(columns.toArray(Column[]::new));
  }

  private List<String> passedOn(Dataset<Row> input) {
    return settings.columns().isEmpty() ? List.of(input.columns()) : settings.columns();
  }

  private void checkNames(Dataset<Row> input) {
    for (String ours : OURS) {
      refuse(ours, List.of(input.columns()), "Rename it: the job has one of its own.");
    }
    if (settings.badRows().quarantine().isPresent()) {
      String remedy = "Name that of the quarantine otherwise with --reason-column.";
      refuse(settings.reason(), List.of(input.columns()), remedy);
    }
    for (String name : scoreNames()) {
      refuse(name, passedOn(input), "Name the scores otherwise with --result.");
    }
  }

  private static void refuse(String name, List<String> columns, String remedy) {
    if (columns.stream().anyMatch(name::equalsIgnoreCase)) {
      throw new CommandException(
          ExitCodes.FAILED, "the input has a column " + name + " already. " + remedy, null);
    }
  }
}
