package io.nibble.bench.peers;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/** OpenVINO on one thread: one model, one layer a copy, compiled for the rows of the batch. */
final class OpenVinoContender implements Contender {
  private static final int NOT_QUANTIZED = 0;

  /** OpenVINO quantizes for weights of one scale per output too only by groups; the fastest. */
  private static final int INT8_GROUP = 128;

  private final Setting setting;
  private final List<? extends Layer> layers;
  private final int quantizedTogether;
  private final IntFunction<byte[]> model;

  private OpenVinoContender(
      Setting setting,
      List<? extends Layer> layers,
      int quantizedTogether,
      IntFunction<byte[]> model) {
    this.setting = setting;
    this.layers = layers;
    this.quantizedTogether = quantizedTogether;
    this.model = model;
  }

  /** Activations are quantized by groups of the same size as the weights. */
  static Contender int4(List<Int4Layer> layers) {
    Int4Layer layer = layers.get(0);
    return new OpenVinoContender(
        new Setting("openvino_int4", layer.group(), layer.symmetric()),
        layers,
        layer.group(),
        m -> OnnxModels.independent(m, layers, OnnxNode::int4Weights));
  }

  static Contender int8(List<Int8Layer> layers) {
    return new OpenVinoContender(
        new Setting("openvino_int8", 0, true),
        layers,
        INT8_GROUP,
        m -> OnnxModels.independent(m, layers, OnnxNode::int8Weights));
  }

  static Contender float32(List<Float32Layer> layers) {
    return new OpenVinoContender(
        new Setting("openvino_float32", 0, true),
        layers,
        NOT_QUANTIZED,
        m -> OnnxModels.independent(m, layers, OnnxNode::float32));
  }

  /** A call that computes next to nothing: what every other call takes beside its layers. */
  static Pass emptyCall() {
    OpenVinoRequest request = new OpenVinoRequest(OnnxModels.tiny(), NOT_QUANTIZED);
    request.input(OrtSessions.floats(1), 1, 1);
    FloatBuffer result = OrtSessions.floats(1);
    request.output(0, result, 1, 1);
    return new OpenVinoPass(request, List.of(result));
  }

  @Override
  public Setting setting() {
    return setting;
  }

  @Override
  public List<? extends Layer> layers() {
    return layers;
  }

  @Override
  public Pass bind(Batch batch, boolean keepAll) {
    int m = batch.m();
    int n = layers.get(0).n();
    OpenVinoRequest request = new OpenVinoRequest(model.apply(m), quantizedTogether);
    FloatBuffer x = OrtSessions.floats(batch.x().length);
    x.put(0, batch.x());
    request.input(x, m, batch.k());
    List<FloatBuffer> results = new ArrayList<>();
    for (int i = 0; i < layers.size(); i++) {
      if (i == 0 || keepAll) {
        results.add(OrtSessions.floats(Math.multiplyExact(m, n)));
      }
      request.output(i, results.get(results.size() - 1), m, n);
    }
    return new OpenVinoPass(request, results);
  }

  @Override
  public void close() {
    // a pass holds what there is to free
  }

  private record OpenVinoPass(OpenVinoRequest request, List<FloatBuffer> results) implements Pass {
    @Override
    public void run() {
      request.run();
    }

    @Override
    public void copyRow(int copy, int row, float[] target) {
      results.get(copy).get(row * target.length, target);
    }

    @Override
    public void close() {
      request.close();
    }
  }
}
