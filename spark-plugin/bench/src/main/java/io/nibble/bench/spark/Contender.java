package io.nibble.bench.spark;

import io.nibble.bench.peers.Float32Layer;
import io.nibble.bench.peers.Int4Layer;
import io.nibble.bench.peers.Int8Layer;
import io.nibble.bench.peers.Layer;
import io.nibble.bench.peers.OnnxModels;
import io.nibble.bench.peers.OnnxNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;

/**
 * ONNX Runtime with one kind of weights.
 *
 * @param layers what it computes
 */
record Contender(String name, List<? extends Layer> layers, OrtModel model) {
  /** The three kinds that {@link WholeJob} compares; their models lie in {@code directory}. */
  static List<Contender> all(Mlp mlp, int group, Path directory) throws IOException {
    return List.of(
        create("ort_float32", mlp, Function.identity(), OnnxNode::float32, directory),
        create("ort_int8", mlp, Int8Layer::quantize, OnnxNode::dynamicInt8, directory),
        create(
            "ort_matmulnbits",
            mlp,
            layer -> Int4Layer.quantize(layer, group, false),
            OnnxNode::matMulNBits,
            directory));
  }

  private static <L extends Layer> Contender create(
      String name, Mlp mlp, Function<Float32Layer, L> quantize, OnnxNode<L> node, Path directory)
      throws IOException {
    List<L> layers = mlp.layers().stream().map(quantize).toList();
    Path path = directory.resolve(name + ".onnx");
    Files.write(path, OnnxModels.mlp(layers, node));
    String result = OnnxModels.mlpOutput(layers.size());
    int outputs = layers.get(layers.size() - 1).n();
    return new Contender(
        name, layers, new OrtModel(path.toString(), layers.get(0).k(), outputs, result));
  }

  BatchModel.Factory factory() {
    OrtModel shipped = model;
    return rows -> OrtBatch.open(shipped, rows);
  }
}
