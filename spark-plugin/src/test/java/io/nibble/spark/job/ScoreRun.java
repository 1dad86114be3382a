package io.nibble.spark.job;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nibble.cli.Cli;
import io.nibble.file.storage.Storage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.SparkSession;

/** What one run of {@code score} gave, in the session of a test. */
public record ScoreRun(int code, String out, String err) {
  static ScoreRun of(SparkSession spark, String... args) {
    List<String> words = new ArrayList<>(List.of("score"));
    words.addAll(List.of(args));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int code =
        Cli.run(
            words.toArray(String[]::new),
            Storage.local(),
            new ByteArrayInputStream(new byte[0]),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            console -> List.of(new ScoreCommand(console, () -> spark)));
    return new ScoreRun(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  /** The report, of a run that ended well. */
  public JsonNode report() throws Exception {
    if (code != 0) {
      throw new AssertionError("exit code " + code + ": " + err);
    }
    return new ObjectMapper().readTree(out);
  }
}
