package io.nibble.bench.spark;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.nibble.bench.peers.OnnxGraph;
import io.nibble.bench.peers.OrtSessions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * ONNX Runtime in a task: one session in this JVM for all tasks, each of which computes on its own
 * thread, with input and output in memory that nobody copies.
 */
final class OrtBatch implements BatchModel {
  private static final Map<String, OrtSession> SESSIONS = new ConcurrentHashMap<>();

  private static final long STACK_BYTES = 64L << 20;

  private final OrtModel model;
  private final FloatBuffer input;
  private final FloatBuffer output;
  private int bound;
  private Map<String, OnnxTensor> x = Map.of();
  private Map<String, OnnxTensor> y = Map.of();

  private OrtBatch(OrtModel model, int capacity) {
    this.model = model;
    this.input = OrtSessions.floats(capacity * model.inputs());
    this.output = OrtSessions.floats(capacity * model.outputs());
  }

  /** Starts ONNX Runtime, which recurses deeper than the stack of a task's thread allows. */
  static void start() throws InterruptedException {
    Thread thread = new Thread(null, OrtEnvironment::getEnvironment, "onnxruntime", STACK_BYTES);
    thread.start();
    thread.join();
  }

  static BatchModel open(OrtModel model, int rows) {
    SESSIONS.computeIfAbsent(model.path(), OrtBatch::load);
    return new OrtBatch(model, rows);
  }

  private static OrtSession load(String path) {
    try {
      return OrtSessions.create(Files.readAllBytes(Path.of(path)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void put(int row, float[] features) {
    input.put(row * model.inputs(), features);
  }

  @Override
  public void run(int rows) {
    try {
      if (rows != bound) {
        bind(rows);
      }
      SESSIONS.get(model.path()).run(x, y).close();
    } catch (OrtException e) {
      throw OrtSessions.failure(e);
    }
  }

  private void bind(int rows) throws OrtException {
    close();
    x = Map.of(OnnxGraph.INPUT, tensor(input, rows, model.inputs()));
    y = Map.of(model.result(), tensor(output, rows, model.outputs()));
    bound = rows;
  }

  private static OnnxTensor tensor(FloatBuffer data, int rows, int columns) throws OrtException {
    return OrtSessions.tensor(data.slice(0, rows * columns), rows, columns);
  }

  @Override
  public float[] scores(int row) {
    float[] scores = new float[model.outputs()];
    output.get(row * scores.length, scores);
    return scores;
  }

  @Override
  public void close() {
    x.values().forEach(OnnxTensor::close);
    y.values().forEach(OnnxTensor::close);
  }
}
