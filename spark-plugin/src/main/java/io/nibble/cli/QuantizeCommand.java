package io.nibble.cli;

import io.nibble.build.QuantizeProgress;
import io.nibble.build.Quantizer;
import io.nibble.cli.console.Console;
import io.nibble.cli.console.ProgressLine;
import io.nibble.cli.console.Sizes;
import io.nibble.file.storage.ByteSource;
import io.nibble.file.storage.StagedOutput;
import io.nibble.graph.ModelHeader;
import io.nibble.graph.operator.Int4Settings;
import io.nibble.graph.operator.Operator;
import io.nibble.kernel.operand.ActivationQuantization;
import io.nibble.memory.ElementType;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code nibble quantize}. */
@Command(
    name = "quantize",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = "Makes a 4-bit model of a float model.")
final class QuantizeCommand implements Callable<Integer> {
  private static final String WEIGHTS_SUFFIX = ".safetensors";

  private final Console console;

  @Spec private CommandSpec spec;

  @Option(
      names = "--weights",
      required = true,
      paramLabel = "FILE",
      description = "Float weights: safetensors with float32, bfloat16 or float16 tensors.")
  private String weights;

  @Option(
      names = "--architecture",
      paramLabel = "FILE",
      description =
          "What the model computes: JSON, see docs/model-file.md. Default: the name of the weights"
              + " with .json instead of .safetensors.")
  private String architecture;

  @Option(
      names = "--output",
      required = true,
      paramLabel = "FILE",
      description = "The model to write; replaces a file of the same name when it is complete.")
  private String output;

  @Option(
      names = "--group-size",
      paramLabel = "SIZE",
      defaultValue = "32",
      converter = GroupSize.class,
      completionCandidates = GroupSize.Words.class,
      description =
          "Inputs that share a scale: ${COMPLETION-CANDIDATES} (all inputs). Default:"
              + " ${DEFAULT-VALUE}.")
  private int groupSize;

  @Option(
      names = "--symmetric-weights",
      description = "Give all weights the zero point 8 instead of one for each group.")
  private boolean symmetricWeights;

  @Option(
      names = "--symmetric-activations",
      description = "Quantize activations by their largest magnitude instead of their range.")
  private boolean symmetricActivations;

  @Option(
      names = "--scale-dtype",
      paramLabel = "TYPE",
      defaultValue = ScaleType.F32,
      converter = ScaleType.class,
      completionCandidates = ScaleType.Words.class,
      description =
          "Type of the scales: ${COMPLETION-CANDIDATES}. bf16 halves their bytes. Default:"
              + " ${DEFAULT-VALUE}.")
  private ElementType scaleType;

  @Option(
      names = "--skip",
      paramLabel = "PATTERN",
      split = ",",
      description = "Leave layers of this name in float32; * and ? as in a shell. May be repeated.")
  private List<String> skip = List.of();

  QuantizeCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    String architecturePath = architecturePath();
    OutputCheck check = new OutputCheck(spec.commandLine(), console, output);
    check.against("--weights", weights);
    check.against("--architecture", architecturePath);
    ModelHeader header;
    try (ByteSource weightsFile = console.storage().open(weights);
        ByteSource architectureFile = console.storage().open(architecturePath);
        StagedOutput out = console.storage().create(output)) {
      header = quantizer().quantize(architectureFile, weightsFile, out);
      out.commit();
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), "--skip: " + e.getMessage());
    }
    console.out().println(summary(header));
    return 0;
  }

  private Quantizer quantizer() {
    ActivationQuantization activations =
        symmetricActivations ? ActivationQuantization.SYMMETRIC : ActivationQuantization.ASYMMETRIC;
    ProgressLine line = new ProgressLine(console.err(), System::nanoTime);
    QuantizeProgress progress =
        (layer, done, total) ->
            line.show(
                () ->
                    "quantize: "
                        + Sizes.count(done)
                        + " of "
                        + Sizes.count(total)
                        + " weights, at "
                        + layer);
    return Quantizer.of(
        new Int4Settings(groupSize, symmetricWeights, activations, scaleType),
        skip,
        CommandKernels.best(console),
        progress);
  }

  private String architecturePath() {
    if (architecture != null) {
      return architecture;
    }
    if (!weights.endsWith(WEIGHTS_SUFFIX)) {
      throw new ParameterException(
          spec.commandLine(),
          "--architecture is needed, as --weights does not end with " + WEIGHTS_SUFFIX);
    }
    return weights.substring(0, weights.length() - WEIGHTS_SUFFIX.length()) + ".json";
  }

  private String summary(ModelHeader header) {
    long quantized = header.operators().stream().filter(QuantizeCommand::isInt4).count();
    long fileBytes = header.dataOffset() + header.dataBytes();
    String sqnr =
        worstSqnr(header).map(worst -> ", lowest SQNR of a layer " + worst + " dB").orElse("");
    return String.format(
        Locale.ROOT,
        "wrote %s: %s, %d of %d operators in int4%s",
        output,
        Sizes.bytes(fileBytes),
        quantized,
        header.operators().size(),
        sqnr);
  }

  private static Optional<Double> worstSqnr(ModelHeader header) {
    return header.operators().stream()
        .flatMap(operator -> operator.sqnr().stream())
        .min(Double::compare);
  }

  private static boolean isInt4(Operator operator) {
    return operator.weightFormat().filter("int4"::equals).isPresent();
  }
}
