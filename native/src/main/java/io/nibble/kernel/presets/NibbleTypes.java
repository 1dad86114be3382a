package io.nibble.kernel.presets;

import org.bytedeco.javacpp.tools.Info;
import org.bytedeco.javacpp.tools.InfoMap;
import org.bytedeco.javacpp.tools.InfoMapper;

/**
 * How JavaCPP turns the types of {@code nibble.h} into Java, at build time only.
 *
 * <p>Whatever a call points to, arrays, strings and structs, is a plain address: that is what the
 * callers hold, JNI passes a number faster than it looks into an object, and none of JavaCPP's
 * classes is needed at run time.
 */
public class NibbleTypes implements InfoMapper {
  @Override
  public void map(InfoMap infoMap) {
    infoMap.put(address("int64_t", "const int64_t").valueTypes("long"));
    infoMap.put(address("int32_t", "const int32_t").valueTypes("int"));
    infoMap.put(address("uint8_t", "const uint8_t", "int8_t", "const int8_t").valueTypes("byte"));
    infoMap.put(address("float", "const float").valueTypes("float"));
    infoMap.put(address("const char").valueTypes("byte"));
    // JavaCPP would make a class of each definition that it reads.
    infoMap.put(new Info("nibble.h").linePatterns("typedef struct .*", "\\} .*;").skip());
    String[] pointees = {
      "void",
      "const void",
      "nibble_qb4w_layout",
      "nibble_qb8w_layout",
      "const nibble_qb4w_weights",
      "const nibble_qb8w_weights",
      "const nibble_f32_weights",
      "const nibble_matrix",
      "const nibble_lookup",
      "const nibble_attention_settings"
    };
    infoMap.put(address(pointees).valueTypes("void"));
    infoMap.put(
        new Info("nibble_alloc")
            .javaText(
                "public static native int nibble_alloc(long bytes, @Cast(\"void**\") long block);"));
    infoMap.put(
        new Info("nibble_map")
            .javaText(
                "public static native int nibble_map(@Cast(\"const char*\") byte[] path,"
                    + " long offset, long bytes, @Cast(\"void**\") long block);"));
  }

  private static Info address(String... pointees) {
    return new Info(pointees).cast().pointerTypes("long");
  }
}
