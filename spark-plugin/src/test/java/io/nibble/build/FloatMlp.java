package io.nibble.build;

import io.nibble.file.TensorSpec;
import io.nibble.file.TensorType;
import io.nibble.file.TestSafetensors;
import io.nibble.file.storage.ByteSource;
import io.nibble.file.storage.BytesSource;
import io.nibble.graph.operator.Words;
import io.nibble.kernel.operand.Activation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** A random float model, with its answers in float64. */
public final class FloatMlp {
  /** Weight, bias (null for none) and activation of one layer. */
  public record Layer(
      int inputs, int outputs, float[] weight, float[] bias, Activation activation) {}

  public final List<Layer> layers = new ArrayList<>();
  public boolean softmax;
  List<String> inputNames = List.of();
  List<String> outputNames = List.of();

  /** Layers of the given widths, initialized as torch.nn.Linear does it: uniform in ±1/√inputs. */
  public static FloatMlp random(long seed, boolean bias, Activation activation, int... widths) {
    Random random = new Random(seed);
    FloatMlp mlp = new FloatMlp();
    for (int i = 0; i + 1 < widths.length; i++) {
      int inputs = widths[i];
      int outputs = widths[i + 1];
      float[] weight = uniform(random, inputs * outputs, 1 / Math.sqrt(inputs));
      boolean last = i + 2 == widths.length;
      mlp.layers.add(
          new Layer(
              inputs,
              outputs,
              weight,
              bias ? uniform(random, outputs, 1 / Math.sqrt(inputs)) : null,
              last ? Activation.IDENTITY : activation));
    }
    return mlp;
  }

  private static float[] uniform(Random random, int count, double bound) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) ((2 * random.nextDouble() - 1) * bound);
    }
    return values;
  }

  public static float[] normal(Random random, int count, double deviation) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) (random.nextGaussian() * deviation);
    }
    return values;
  }

  public ByteSource architecture() {
    StringBuilder json = new StringBuilder("{\"architecture\":\"mlp\",\"layers\":[");
    for (int i = 0; i < layers.size(); i++) {
      Layer layer = layers.get(i);
      json.append(i == 0 ? "{" : ",{").append("\"weight\":\"fc" + i + ".weight\"");
      if (layer.bias() != null) {
        json.append(",\"bias\":\"fc" + i + ".bias\"");
      }
      String word = Words.of(Words.ACTIVATIONS, layer.activation());
      json.append(",\"activation\":\"" + word + "\"}");
    }
    json.append("],\"softmax\":" + softmax);
    if (!inputNames.isEmpty()) {
      json.append(",\"input_names\":[\"" + String.join("\",\"", inputNames) + "\"]");
    }
    if (!outputNames.isEmpty()) {
      json.append(",\"output_names\":[\"" + String.join("\",\"", outputNames) + "\"]");
    }
    json.append("}");
    return new BytesSource("mlp.json", json.toString().getBytes(StandardCharsets.UTF_8));
  }

  public ByteSource weights() {
    List<TensorSpec> specs = new ArrayList<>();
    List<float[]> values = new ArrayList<>();
    for (int i = 0; i < layers.size(); i++) {
      Layer layer = layers.get(i);
      if (layer.bias() != null) {
        specs.add(TensorSpec.of("fc" + i + ".bias", TensorType.F32, layer.outputs()));
        values.add(layer.bias());
      }
      specs.add(
          TensorSpec.of("fc" + i + ".weight", TensorType.F32, layer.outputs(), layer.inputs()));
      values.add(layer.weight());
    }
    return safetensors("mlp.safetensors", specs, values);
  }

  public static ByteSource safetensors(String name, List<TensorSpec> specs, List<float[]> values) {
    ByteBuffer data =
        ByteBuffer.allocate(values.stream().mapToInt(v -> v.length * Float.BYTES).sum())
            .order(ByteOrder.LITTLE_ENDIAN);
    values.forEach(
        v -> {
          for (float value : v) {
            data.putFloat(value);
          }
        });
    try {
      return new BytesSource(name, TestSafetensors.write(Map.of(), specs, data.array()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public int inputWidth() {
    return layers.get(0).inputs();
  }

  /** The float model's answer for one row. */
  public double[] answer(float[] features) {
    double[] x = new double[features.length];
    for (int i = 0; i < x.length; i++) {
      x[i] = features[i];
    }
    for (Layer layer : layers) {
      x = linear(layer, x);
    }
    return softmax ? softmax(x) : x;
  }

  private static double[] linear(Layer layer, double[] x) {
    double[] y = new double[layer.outputs()];
    for (int n = 0; n < y.length; n++) {
      double sum = layer.bias() == null ? 0 : layer.bias()[n];
      for (int k = 0; k < x.length; k++) {
        sum += layer.weight()[n * x.length + k] * x[k];
      }
      y[n] = layer.activation() == Activation.RELU ? Math.max(sum, 0) : sum;
    }
    return y;
  }

  private static double[] softmax(double[] x) {
    double max = java.util.Arrays.stream(x).max().orElseThrow();
    double[] y = java.util.Arrays.stream(x).map(v -> Math.exp(v - max)).toArray();
    double sum = java.util.Arrays.stream(y).sum();
    return java.util.Arrays.stream(y).map(v -> v / sum).toArray();
  }
}
