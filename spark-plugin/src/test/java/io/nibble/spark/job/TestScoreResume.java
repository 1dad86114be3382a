package io.nibble.spark.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.nibble.build.ModelFixtures;
import io.nibble.spark.SparkFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A job that broke off: a file of its input could not be read, and comes back as it was. */
class TestScoreResume {
  @RegisterExtension static final SparkFixture SPARK = SparkFixture.withPlugin();

  private static ScoreTables tables;

  private String name;
  private String input;
  private String output;
  private Path broken;
  private byte[] content;
  private FileTime modified;
  private List<String> expected;

  @BeforeAll
  static void createModel() {
    tables = new ScoreTables(SPARK);
  }

  /** Rows 0 to 89 are good; the last file is damaged, but has its old length and time. */
  @BeforeEach
  void breakOff(TestInfo test) throws IOException {
    name = test.getTestMethod().orElseThrow().getName();
    input = tables.write("in-" + name, tables.good(), "parquet");
    output = tables.path("out-" + name).toString();
    expected = tables.expected(input, "*, P scores");
    List<Path> files = ScoreTables.files(Path.of(input), ".parquet");
    broken = files.get(files.size() - 1);
    content = Files.readAllBytes(broken);
    modified = Files.getLastModifiedTime(broken);
    put(new byte[content.length]);
    ScoreRun run = score("--commit-every", "1k");
    assertThat(run.code()).as(run.err()).isEqualTo(1);
    assertThat(committed()).isNotEmpty();
    assertThat(ScoreTables.names(Path.of(output))).containsExactly("_nibble");
  }

  private void put(byte[] bytes) throws IOException {
    Files.write(broken, bytes);
    Files.setLastModifiedTime(broken, modified);
  }

  @Test
  void goesOnWithoutScoringAgain() throws Exception {
    put(content);
    List<String> before = committed();
    JsonNode report = score().report();
    assertThat(report.get("rows").asLong()).isEqualTo(ScoreTables.ROWS);
    assertThat(report.get("resumed_rows").asLong()).isEqualTo(before.size() * 30L);
    assertThat(tables.rows(output, "parquet")).isEqualTo(expected);
    assertThat(ScoreTables.names(Path.of(output))).containsAll(before).doesNotContain("_nibble");
  }

  @Test
  void leftoversOfUncommittedChunksAreDropped() throws Exception {
    put(content);
    Path work = work();
    Path leftover = Files.createDirectories(work.resolve("chunk-00003-killed"));
    Files.write(leftover.resolve("part-0.parquet"), new byte[7]);
    score().report();
    assertThat(tables.rows(output, "parquet")).isEqualTo(expected);
  }

  @Test
  void otherSettingsAreRefused() throws Exception {
    put(content);
    ScoreRun run = score("--result", "y", "--bad-rows", "null");
    assertThat(run.code()).as(run.err()).isEqualTo(5);
    assertThat(run.err())
        .contains("--result was scores, is y; --bad-rows was fail, is null")
        .contains("--restart");
    assertThat(score().report().get("rows").asLong())
        .as("how often to commit is not among them")
        .isEqualTo(ScoreTables.ROWS);
  }

  @Test
  void anotherModelIsRefused() {
    String model = tables.path("m.nibble").toString();
    String other = tables.path("other-" + name).toString();
    ModelFixtures.mlp(Path.of(other), 9, 8, 40, 5);
    try {
      swap(model, other);
      ScoreRun run = score();
      assertThat(run.code()).as(run.err()).isEqualTo(5);
      assertThat(run.err()).containsPattern("the model's hash was [0-9a-f]{64}, is [0-9a-f]{64}");
    } finally {
      swap(model, other);
    }
  }

  private static void swap(String model, String other) {
    try {
      Path aside = Path.of(model + ".aside");
      Files.move(Path.of(model), aside);
      Files.move(Path.of(other), Path.of(model));
      Files.move(aside, Path.of(other));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void anotherInputIsRefusedUntilRestarted() throws Exception {
    put(content);
    Path added = Path.of(input, "part-00009-added.parquet");
    Files.copy(broken, added);
    ScoreRun run = score();
    assertThat(run.code()).as(run.err()).isEqualTo(5);
    assertThat(run.err()).contains("part-00009-added.parquet is new");
    Files.setLastModifiedTime(broken, FileTime.fromMillis(modified.toMillis() + 5000));
    Files.delete(added);
    assertThat(score().err()).contains(broken.getFileName() + " was written anew");
    JsonNode report = score("--restart").report();
    assertThat(report.get("resumed_rows").asLong()).isZero();
    assertThat(tables.rows(output, "parquet")).isEqualTo(expected);
  }

  private List<String> committed() throws IOException {
    try (Stream<Path> files = Files.walk(work())) {
      List<Path> all = files.toList();
      return all.stream()
          .filter(file -> file.getFileName().toString().matches("chunk-\\d{5}\\.json"))
          .map(record -> dataFile(all, record.getFileName().toString().substring(0, 11)))
          .toList();
    }
  }

  private static String dataFile(List<Path> files, String chunk) {
    return files.stream()
        .filter(file -> file.getParent().getFileName().toString().startsWith(chunk))
        .map(file -> file.getFileName().toString())
        .filter(file -> file.matches("part.*parquet"))
        .findFirst()
        .orElseThrow();
  }

  private Path work() throws IOException {
    try (Stream<Path> entries = Files.list(Path.of(output, "_nibble"))) {
      return entries.filter(Files::isDirectory).findFirst().orElseThrow();
    }
  }

  private ScoreRun score(String... more) {
    String[] args = {"--model", tables.model(), "--input", input, "--output", output};
    return ScoreRun.of(
        tables.session(), Stream.of(args, more).flatMap(Stream::of).toArray(String[]::new));
  }
}
