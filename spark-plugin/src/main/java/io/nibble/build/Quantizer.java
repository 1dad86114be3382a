package io.nibble.build;

import io.nibble.file.DataLayout;
import io.nibble.file.ModelException;
import io.nibble.file.SafetensorsWriter;
import io.nibble.file.TensorInfo;
import io.nibble.file.storage.ByteSource;
import io.nibble.graph.Graph;
import io.nibble.graph.ModelFormat;
import io.nibble.graph.ModelHeader;
import io.nibble.graph.operator.Int4Settings;
import io.nibble.graph.operator.Operator;
import io.nibble.graph.operator.Softmax;
import io.nibble.kernel.Kernels;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Turns a float model into a Nibble model, tensor by tensor and block by block: memory does not
 * grow with the model, only a temporary file does. Immutable.
 */
public final class Quantizer {
  private final Int4Settings settings;
  private final SkipPatterns skip;
  private final Kernels kernels;
  private final QuantizeProgress progress;

  private Quantizer(
      Int4Settings settings, SkipPatterns skip, Kernels kernels, QuantizeProgress progress) {
    this.settings = settings;
    this.skip = skip;
    this.kernels = kernels;
    this.progress = progress;
  }

  /**
   * @param settings how layers are quantized
   * @param skip names of layers to leave in float32; {@code *} and {@code ?} as in a shell
   */
  public static Quantizer of(
      Int4Settings settings, List<String> skip, Kernels kernels, QuantizeProgress progress) {
    return new Quantizer(settings, new SkipPatterns(skip), kernels, progress);
  }

  /**
   * Quantizes a multi-layer perceptron.
   *
   * @param architecture the JSON beside the weights, see docs/model-file.md
   * @param weights a safetensors file of float32, bfloat16 or float16 tensors
   * @param out takes the model; flushed, not closed
   * @return the header that was written
   * @throws ModelException if the files are damaged or do not fit each other
   * @throws IllegalArgumentException if a skip pattern matches no layer
   */
  public ModelHeader quantize(ByteSource architecture, ByteSource weights, OutputStream out)
      throws IOException {
    MlpArchitecture mlp = MlpArchitecture.read(architecture);
    FloatTensors tensors = new FloatTensors(weights);
    List<LayerWeights> layers =
        mlp.layers().stream().map(layer -> LayerWeights.of(layer, tensors)).toList();
    skip.check(layers.stream().map(LayerWeights::name).toList());
    Graph plan = graph(mlp, layers, layer -> Optional.empty());
    plan.check(reason -> new ModelException(architecture.name(), "the architecture " + reason));
    List<TensorInfo> places = DataLayout.place(plan.tensors());
    try (DataScratch data = new DataScratch(places.get(places.size() - 1).end())) {
      Map<String, Optional<Double>> sqnr = pack(layers, tensors, places, data);
      Graph graph = graph(mlp, layers, layer -> sqnr.get(layer.name()));
      return write(graph, places, data, weights.name(), out);
    }
  }

  private Graph graph(
      MlpArchitecture mlp,
      List<LayerWeights> layers,
      Function<LayerWeights, Optional<Double>> sqnr) {
    List<Operator> operators = new ArrayList<>();
    for (LayerWeights layer : layers) {
      operators.add(packer(layer).operator(layer, sqnr.apply(layer)));
    }
    if (mlp.softmax()) {
      operators.add(new Softmax(Softmax.TYPE, layers.get(layers.size() - 1).outputs()));
    }
    int inputs = mlp.inputWidth().orElse(layers.get(0).inputs());
    return Graph.chain(Graph.MLP, inputs, mlp.inputNames(), mlp.outputNames(), operators);
  }

  private LayerPacker packer(LayerWeights layer) {
    return skip.matches(layer.name()) ? new Float32Packer() : new Int4Packer(settings);
  }

  private Map<String, Optional<Double>> pack(
      List<LayerWeights> layers, FloatTensors tensors, List<TensorInfo> places, DataScratch data)
      throws IOException {
    LayerTarget target =
        new LayerTarget(
            tensors,
            places.stream().collect(Collectors.toMap(TensorInfo::name, place -> place)),
            data,
            kernels,
            new LayerProgress(layers, progress));
    Map<String, Optional<Double>> sqnr = new HashMap<>();
    for (LayerWeights layer : layers) {
      sqnr.put(layer.name(), packer(layer).pack(layer, target));
    }
    return sqnr;
  }

  private static ModelHeader write(
      Graph graph, List<TensorInfo> places, DataScratch data, String name, OutputStream out)
      throws IOException {
    byte[] header = SafetensorsWriter.header(ModelFormat.metadata(graph, data.checksum()), places);
    long dataBytes = places.get(places.size() - 1).end();
    ModelHeader checked = ModelHeader.parse(header, dataBytes, name);
    SafetensorsWriter writer = SafetensorsWriter.begin(out, header, dataBytes);
    data.copyTo(writer);
    writer.finish();
    return checked;
  }
}
