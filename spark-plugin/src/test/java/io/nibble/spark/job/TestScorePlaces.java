package io.nibble.spark.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nibble.spark.Rows;
import io.nibble.spark.SparkFixture;
import io.nibble.spark.job.places.Places;
import io.nibble.spark.job.settings.Place;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a job writes may not be what it reads, whatever the two are called. */
class TestScorePlaces {
  @RegisterExtension static final SparkFixture SPARK = SparkFixture.withPlugin();

  private static ScoreTables tables;
  private static Path home;
  private static Path in;
  private static List<String> rows;

  @BeforeAll
  static void createTables() throws IOException {
    tables = new ScoreTables(SPARK);
    home = Files.createDirectory(tables.path("home"));
    in = Path.of(tables.write("home/in", tables.bad(), "parquet"));
    rows = tables.rows(in.toString(), "parquet");
    Files.createSymbolicLink(home.resolve("link"), in);
    Files.createSymbolicLink(tables.path("home-link"), home);
    link(tables.path("hard-links"), in);
    Files.createDirectories(tables.path("behind/k=1"));
    for (Path file : ScoreTables.files(in, ".parquet")) {
      Files.createSymbolicLink(
          Files.createDirectories(tables.path("links")).resolve(file.getFileName()), file);
    }
    tables.session().sql("CREATE TABLE over_in USING parquet LOCATION '" + in + "'");
    tables.session().sql("CREATE VIEW view_of_in AS SELECT * FROM over_in WHERE id >= 0");
    tables.session().read().parquet(in.toString()).createOrReplaceTempView("temp_view_of_in");
  }

  private static void link(Path folder, Path from) throws IOException {
    Files.createDirectories(folder);
    for (Path file : ScoreTables.files(from, ".parquet")) {
      Files.createLink(folder.resolve(file.getFileName()), file);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "@in, @in",
    "@in, @in/",
    "@in, @in/.",
    "@in, file:@in",
    "@in, file://@in",
    "file://@in, @in",
    "@in, @home/in/../in",
    "@in, @home/new/../in",
    "@in, @home/link",
    "@home/link, @in",
    "@in, @dir/home-link/in",
    "@in, @home",
    "@home, @in",
    "@in, @in/below/new",
    "@in/../in, @in",
    "@home/*, @in",
    "@home/i?, @in",
    "'@home/{in,link}', @home/link",
    "@home/[i]n, @in/new",
    "@home/i*, @home/in2",
    "@in/*.parquet, @in",
    "@in/part-*, @in/new",
    "@home/in*, @home",
    "@dir/links, @in",
    "@in, @dir/links",
    "@dir/hard-links, @in",
    "@in, @dir/hard-links"
  })
  void pathsThatMeet(String input, String output) {
    ScoreRun run =
        tables.score(named(input), named(output), "--mode", "overwrite", "--bad-rows", "null");
    assertRefused(run, "--output parquet " + named(output), "--input parquet " + named(input));
  }

  @ParameterizedTest
  @CsvSource({
    "@in, @dir/fine1",
    "@in, @home/in2",
    "@in, @home/IN",
    "@home/i?, @home/fine",
    "@home/in, @dir/behind",
    "@home/i?/part-*.parquet, @dir/fine2"
  })
  void pathsThatDoNotMeet(String input, String output) throws Exception {
    tables.score(named(input), named(output), "--bad-rows", "null").report();
  }

  @ParameterizedTest
  @CsvSource({"over_in", "default.over_in", "view_of_in", "temp_view_of_in"})
  void tablesOverThePath(String table) {
    String[] overwrite = {"--mode", "overwrite", "--bad-rows", "null"};
    assertRefused(
        tables.score(table, in.toString(), with(overwrite, "--input-format", "table")),
        "--output parquet " + in,
        "--input table " + table);
    String work = tables.out("work");
    String[] toTable = with(overwrite, "--output-format", "table", "--work", work);
    assertRefused(
        tables.score(in.toString(), table, toTable),
        "--output table " + table,
        "--input parquet " + in);
    assertRefused(
        tables.score("over_in", table, with(toTable, "--input-format", "table")),
        "--output table " + table,
        "--input table over_in");
  }

  @Test
  void pathsAmongTheOptions() {
    ScoreRun run =
        ScoreRun.of(
            tables.session(),
            with(
                new String[] {"--model", tables.model(), "--input", in.toString()},
                "--output-option",
                "path=" + in,
                "--work",
                tables.out("w"),
                "--mode",
                "overwrite"));
    assertRefused(run, "--output parquet", "--input parquet " + in);
  }

  @Test
  void tablesOfADatabase() {
    Place place = new Place("jdbc", null, Map.of("url", "jdbc:x", "dbtable", "t"));
    Place same = new Place("jdbc", null, Map.of("URL", "jdbc:x", "dbTable", "t", "user", "me"));
    Place other = new Place("jdbc", null, Map.of("url", "jdbc:x", "dbtable", "u"));
    assertThatCode(() -> places(place, other).check()).doesNotThrowAnyException();
    assertThatThrownBy(() -> places(place, same).check()).hasMessageContaining("are one place");
  }

  private static Places places(Place input, Place output) throws IOException {
    Places places = new Places(tables.session());
    places.reads("--input", input);
    places.writes("--output", output);
    return places;
  }

