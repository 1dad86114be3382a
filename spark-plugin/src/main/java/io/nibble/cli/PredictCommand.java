package io.nibble.cli;

import io.nibble.cli.console.Console;
import io.nibble.cli.console.ProgressLine;
import io.nibble.cli.console.Sizes;
import io.nibble.cli.sample.CsvFormat;
import io.nibble.cli.sample.JsonLinesFormat;
import io.nibble.cli.sample.SampleFormat;
import io.nibble.cli.sample.SampleScorer;
import io.nibble.cli.sample.SampleText;
import io.nibble.file.storage.ByteSource;
import io.nibble.file.storage.StagedOutput;
import io.nibble.kernel.Kernels;
import io.nibble.run.Model;
import io.nibble.run.ModelFile;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code nibble predict}. */
@Command(
    name = "predict",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = "Scores a sample, JSON lines or CSV, on this machine.")
final class PredictCommand implements Callable<Integer> {
  /** Forms of a sample. */
  enum Format {
    JSONL,
    CSV
  }

  /** What a bad row does. */
  enum BadRows {
    FAIL,
    NULL
  }

  private final Console console;

  @Spec private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "MODEL", description = "The model file.")
  private String model;

  @Option(
      names = "--input",
      paramLabel = "FILE",
      description = "The sample. Default: standard input.")
  private String input;

  @Option(
      names = "--output",
      paramLabel = "FILE",
      description = "The scores, one line for each row. Default: standard output.")
  private String output;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description =
          "jsonl or csv. Default: csv if the name of the sample ends with .csv, else jsonl.")
  private Format format;

  @Option(
      names = "--features",
      paramLabel = "FIELD",
      defaultValue = "features",
      description =
          "In JSON objects, the field with the array of features. Default: ${DEFAULT-VALUE}.")
  private String field;

  @Option(names = "--header", description = "CSV begins with a line of names.")
  private boolean header;

  @Option(
      names = "--bad-rows",
      paramLabel = "POLICY",
      defaultValue = "fail",
      description =
          "fail: end at a row of the wrong length, with a NULL element, NaN or infinity; null: give"
              + " it NULL scores. Default: ${DEFAULT-VALUE}.")
  private BadRows badRows;

  @Option(
      names = "--batch-rows",
      paramLabel = "ROWS",
      defaultValue = "256",
      description = "Rows computed at once. Default: ${DEFAULT-VALUE}.")
  private int batchRows;

  @Option(
      names = "--isa",
      paramLabel = "ISA",
      description = "Instruction set to use: java, portable, avx512vnni, ... Default: the fastest.")
  private String isa;

  PredictCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    checkUsage();
    if (output != null) {
      OutputCheck check = new OutputCheck(spec.commandLine(), console, output);
      check.against("the model", model);
      check.against("--input", input);
    }
    try (ByteSource file = console.storage().open(model);
        Model loaded = ModelFile.load(file, kernels());
        BufferedReader in = SampleText.open(openInput(), sampleName())) {
      if (output == null) {
        score(loaded, in, console.results());
      } else {
        try (StagedOutput out = console.storage().create(output)) {
          score(loaded, in, out);
          out.commit();
        }
      }
    }
    return 0;
  }

  private Kernels kernels() {
    return isa == null ? CommandKernels.best(console) : Kernels.of(isa);
  }

  private void checkUsage() {
    if (batchRows < 1) {
      throw new ParameterException(
          spec.commandLine(), "--batch-rows is " + batchRows + ", expected 1 or more");
    }
    if (header && !isCsv()) {
      throw new ParameterException(spec.commandLine(), "--header needs --format csv");
    }
  }

  private void score(Model loaded, BufferedReader in, OutputStream target) throws IOException {
    SampleFormat lines = isCsv() ? new CsvFormat(header) : new JsonLinesFormat(field);
    SampleScorer scorer = new SampleScorer(loaded, lines, badRows == BadRows.NULL, sampleName());
    Writer out = new BufferedWriter(new OutputStreamWriter(target, StandardCharsets.UTF_8));
    ProgressLine progress = new ProgressLine(console.err(), System::nanoTime);
    scorer.score(in, out, batchRows, progress);
    out.flush();
    if (scorer.badRows() > 0) {
      console.err().println("predict: " + Sizes.count(scorer.badRows()) + " bad rows");
    }
  }

  private boolean isCsv() {
    return format == null ? input != null && input.endsWith(".csv") : format == Format.CSV;
  }

  private InputStream openInput() throws IOException {
    return input == null ? console.in() : console.storage().stream(input);
  }

  private String sampleName() {
    return input == null ? "standard input" : input;
  }
}
