package io.nibble.bench.peers;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;

/** A model compiled for one thread, and matrices that it reads and writes where they lie. */
final class OpenVinoRequest implements AutoCloseable {
  private static final OpenVino API = OpenVino.API;
  private static final Pointer CORE = created(API::ov_core_create);

  private final Pointer compiled;
  private final Pointer request;
  private final List<Pointer> tensors = new ArrayList<>();
  private final List<FloatBuffer> kept = new ArrayList<>();

  /**
   * @param group activations that are quantized together, 0 for none
   */
  OpenVinoRequest(byte[] onnx, long group) {
    Pointer model =
        created(
            read -> API.ov_core_read_model_from_memory_buffer(CORE, onnx, onnx.length, null, read));
    try {
      compiled = compile(model, group);
    } finally {
      API.ov_model_free(model);
    }
    request = created(made -> API.ov_compiled_model_create_infer_request(compiled, made));
  }

  static String version() {
    OpenVino.Version version = new OpenVino.Version();
    OpenVino.check(API.ov_get_openvino_version(version));
    return version.buildNumber.replaceFirst("-.*", "");
  }

  /** Float32 on the calling thread, which nobody pins; weights stay as narrow as they are. */
  private static Pointer compile(Pointer model, long group) {
    Object[] properties = {
      "INFERENCE_NUM_THREADS",
      "1",
      "NUM_STREAMS",
      "1",
      "PERFORMANCE_HINT",
      "LATENCY",
      "INFERENCE_PRECISION_HINT",
      "f32",
      "ENABLE_CPU_PINNING",
      "NO",
      "DYNAMIC_QUANTIZATION_GROUP_SIZE",
      Long.toString(group),
      null
    };
    return created(
        made ->
            API.ov_core_compile_model(CORE, model, "CPU", properties.length - 1, made, properties));
  }

  void input(FloatBuffer data, int rows, int columns) {
    OpenVino.check(
        API.ov_infer_request_set_input_tensor_by_index(request, 0, tensor(data, rows, columns)));
  }

  void output(int index, FloatBuffer data, int rows, int columns) {
    OpenVino.check(
        API.ov_infer_request_set_output_tensor_by_index(
            request, index, tensor(data, rows, columns)));
  }

  void run() {
    OpenVino.check(API.ov_infer_request_infer(request));
  }

  @Override
  public void close() {
    API.ov_infer_request_free(request);
    API.ov_compiled_model_free(compiled);
    tensors.forEach(API::ov_tensor_free);
  }

  private Pointer tensor(FloatBuffer data, int rows, int columns) {
    try (Memory dims = new Memory(2L * Long.BYTES)) {
      dims.write(0, new long[] {rows, columns}, 0, 2);
      OpenVino.Shape shape = new OpenVino.Shape();
      shape.rank = 2;
      shape.dims = dims;
      Pointer memory = Native.getDirectBufferPointer(data);
      Pointer tensor =
          created(
              made -> API.ov_tensor_create_from_host_ptr(OpenVino.FLOAT32, shape, memory, made));
      kept.add(data);
      tensors.add(tensor);
      return tensor;
    }
  }

  private static Pointer created(ToIntFunction<PointerByReference> create) {
    PointerByReference made = new PointerByReference();
    OpenVino.check(create.applyAsInt(made));
    return made.getValue();
  }
}
