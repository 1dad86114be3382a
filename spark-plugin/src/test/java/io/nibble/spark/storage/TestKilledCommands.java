package io.nibble.spark.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.nibble.cli.CliRun;
import io.nibble.cli.FloatModelFiles;
import io.nibble.file.storage.Storage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongFunction;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code quantize} and {@code predict}, killed after each of their changes: what they read stays,
 * and the file of before or the new one is whole.
 */
class TestKilledCommands {
  @TempDir Path directory;

  private Path weights;
  private Path model;
  private Path sample;
  private Path output;

  @BeforeEach
  void createFiles() throws IOException {
    weights = FloatModelFiles.write(directory);
    model = directory.resolve("m.nibble");
    CliRun.of("quantize", "--weights", "" + weights, "--output", "" + model);
    sample = Files.writeString(directory.resolve("in.jsonl"), "[1, 2]\n".repeat(300));
    output = directory.resolve("out/result");
    Files.createDirectory(output.getParent());
  }

  @Test
  void onThisMachine() throws IOException {
    killAll("", StoppingStorage::new, true);
  }

  @Test
  void onAFileSystemThatReplacesAtOnce() throws IOException {
    killAll("stop://", stopping(StoppingFileSystem.withFileContext(new Configuration())), true);
  }

  @Test
  void onAFileSystemThatOnlyRenames() throws IOException {
    killAll("stop://", stopping(StoppingFileSystem.in(new Configuration())), false);
  }

  private static LongFunction<Storage> stopping(Configuration conf) {
    return changes -> {
      StoppingFileSystem.stopAfter(changes);
      return new HadoopStorage(conf);
    };
  }

  private void killAll(String scheme, LongFunction<Storage> storage, boolean isAtOnce)
      throws IOException {
    kill(storage, isAtOnce, "quantize", "--weights", scheme + weights, "--output", scheme + output);
    kill(
        storage,
        isAtOnce,
        "predict",
        scheme + model,
        "--input",
        scheme + sample,
        "--output",
        scheme + output);
  }

  private void kill(LongFunction<Storage> storage, boolean isAtOnce, String... command)
      throws IOException {
    byte[] result = result(storage, command);
    byte[] old = "old".getBytes();
    List<byte[]> inputs = inputs();
    long changes = 0;
    for (boolean isDone = false; !isDone; changes++) {
      clear();
      Files.write(output, old);
      CliRun run = CliRun.on(storage.apply(changes), "", command);
      isDone = run.code() == 0;
      StoppingFileSystem.goOn();
      if (isDone) {
        assertThat(output).hasBinaryContent(result);
        break;
      }
      assertThat(run.err()).contains("stopped");
      assertWhole(old, result, isAtOnce);
      assertThat(inputs()).usingRecursiveComparison().isEqualTo(inputs);
    }
    System.out.printf("killed %s: after each of %d changes%n", command[0], changes);
    assertThat(changes).isGreaterThanOrEqualTo(3);
  }

  private byte[] result(LongFunction<Storage> storage, String... command) throws IOException {
    CliRun run = CliRun.on(storage.apply(Long.MAX_VALUE), "", command);
    assertThat(run.code()).as(run.err()).isZero();
    return Files.readAllBytes(output);
  }

  private void clear() throws IOException {
    try (Stream<Path> files = Files.list(output.getParent())) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
  }

  private List<byte[]> inputs() throws IOException {
    return List.of(
        Files.readAllBytes(weights),
        Files.readAllBytes(directory.resolve("sums.json")),
        Files.readAllBytes(model),
        Files.readAllBytes(sample));
  }

  /** Where the file system can only rename, the old file has another name for a moment. */
  private void assertWhole(byte[] old, byte[] result, boolean isAtOnce) throws IOException {
    if (isAtOnce || Files.exists(output)) {
      assertThat(Files.readAllBytes(output)).isIn(old, result);
      return;
    }
    try (Stream<Path> files = Files.list(output.getParent())) {
      assertThat(files.toList())
          .anySatisfy(file -> assertThat(Arrays.equals(Files.readAllBytes(file), old)).isTrue())
          .anySatisfy(file -> assertThat(Files.readAllBytes(file)).isEqualTo(result));
    }
  }
}
