package io.nibble.spark.job.verify;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.to_json;

import io.nibble.spark.job.chunk.Features;
import io.nibble.spark.job.chunk.ScoredRows;
import io.nibble.spark.job.input.Chunk;
import io.nibble.spark.job.input.InputFile;
import io.nibble.spark.job.input.InputTable;
import io.nibble.spark.job.settings.ScoreSettings;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;

/**
 * Compares Spark's scores of some rows with float32 scores: the first rows with scores of up to
 * eight files, evenly spaced over the input.
 */
public final class SampleCheck {
  private static final int FILES = 8;

  private final ScoreSettings settings;
  private final ScoredRows scoring;
  private final int rows;

  public SampleCheck(ScoreSettings settings, ScoredRows scoring, int rows) {
    this.settings = settings;
    this.scoring = scoring;
    this.rows = rows;
  }

  public SampleComparison.Result compare(InputTable input, FloatReference reference)
      throws IOException {
    SampleComparison comparison = new SampleComparison();
    List<Chunk> samples = samples(input.files());
    for (int i = 0; i < samples.size(); i++) {
      int limit = rows * (i + 1) / samples.size() - rows * i / samples.size();
      for (Row row : sample(input.rows(samples.get(i)), limit)) {
        comparison.add(row.getString(0), reference.score(row.getList(1)), floats(row.getList(2)));
      }
    }
    return comparison.result();
  }

  public static List<Chunk> samples(List<InputFile> files) {
    List<Chunk> samples = new ArrayList<>();
    int count = Math.min(FILES, files.size());
    for (int i = 0; i < count; i++) {
      samples.add(new Chunk(i, List.of(files.get((int) ((long) i * files.size() / count)))));
    }
    return samples.isEmpty() ? List.of(new Chunk(0, List.of())) : samples;
  }

  private List<Row> sample(Dataset<Row> input, int limit) {
    Dataset<Row> scored = scoring.of(input);
    return scored
        .where(col(ScoredRows.SCORES).isNotNull())
        .select(
            label(input),
            ScoredRows.array(scored).cast(DataTypes.createArrayType(DataTypes.FloatType)),
            col(ScoredRows.SCORES))
        .limit(limit)
        .collectAsList();
  }

  private Column label(Dataset<Row> input) {
    Column[] columns =
        Arrays.stream(input.columns())
            .filter(name -> !settings.features().contains(name))
            .map(Features::quoted)
            .toArray(Column[]::new);
    return columns.length == 0 ? lit("{}") : to_json(struct(columns));
  }

  private static float[] floats(List<Float> values) {
    float[] floats = new float[values.size()];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = values.get(i);
    }
    return floats;
  }
}
