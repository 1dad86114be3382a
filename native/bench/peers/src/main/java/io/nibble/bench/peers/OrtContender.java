package io.nibble.bench.peers;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** ONNX Runtime on one thread: one session, one node a copy, results written where they belong. */
final class OrtContender implements Contender {
  private final Setting setting;
  private final List<? extends Layer> layers;
  private final OrtSession session;

  private OrtContender(Setting setting, List<? extends Layer> layers, byte[] model) {
    this.setting = setting;
    this.layers = layers;
    this.session = OrtSessions.create(model);
  }

  static Contender matMulNBits(List<Int4Layer> layers) {
    Int4Layer layer = layers.get(0);
    Setting setting = new Setting("ort_matmulnbits", layer.group(), layer.symmetric());
    return new OrtContender(setting, layers, OnnxModels.independent(layers, OnnxNode::matMulNBits));
  }

  static Contender dynamicInt8(List<Int8Layer> layers) {
    return new OrtContender(
        new Setting("ort_int8", 0, true),
        layers,
        OnnxModels.independent(layers, OnnxNode::dynamicInt8));
  }

  static Contender float32(List<Float32Layer> layers) {
    return new OrtContender(
        new Setting("ort_float32", 0, true),
        layers,
        OnnxModels.independent(layers, OnnxNode::float32));
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
    try {
      return new OrtPass(batch, keepAll);
    } catch (OrtException e) {
      throw OrtSessions.failure(e);
    }
  }

  @Override
  public void close() {
    try {
      session.close();
    } catch (OrtException e) {
      throw OrtSessions.failure(e);
    }
  }

  private final class OrtPass implements Pass {
    private final Map<String, OnnxTensor> x;
    private final Map<String, OnnxTensor> y = new HashMap<>();
    private final List<FloatBuffer> results = new ArrayList<>();

    OrtPass(Batch batch, boolean keepAll) throws OrtException {
      int n = layers.get(0).n();
      FloatBuffer input = OrtSessions.floats(batch.x().length);
      input.put(0, batch.x());
      x = Map.of(OnnxGraph.INPUT, OrtSessions.tensor(input, batch.m(), batch.k()));
      OnnxTensor result = null;
      for (int i = 0; i < layers.size(); i++) {
        if (result == null || keepAll) {
          results.add(OrtSessions.floats(Math.multiplyExact(batch.m(), n)));
          result = OrtSessions.tensor(results.get(i), batch.m(), n);
        }
        y.put(OnnxGraph.output(i), result);
      }
    }

    @Override
    public void run() {
      try {
        session.run(x, y).close();
      } catch (OrtException e) {
        throw OrtSessions.failure(e);
      }
    }

    @Override
    public void copyRow(int copy, int row, float[] target) {
      results.get(copy).get(row * target.length, target);
    }

    @Override
    public void close() {
      x.values().forEach(OnnxTensor::close);
      y.values().stream().distinct().forEach(OnnxTensor::close);
    }
  }
}
