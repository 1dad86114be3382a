package io.nibble.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The messages that docs/operations.md explains are those of the source. */
class TestTroubleshooting {
  private static final Path PAGE = Path.of("../docs/operations.md");
  private static final List<Path> ROOTS =
      List.of(Path.of("src/main/java"), Path.of("../native/src/main/java"));

  /** The first cell of a table row, if it has messages. */
  private static final Pattern CELL = Pattern.compile("^\\| (`[^|]+`) \\|.*");

  private static final Pattern MESSAGE = Pattern.compile("`([^`]+)`");

  /** What stands for a part that varies. */
  private static final String GAP = "…";

  private static final Pattern JOINT = Pattern.compile("\"\\s*\\+\\s*\"");
  private static final Pattern LOGGED =
      Pattern.compile("LOG\\.(?:warn|error)\\(\\s*\"((?:[^\"\\\\]|\\\\.)*)\"");

  private static List<String> sources;

  @BeforeAll
  static void readSources() throws IOException {
    sources = Stream.concat(javaFiles(ROOTS.get(0)), javaFiles(ROOTS.get(1))).toList();
  }

  /** Java files whose string literals are in one piece, as far as they have no variables. */
  private static Stream<String> javaFiles(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      return files.filter(file -> file.toString().endsWith(".java")).toList().stream()
          .map(TestTroubleshooting::read)
          .map(text -> JOINT.matcher(text).replaceAll(""));
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<String> messages() throws IOException {
    String page = Files.readString(PAGE);
    return page.substring(page.indexOf("## Troubleshooting by message"))
        .lines()
        .map(CELL::matcher)
        .filter(Matcher::matches)
        .flatMap(row -> MESSAGE.matcher(row.group(1)).results())
        .map(message -> message.group(1))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("messages")
  void theSourceHasTheMessage(String message) {
    List<String> parts =
        Arrays.stream(message.split(GAP)).map(String::strip).filter(p -> p.length() > 2).toList();
    assertThat(parts).as("something to look for").anyMatch(part -> part.length() >= 10);
    assertThat(sources).anyMatch(source -> parts.stream().allMatch(source::contains));
  }

  @Test
  void thePageHasEveryWarningAndError() throws IOException {
    List<String> logged =
        sources.stream()
            .flatMap(source -> LOGGED.matcher(source).results())
            .map(call -> call.group(1).replace("{}", GAP))
            .toList();
    assertThat(logged).hasSizeGreaterThan(8);
    assertThat(messages()).containsAll(logged);
  }
}
