package io.nibble.bench.peers;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.Structure;
import com.sun.jna.ptr.PointerByReference;

/**
 * The functions of OpenVINO's C API (openvino/c/openvino.h) that a benchmark calls. All but the
 * last ones return a status, which {@link #check} takes.
 */
interface OpenVino extends Library {
  /** openvino.sh prints the folder that the system property names. */
  OpenVino API = Native.load(folder() + "/libopenvino_c.so.2641", OpenVino.class);

  int FLOAT32 = 4; // ov_element_type_e

  private static String folder() {
    String folder = System.getProperty("openvino.libraries");
    if (folder == null) {
      throw new IllegalStateException(
          "the system property openvino.libraries is missing: native/bench/openvino.sh prints it");
    }
    return folder;
  }

  /**
   * @throws IllegalStateException with OpenVINO's message when a call failed
   */
  static void check(int status) {
    if (status != 0) {
      throw new IllegalStateException(
          "OpenVINO, status " + status + ": " + API.ov_get_last_err_msg());
    }
  }

  /** ov_shape_t of a matrix. */
  @Structure.FieldOrder({"rank", "dims"})
  class Shape extends Structure implements Structure.ByValue {
    public long rank;
    public Pointer dims;
  }

  /** ov_version_t. */
  @Structure.FieldOrder({"buildNumber", "description"})
  class Version extends Structure {
    public String buildNumber;
    public String description;
  }

  int ov_get_openvino_version(Version version);

  int ov_core_create(PointerByReference core);

  int ov_core_read_model_from_memory_buffer(
      Pointer core, byte[] model, long length, Pointer weights, PointerByReference read);

  int ov_core_compile_model(
      Pointer core,
      Pointer model,
      String device,
      long properties,
      PointerByReference compiled,
      Object... namesAndValues);

  int ov_compiled_model_create_infer_request(Pointer compiled, PointerByReference request);

  int ov_tensor_create_from_host_ptr(
      int type, Shape shape, Pointer data, PointerByReference tensor);

  int ov_infer_request_set_input_tensor_by_index(Pointer request, long index, Pointer tensor);

  int ov_infer_request_set_output_tensor_by_index(Pointer request, long index, Pointer tensor);

  int ov_infer_request_infer(Pointer request);

  String ov_get_last_err_msg();

  void ov_tensor_free(Pointer tensor);

  void ov_infer_request_free(Pointer request);

  void ov_compiled_model_free(Pointer compiled);

  void ov_model_free(Pointer model);
}
