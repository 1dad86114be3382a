package io.nibble.spark.job;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.nibble.spark.job.verify.SampleComparison;
import io.nibble.spark.watch.ExecutorReport;
import java.util.List;
import java.util.Map;

/**
 * What a job did.
 *
 * @param rows of the whole table, bad ones included
 * @param nullRows rows whose features are NULL, and so their scores
 * @param badRows by reason
 * @param resumedRows of {@code rows}, those that an earlier start has scored
 * @param seconds that this start took to score the others
 * @param gops billions of multiplications and additions by weights, a second
 * @param verify null unless asked for
 */
record ScoreReport(
    String model,
    String modelHash,
    String input,
    String output,
    long rows,
    long nullRows,
    Map<String, Long> badRows,
    long resumedRows,
    int chunks,
    double seconds,
    double rowsPerSecond,
    double gops,
    List<ExecutorReport> executors,
    SampleComparison.Result verify) {
  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .build();

  String json() {
    try {
      return MAPPER.writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the report could not be written as JSON", e);
    }
  }
}
