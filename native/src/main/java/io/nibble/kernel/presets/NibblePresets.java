package io.nibble.kernel.presets;

import org.bytedeco.javacpp.annotation.Platform;
import org.bytedeco.javacpp.annotation.Properties;
import org.bytedeco.javacpp.tools.Info;
import org.bytedeco.javacpp.tools.InfoMap;
import org.bytedeco.javacpp.tools.InfoMapper;

/**
 * Tells JavaCPP how to turn {@code nibble.h}, and nothing else, into Java at build time.
 *
 * <p>Arrays become plain pointers, because the callers hold addresses.
 */
@Properties(
    value = @Platform(include = "nibble/nibble.h"),
    target = "io.nibble.kernel.bindings",
    global = "io.nibble.kernel.bindings.Nibble")
public class NibblePresets implements InfoMapper {
  @Override
  public void map(InfoMap infoMap) {
    infoMap.put(array("int32_t", "int"));
    infoMap.put(array("uint8_t", "byte"));
    infoMap.put(array("int8_t", "byte"));
    infoMap.put(array("float", "float"));
  }

  private static Info array(String element, String value) {
    return new Info(element, "const " + element).cast().valueTypes(value).pointerTypes("Pointer");
  }
}
