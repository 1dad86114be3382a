package io.nibble.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Outputs that are inputs under another name, and outputs that are no ordinary files. */
class TestOutputPlaces {
  private static final String SCORES = "{\"scores\":[46.0,-15.0]}\n";

  @TempDir private Path directory;

  private String weights;
  private String architecture;
  private String model;
  private String sample;

  @BeforeEach
  void createFiles() throws IOException {
    weights = FloatModelFiles.write(directory).toString();
    architecture = directory.resolve("sums.json").toString();
    model = directory.resolve("sums.nibble").toString();
    assertThat(quantize(model).code()).isZero();
    sample = Files.writeString(directory.resolve("in.jsonl"), "[1, 2]\n").toString();
  }

  private CliRun quantize(String output) {
    // Float32 layers give exact sums.
    return CliRun.of("quantize", "--weights", weights, "--output", output, "--skip", "*");
  }

  private CliRun predict(String output) {
    return CliRun.of("predict", model, "--input", sample, "--output", output);
  }

  @Test
  void whatStandardOutputDoesNotTakeIsAnError() throws IOException {
    assertLost(InputStream.nullInputStream(), "inspect", model);
    assertLost(InputStream.nullInputStream(), "predict", model, "--input", sample);
    assertLost(InputStream.nullInputStream(), "quantize", "--help");
  }

  @Test
  @Timeout(60)
  void aSampleWithoutEndEndsWhenNobodyTakesItsScores() throws IOException {
    InputStream endless =
        new InputStream() {
          private static final String LINE = "[1, 2]\n";
          private int at;

          @Override
          public int read() {
            return LINE.charAt(at++ % LINE.length());
          }
        };
    assertLost(endless, "predict", model);
  }

  private static void assertLost(InputStream in, String... command) throws IOException {
    CliRun run = CliRun.withFullDisk(in, command);
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err().lines())
        .singleElement()
        .asString()
        .startsWith("nibble")
        .contains("standard output cannot be written");
  }

  @Test
  void aCommandDoesNotReplaceWhatItReads() throws IOException {
    List<ByteBuffer> before = inputs();
    for (String name : names(Path.of(weights))) {
      assertRefused(quantize(name), name, "--weights " + weights);
    }
    for (String name : names(Path.of(architecture))) {
      assertRefused(quantize(name), name, "--architecture " + architecture);
    }
    for (String name : names(Path.of(model))) {
      assertRefused(predict(name), name, "the model " + model);
    }
    for (String name : names(Path.of(sample))) {
      assertRefused(predict(name), name, "--input " + sample);
    }
    assertThat(inputs()).isEqualTo(before);
  }

  private List<ByteBuffer> inputs() throws IOException {
    List<ByteBuffer> contents = new ArrayList<>();
    for (String file : List.of(weights, architecture, model, sample)) {
      contents.add(ByteBuffer.wrap(Files.readAllBytes(Path.of(file))));
    }
    return contents;
  }

  private List<String> names(Path file) throws IOException {
    Path folder = Files.createTempDirectory(directory, "names");
    Path link = Files.createSymbolicLink(folder.resolve("link"), file);
    Path chain = Files.createSymbolicLink(folder.resolve("chain"), Path.of("link"));
    Path hard = Files.createLink(folder.resolve("hard"), file);
    Path up = Files.createSymbolicLink(folder.resolve("up"), directory);
    Path relative = Path.of("").toAbsolutePath().relativize(file);
    return Stream.of(
            file,
            link,
            chain,
            hard,
            up.resolve(file.getFileName()),
            relative,
            folder.resolve("..").resolve(file.getFileName()))
        .map(Path::toString)
        .toList();
  }

  private static void assertRefused(CliRun run, String output, String input) {
    assertThat(run.code()).as(run.err()).isEqualTo(2);
    assertThat(run.err()).contains("--output " + output + " is " + input);
  }

  @Test
  void aLinkStaysOne() throws IOException {
    Path target = directory.resolve("real.jsonl");
    Path link = Files.createSymbolicLink(directory.resolve("link"), Path.of("real.jsonl"));
    for (int i = 0; i < 2; i++) {
      assertThat(predict(link.toString()).code()).isZero();
      assertThat(link).isSymbolicLink();
      assertThat(target).isRegularFile().hasContent(SCORES.strip());
    }
  }

  @Test
  void aPipeIsWrittenThrough() throws Exception {
    Path pipe = pipe("pipe");
    CompletableFuture<byte[]> read = read(pipe);
    assertThat(predict(pipe.toString()).code()).isZero();
    assertThat(new String(read.get(1, TimeUnit.MINUTES), StandardCharsets.UTF_8)).isEqualTo(SCORES);
    assertThat(Files.isRegularFile(pipe, LinkOption.NOFOLLOW_LINKS)).isFalse();
    read = read(pipe);
    assertThat(quantize(pipe.toString()).code()).isZero();
    assertThat(read.get(1, TimeUnit.MINUTES)).isEqualTo(Files.readAllBytes(Path.of(model)));
  }

  private Path pipe(String name) throws Exception {
    Path pipe = directory.resolve(name);
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    return pipe;
  }

  private static CompletableFuture<byte[]> read(Path pipe) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return Files.readAllBytes(pipe);
          } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
          }
        });
  }

  @Test
  void aDeviceStaysOne() throws IOException {
    for (String device : List.of("/dev/null", directory.relativize(Path.of("/dev/null")) + "")) {
      Path path = Path.of(device).isAbsolute() ? Path.of(device) : directory.resolve(device);
      assertThat(predict(path.toString()).code()).isZero();
      assertThat(Files.isRegularFile(Path.of("/dev/null"))).isFalse();
    }
  }

  /** What a shell has opened for a process, with lines before and after. */
  @Test
  void standardOutputIsWrittenThrough() throws Exception {
    Path all = Files.writeString(directory.resolve("all.jsonl"), "before\n");
    Path program = directory.resolve("run.sh");
    Files.writeString(program, "\"$@\" >> " + all + "\necho after >> " + all + "\n");
    Stream<String> java = Stream.of(ProcessHandle.current().info().command().orElseThrow(), "-cp");
    Stream<String> command =
        Stream.of(
            System.getProperty("java.class.path"),
            PredictMain.class.getName(),
            "predict",
            model,
            "--input",
            sample,
            "--output",
            "/dev/stdout");
    List<String> words =
        Stream.of(Stream.of("bash", program.toString()), java, command)
            .flatMap(part -> part)
            .toList();
    Process process =
        new ProcessBuilder(words)
            .redirectInput(new File("/dev/null"))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    assertThat(process.waitFor()).isZero();
    assertThat(all).hasContent("before\n" + SCORES + "after\n");
    assertThat(Path.of("/dev/stdout")).isSymbolicLink();
  }

  /** The command line, in a process of its own. */
  static final class PredictMain {
    public static void main(String[] args) {
      CliRun run = CliRun.of(args);
      System.err.print(run.err());
      System.exit(run.code());
    }
  }
}