  @Test
  void everythingElseThatIsWritten() {
    String out = tables.out("out");
    String model = "--model " + tables.model();
    String input = "--input parquet " + in;
    assertRefused(score(out, "--bad-rows", "quarantine=" + home + "/link/"), "quarantine", input);
    assertRefused(score(out, "--bad-rows", "quarantine=" + out + "/bad"), "--output", "quarantine");
    assertRefused(score(out, "--bad-rows", "quarantine=" + tables.model()), "quarantine", model);
    assertRefused(score(out, "--report", in + "/report.json"), "--report", input);
    assertRefused(score(in.toString(), "--mode", "append"), "--output", input);
    assertRefused(score(out, "--report", tables.model()), "--report", model);
    assertRefused(score(out, "--report", out + "/report.json"), "--output", "--report");
    assertRefused(score(SPARK.directory().toString()), "--output", model);
    String weights = home + "/w.safetensors";
    String[] verify = {"--verify-sample", "9", "--float-weights", weights};
    assertRefused(score(out, with(verify, "--report", weights)), "--report", "--float-weights");
    assertRefused(
        score(out, with(verify, "--report", home + "/w.json")), "--report", "--float-architecture");
    String work = in.toString();
    assertRefused(
        tables.score(
            in.toString(),
            "scored",
            "--output-format",
            "table",
            "--work",
            work,
            "--bad-rows",
            "null"),
        "--work",
        input);
  }

  private static ScoreRun score(String output, String... more) {
    return tables.score(in.toString(), output, more);
  }

  private static void assertRefused(ScoreRun run, String... names) {
    assertThat(run.code()).as(run.err()).isEqualTo(2);
    assertThat(run.err()).contains(names).contains("are one place, or one lies in the other");
    assertThat(tables.rows(in.toString(), "parquet")).isEqualTo(rows);
    assertThat(ScoreTables.names(in)).noneMatch(name -> name.startsWith("_nibble"));
  }

  private static String named(String place) {
    return place
        .replace("@in", in.toString())
        .replace("@home", home.toString())
        .replace("@dir", SPARK.directory().toString());
  }

  private static String[] with(String[] words, String... more) {
    return Stream.of(words, more).flatMap(Stream::of).toArray(String[]::new);
  }

  /** Overwriting takes away a link, not what is behind it. */
  @Test
  void whatIsBehindALinkStays() throws Exception {
    Path output = Files.createDirectory(tables.path("linked-out"));
    Path elsewhere = Files.createDirectory(tables.path("elsewhere"));
    Path kept = Files.writeString(elsewhere.resolve("kept"), "kept");
    Files.createSymbolicLink(output.resolve("k=1"), elsewhere);
    score(output.toString(), "--mode", "overwrite", "--bad-rows", "null").report();
    assertThat(kept).hasContent("kept");
    assertThat(tables.rows(output.toString(), "parquet")).hasSize(ScoreTables.ROWS);
  }

  @ParameterizedTest
  @CsvSource({
    "_spark_metadata/0, the sink of a stream", "_delta_log/00000.json, a Delta table",
    ".hoodie/hoodie.properties, a Hudi table", "metadata/v1.metadata.json, an Iceberg table",
    "metadata/version-hint.text, an Iceberg table", "snapshot/snapshot-1, a Paimon table"
  })
  void tablesWithALog(String log, String kind) throws IOException {
    String folder = "owned-" + log.hashCode();
    Path table = Path.of(tables.write(folder + "/t", tables.good(), "parquet"));
    Path file = table.resolve(log);
    Files.createDirectories(file.getParent());
    Files.writeString(file, "{}");
    List<Path> before = all(table);
    String owner = table.resolve(log.substring(0, log.indexOf('/'))).toString();
    List<String> outputs = new ArrayList<>(List.of("" + table, table + "/", table + "/data/k=1"));
    for (String output : outputs) {
      for (String mode : List.of("overwrite", "append")) {
        assertOwned(score(output, "--mode", mode, "--bad-rows", "null"), owner, kind);
      }
    }
    String[] text = {"--output-format", "text", "--work", tables.out("text-work-" + folder)};
    assertOwned(score("" + table, with(text, "--mode", "append")), owner, kind);
    assertOwned(
        score("" + table.getParent(), "--mode", "overwrite", "--bad-rows", "null"), owner, kind);
    assertOwned(
        score(tables.out("o"), "--mode", "append", "--bad-rows", "quarantine=" + table),
        owner,
        kind);
    assertThat(all(table)).isEqualTo(before);
  }

  private static void assertOwned(ScoreRun run, String owner, String kind) {
    assertThat(run.code()).as(run.err()).isEqualTo(2);
    assertThat(run.err()).contains(owner).contains(kind);
  }

  private static List<Path> all(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.sorted().toList();
    }
  }

  /** A folder of that name alone is no log. */
  @Test
  void foldersThatOnlySoundLikeALog() throws Exception {
    Path output = tables.path("no-log");
    Files.createDirectories(output.resolve("metadata"));
    Files.writeString(output.resolve("metadata/notes.txt"), "none");
    score(output.toString(), "--mode", "append", "--bad-rows", "null").report();
    assertThat(Rows.sorted(tables.session().read().parquet(output + "/part-*")))
        .hasSize(ScoreTables.ROWS);
  }
}
