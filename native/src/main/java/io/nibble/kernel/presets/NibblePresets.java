package io.nibble.kernel.presets;

import org.bytedeco.javacpp.annotation.Platform;
import org.bytedeco.javacpp.annotation.Properties;
import org.bytedeco.javacpp.tools.Info;
import org.bytedeco.javacpp.tools.InfoMap;
import org.bytedeco.javacpp.tools.InfoMapper;

/**
 * Tells JavaCPP how to turn {@code nibble.h}, and nothing else, into Java at build time.
 *
 * <p>Arrays and the structs of a call become plain addresses: that is what the callers hold, and
 * JNI passes a number faster than it looks into an object.
 */
@Properties(
    value = @Platform(include = "nibble/nibble.h"),
    target = "io.nibble.kernel.bindings",
    global = "io.nibble.kernel.bindings.Nibble")
public class NibblePresets implements InfoMapper {
  @Override
  public void map(InfoMap infoMap) {
    infoMap.put(address("int64_t", "const int64_t").valueTypes("long"));
    infoMap.put(address("int32_t", "const int32_t").valueTypes("int"));
    infoMap.put(address("uint8_t", "const uint8_t", "int8_t", "const int8_t").valueTypes("byte"));
    infoMap.put(address("float", "const float").valueTypes("float"));
    // The structs come second, because JavaCPP makes a class of what comes first.
    String[] pointees = {
      "void",
      "const void",
      "const nibble_qb4w_weights",
      "const nibble_f32_weights",
      "const nibble_matrix"
    };
    infoMap.put(address(pointees).valueTypes("void"));
    infoMap.put(
        new Info("nibble_alloc")
            .javaText(
                "public static native int nibble_alloc(long bytes, @Cast(\"void**\") long block);"));
    infoMap.put(
        new Info("nibble_map")
            .javaText(
                "public static native int nibble_map(String path, long offset, long bytes,"
                    + " @Cast(\"void**\") long block);"));
  }

  private static Info address(String... pointees) {
    return new Info(pointees).cast().pointerTypes("long");
  }
}
