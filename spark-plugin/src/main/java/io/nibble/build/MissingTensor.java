package io.nibble.build;

import io.nibble.file.Quote;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Says why a file of weights does not have a tensor, as far as its names tell. */
final class MissingTensor {
  private static final int LISTED = 5;
  private static final Pattern SHARD = Pattern.compile("-0*(\\d+)-of-0*(\\d+)\\.safetensors$");

  private MissingTensor() {}

  /**
   * The reason.
   *
   * @param name the tensor that is not there
   * @param file name of the file
   * @param names the tensors that are
   */
  static String reason(String name, String file, List<String> names) {
    String listed = names.stream().limit(LISTED).map(Quote::of).collect(Collectors.joining(", "));
    return "there is no tensor "
        + Quote.of(name)
        + " among its "
        + names.size()
        + (names.isEmpty() ? "" : ": " + listed + (names.size() > LISTED ? ", …" : ""))
        + advice(name, file, names);
  }

  private static String advice(String name, String file, List<String> names) {
    Matcher shard = SHARD.matcher(file);
    if (shard.find()) {
      return ". The file is shard "
          + shard.group(1)
          + " of "
          + shard.group(2)
          + " of a checkpoint; merge its shards into one file";
    }
    if (any(names, n -> n.endsWith(".qweight") || n.endsWith(".qzeros"))) {
      return quantized("GPTQ or AWQ");
    }
    if (any(names, n -> n.contains(".quant_state.") || n.endsWith(".absmax"))) {
      return quantized("bitsandbytes");
    }
    if (any(names, n -> n.endsWith(".weight_packed") || n.endsWith(".weight_scale"))) {
      return quantized("compressed-tensors");
    }
    if (any(names, n -> n.contains(".lora_A."))) {
      return ". These are LoRA adapters; merge them into the weights that they were trained on";
    }
    return names.stream()
        .filter(n -> n.endsWith("." + name) || name.endsWith("." + n))
        .findFirst()
        .map(similar -> ". Is it " + Quote.of(similar) + "? Correct the architecture")
        .orElse("");
  }

  private static boolean any(List<String> names, Predicate<String> matches) {
    return names.stream().anyMatch(matches);
  }

  private static String quantized(String by) {
    return ". These weights are quantized already ("
        + by
        + "); give the float weights that they were made of";
  }
}
