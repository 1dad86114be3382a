package io.nibble.bench.peers;

import ai.onnxruntime.OrtEnvironment;
import io.nibble.kernel.Kernels;
import io.nibble.kernel.NativeLibrary;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Compares Nibble with ONNX Runtime and OpenVINO: one thread each, the same shapes, the same rows,
 * the same 4-bit weights, in turn in one run. Prints one JSON object a line, and a table on
 * standard error.
 */
public final class Peers {
  private final Options options;
  private final Kernels kernels = kernels();
  private final String ortVersion = OrtEnvironment.getEnvironment().getVersion();
  private final String openVinoVersion = OpenVinoRequest.version();
  private final RatioTable table;

  private Peers(Options options) {
    this.options = options;
    this.table = new RatioTable(options.rows());
  }

  public static void main(String[] arguments) throws IOException {
    try {
      new Peers(Options.parse(List.of(arguments))).run();
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage() + "\nusage: " + Options.USAGE);
      System.exit(2);
    }
  }

  /** Plain Java is measured only when it is asked for. */
  private static Kernels kernels() {
    String forced = System.getenv("NIBBLE_ISA");
    if (forced == null || forced.isEmpty()) {
      NativeLibrary.ensureAvailable();
    }
    return Kernels.best();
  }

  private void run() throws IOException {
    System.err.printf(
        "Nibble %s against ONNX Runtime %s and OpenVINO %s%n",
        kernels.isa(), ortVersion, openVinoVersion);
    for (Shape shape : Shape.load(options.shapes())) {
      try (Field field = Field.of(shape, options.groups(), kernels)) {
        for (int m : options.rows()) {
          measure(field, Batch.random(m, shape.k()));
        }
      }
    }
    System.err.print(table.text());
  }

  private void measure(Field field, Batch batch) {
    List<Contender> contenders = field.contenders();
    List<Double> decibels = Accuracy.checkAll(contenders, batch);
    List<Pass> passes = new ArrayList<>();
    try {
      contenders.forEach(contender -> passes.add(contender.bind(batch, false)));
      passes.add(OpenVinoContender.emptyCall());
      List<Race.Timing> timings = options.race().run(passes);
      report(field, batch.m(), timings, decibels);
    } finally {
      passes.forEach(Pass::close);
    }
  }

  private void report(Field field, int m, List<Race.Timing> timings, List<Double> decibels) {
    List<Contender> contenders = field.contenders();
    double emptyCall = timings.get(contenders.size()).nanos();
    double[] nanos = new double[contenders.size()];
    for (int i = 0; i < nanos.length; i++) {
      nanos[i] = timings.get(i).nanos() / contenders.get(i).layers().size();
    }
    for (int i = 0; i < nanos.length; i++) {
      Setting setting = contenders.get(i).setting();
      for (int j = 0; j < nanos.length; j++) {
        Setting nibble = contenders.get(j).setting();
        if (setting.comparesWith(nibble)) {
          double spread = timings.get(i).spread();
          double call = setting.isOpenVino() ? emptyCall / contenders.get(i).layers().size() : 0;
          print(
              new Result(
                  field.shape(),
                  m,
                  setting,
                  nibble,
                  nanos[i],
                  call,
                  spread,
                  decibels.get(i),
                  nanos[j]));
        }
      }
    }
  }

  private void print(Result result) {
    System.out.println(result.json(kernels.isa(), ortVersion, openVinoVersion));
    table.add(result);
  }
}
